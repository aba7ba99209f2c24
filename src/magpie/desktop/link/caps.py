"""What this client is and can do, as others and the server see it (XEP-0030, 0115)."""

from magpie.desktop.link.stream import Stream


def introduce(stream: Stream, name: str, version: str, features: tuple[str, ...]) -> None:
    """What others see when they ask what this is."""
    info = stream.plugin["xep_0030"]

    def tell(_: object = None) -> None:
        info.add_identity("client", "pc", name)
        for feature in features:
            info.add_feature(feature)

    tell()
    stream.add_event_handler("session_bind", tell)  # it is kept for the address of that time
    stream.plugin["xep_0115"].caps_node = f"https://magpie.invalid/{version}"


async def describe(stream: Stream) -> None:
    """Have presence say it: without it the server sends no events of nodes (XEP-0163, 4)."""
    await stream.plugin["xep_0115"].update_caps(broadcast=False)

"""What people say about themselves, asked for and told: pictures, names, read positions."""

from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Profile, ReadElsewhere
from magpie.desktop.link import pep
from magpie.desktop.link.names import NS_AVATAR_DATA, NS_READ, NS_VCARD, Element, make
from magpie.desktop.link.stream import Stream


async def fetch(stream: Stream, address: str) -> Profile:
    """XEP-0054: the vCard."""
    answer = await stream.ask("get", make("vCard", NS_VCARD), to=address)
    return Profile(pep.vcard_name(answer), pep.vcard_picture(answer))


async def picture(stream: Stream, address: str, hash: str) -> bytes:
    """The picture of XEP-0084 with that SHA-1, or else the vCard's."""
    try:
        answer = await stream.ask("get", pep.fetch(NS_AVATAR_DATA, hash), to=address)
        if found := pep.picture_data(answer):
            return found
    except Problem as problem:
        if problem.reason is Reason.NOT_CONNECTED:
            raise
    return (await fetch(stream, address)).picture


async def publish(stream: Stream, profile: Profile) -> None:
    """To those who watch, and to those who know vCards only."""
    await stream.ask("set", pep.nick(profile.name))
    for request in pep.pictures(profile.picture) if profile.picture else ():
        await stream.ask("set", request)
    await stream.ask("set", pep.vcard(await _own_card(stream), profile))


async def remove_picture(stream: Stream, name: str) -> None:
    """From both."""
    await stream.ask("set", pep.no_picture())
    await stream.ask("set", pep.vcard(await _own_card(stream), Profile(name), bare=True))


async def _own_card(stream: Stream) -> Element | None:
    """The vCard as it is: what others have written into it stays. None while there is none."""
    try:
        return await stream.ask("get", make("vCard", NS_VCARD))
    except Problem as problem:
        if problem.reason is Reason.UNAVAILABLE:
            return None
        raise


async def read_positions(stream: Stream) -> list[ReadElsewhere]:
    """XEP-0490: up to which id of the archive each conversation is read."""
    try:
        answer = await stream.ask("get", pep.fetch(NS_READ))
        return pep.positions(answer, stream.login.address)
    except Problem as problem:
        if problem.reason is Reason.UNAVAILABLE:  # nobody has read anything yet
            return []
        raise

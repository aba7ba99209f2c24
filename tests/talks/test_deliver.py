"""RFC 6121, 8.5: which devices a stanza reaches, by its type, its address and who is here."""

import pytest

ROMEO = "romeo@localhost/orchard"
BALCONY, CHAMBER, CELL = (
    "juliet@localhost/balcony",
    "juliet@localhost/chamber",
    "juliet@localhost/cell",
)
BARE, ELSEWHERE, NOBODY = "juliet@localhost", "juliet@localhost/mantua", "nobody@localhost"
PRIORITIES = {BALCONY: 5, CHAMBER: 0, CELL: -1}
EVERYBODY, ALL_BUT_THE_DEAF = (BALCONY, CHAMBER, CELL), (BALCONY, CHAMBER)


@pytest.fixture(autouse=True)
def bare_bones(scene):
    """Nobody sees anybody, nothing is stamped: only delivery is looked at."""
    scene.configure(**{"directory.everyone": False, "archive.enabled": False})


async def household(scene, *present):
    """Romeo, who is online, and Juliet's three devices, of which `present` are available."""
    romeo, *juliet = scene.enter(ROMEO, *EVERYBODY)
    for device in juliet:
        if device.jid in present:
            await device.sends(
                f"<presence><priority>{PRIORITIES[device.jid]}</priority></presence>"
            )
    for device in juliet:
        device.forget()
    return romeo, {device.jid: device for device in juliet}


def message(kind, to, sender=""):
    stamp = f" from='{sender}'" if sender else ""
    body = "<error type='cancel'/>" if kind == "error" else "<body>hi</body>"
    return f"<message type='{kind}' id='m' to='{to}'{stamp}>{body}</message>"


def refusal(name, to):
    return f"""
        <{name} type='error' id='m' from='{to}' to='{ROMEO}'><error type='cancel' code='503'>
          <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></{name}>"""


@pytest.mark.parametrize(
    ("kind", "to", "reached"),
    [
        # 8.5.2.1.1: an address without a resource
        ("normal", BARE, ALL_BUT_THE_DEAF),
        ("chat", BARE, ALL_BUT_THE_DEAF),
        ("headline", BARE, ALL_BUT_THE_DEAF),
        ("error", BARE, ()),
        # 8.5.3.1: that very device, whatever its priority
        ("normal", CELL, (CELL,)),
        ("chat", CELL, (CELL,)),
        ("headline", CELL, (CELL,)),
        ("groupchat", CELL, (CELL,)),
        ("error", CELL, (CELL,)),
        # 8.5.3.2.1: a device that is not there: what was meant for a person still finds one
        ("normal", ELSEWHERE, ALL_BUT_THE_DEAF),
        ("chat", ELSEWHERE, ALL_BUT_THE_DEAF),
        ("headline", ELSEWHERE, ()),
        ("error", ELSEWHERE, ()),
    ],
)
async def test_a_message_reaches(scene, kind, to, reached):
    romeo, juliet = await household(scene, *EVERYBODY)
    await romeo.sends(message(kind, to))
    for jid in reached:
        await juliet[jid].receives(message(kind, to, ROMEO))
    for jid in set(EVERYBODY) - set(reached):
        juliet[jid].receives_nothing()
    romeo.receives_nothing()


@pytest.mark.parametrize("to", [BARE, ELSEWHERE])
async def test_the_words_of_a_room_are_for_no_account(scene, to):
    """8.5.2.1.1: "the server MUST NOT deliver the stanza … but instead MUST return an error"."""
    romeo, juliet = await household(scene, *EVERYBODY)
    await romeo.sends(message("groupchat", to))
    await romeo.receives(refusal("message", to))
    for device in juliet.values():
        device.receives_nothing()


@pytest.mark.parametrize("present", [(), (CELL,)])  # away, or there and not to be disturbed
@pytest.mark.parametrize("kind", ["normal", "chat", "headline", "error"])
async def test_with_nobody_to_take_it_a_message_waits_or_is_dropped(scene, kind, present):
    """8.5.2.2.1: normal and chat are stored; a headline and an error silently ignored."""
    romeo, juliet = await household(scene, *present)
    await romeo.sends(message(kind, BARE))
    romeo.receives_nothing()
    balcony = juliet[BALCONY]
    await balcony.sends("<presence/>")
    balcony.forget("presence")
    if kind in ("normal", "chat"):
        await balcony.receives(
            message(kind, BARE, ROMEO).replace(
                "</message>",
                "<delay xmlns='urn:xmpp:delay' from='localhost' stamp='{any}'/></message>",
            )
        )
    balcony.receives_nothing()
    for device in juliet.values():
        device.forget("presence")


@pytest.mark.parametrize("kind", ["normal", "chat", "headline", "groupchat"])
async def test_a_message_to_nobody_is_answered(scene, kind):
    """8.5.1."""
    romeo = scene.enter(ROMEO)
    await romeo.sends(message(kind, NOBODY))
    await romeo.receives(refusal("message", NOBODY))
    await romeo.sends(message("error", NOBODY))
    romeo.receives_nothing()


@pytest.mark.parametrize("to", [BARE, ELSEWHERE, NOBODY, f"{NOBODY}/x", BALCONY])
@pytest.mark.parametrize("kind", ["get", "set"])
async def test_an_iq_is_answered_by_the_server_or_reaches_its_device(scene, kind, to):
    """8.5.1, 8.5.2.1.3, 8.5.3.1 and 8.5.3.2.3; never handed to a device it does not name."""
    romeo, juliet = await household(scene, *EVERYBODY)
    query = "<query xmlns='example:unheard-of'/>"
    await romeo.sends(f"<iq type='{kind}' id='m' to='{to}'>{query}</iq>")
    if to == BALCONY:
        await juliet[BALCONY].receives(
            f"<iq type='{kind}' id='m' to='{to}' from='{ROMEO}'>{query}</iq>"
        )
    else:
        await romeo.receives(refusal("iq", to))
    for device in juliet.values():
        device.receives_nothing()


@pytest.mark.parametrize("kind", ["result", "error"])
@pytest.mark.parametrize("to", [BARE, ELSEWHERE, NOBODY])
async def test_an_answer_to_whom_is_not_there_is_dropped(scene, kind, to):
    """RFC 6120, 8.2.3: an answer is never answered."""
    romeo, juliet = await household(scene, *EVERYBODY)
    content = "<error type='cancel'/>" if kind == "error" else ""
    await romeo.sends(f"<iq type='{kind}' id='m' to='{to}'>{content}</iq>")
    romeo.receives_nothing()
    for device in juliet.values():
        device.receives_nothing()


@pytest.mark.parametrize("kind", ["", "type='unavailable'"])
@pytest.mark.parametrize(
    ("to", "reached"),
    [(BARE, EVERYBODY), (CELL, (CELL,)), (ELSEWHERE, ()), (NOBODY, ()), (f"{NOBODY}/x", ())],
)
async def test_directed_presence_reaches(scene, kind, to, reached):
    """8.5.1, 8.5.2.1.2, 8.5.3.1 and 8.5.3.2.2: all that are available, that one, or nobody."""
    romeo, juliet = await household(scene, *EVERYBODY)
    await romeo.sends(f"<presence {kind} to='{to}'/>")
    for jid in reached:
        await juliet[jid].receives(f"<presence {kind} to='{to}' from='{ROMEO}'/>")
    for jid in set(EVERYBODY) - set(reached):
        juliet[jid].receives_nothing()
    romeo.receives_nothing()

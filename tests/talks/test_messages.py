"""What clients say to each other passes unchanged, and is kept where it should be."""

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
FALLBACK = """<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>
    <body start='0' end='9'/></fallback>"""

PASSED = {
    "a receipt is asked for": "<body>hi</body><request xmlns='urn:xmpp:receipts'/>",
    "a receipt": "<received xmlns='urn:xmpp:receipts' id='m1'/>",
    "a marker is asked for": "<body>hi</body><markable xmlns='urn:xmpp:chat-markers:0'/>",
    "a marker": "<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>",
    "a correction": """<body>hullo</body>
        <replace xmlns='urn:xmpp:message-correct:0' id='m1'/>""",
    "a retraction": f"""<retract xmlns='urn:xmpp:message-retract:1' id='m1'/>
        {FALLBACK}<body>took it back</body><store xmlns='urn:xmpp:hints'/>""",
    "a reaction": """<reactions xmlns='urn:xmpp:reactions:0' id='m1'>
        <reaction>👋</reaction><reaction>🐢</reaction></reactions>""",
    "a reply": f"""<body>&gt; hi
hello</body><reply xmlns='urn:xmpp:reply:0' to='romeo@localhost/x' id='m1'/>{FALLBACK}""",
    "styled text": """<body>*bold* `code`
&gt; quote</body><unstyled xmlns='urn:xmpp:styling:0'/>""",
    "something of the future": """<body>hi</body>
        <x:y xmlns:x='urn:example:future' x:a='1'><z xmlns=''>&amp;#13;</z></x:y>""",
}
TYPING = [
    f"<{state} xmlns='http://jabber.org/protocol/chatstates'/>"
    for state in ("active", "composing", "paused", "inactive", "gone")
]


async def archived(device):
    device.forget()
    await device.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>")
    results = [
        one.child("result", "urn:xmpp:mam:2").child("forwarded", "urn:xmpp:forward:0")
        for one in device.unread
        if one.name == "message"
    ]
    device.forget()
    return [one.child("message", "jabber:client") for one in results]


@pytest.mark.parametrize("what", PASSED)
async def test_it_passes_unchanged_and_is_kept(scene, what):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    content = PASSED[what]
    await romeo.sends(f"<message type='chat' id='m2' to='{JULIET}'>{content}</message>")
    (seen,) = juliet.unread
    await juliet.receives(
        f"""<message type='chat' id='m2' to='{JULIET}' from='{ROMEO}'>{content}
          <stanza-id xmlns='urn:xmpp:sid:0' by='juliet@localhost' id='{{any}}'/></message>"""
    )
    (kept,) = await archived(juliet)
    assert kept == seen.without(lambda child: child.name == "stanza-id")
    assert len(await archived(romeo)) == 1


@pytest.mark.parametrize("state", TYPING)
async def test_typing_passes_and_is_not_kept(scene, state):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(f"<message type='chat' to='{JULIET}'>{state}</message>")
    await juliet.receives(f"<message type='chat' to='{JULIET}' from='{ROMEO}'>{state}</message>")
    assert await archived(juliet) == []


async def test_typing_to_who_is_away_is_dropped_without_a_word(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(f"<message type='chat' to='juliet@localhost'>{TYPING[1]}</message>")
    romeo.receives_nothing()
    await juliet.sends("<presence/>")
    assert not [one for one in juliet.unread if one.name == "message"]
    juliet.forget()


async def test_what_is_said_arrives_in_the_order_in_which_it_was_said(scene):
    """Typing and receipts are not stored; they do not overtake what is."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    said = [f"<body>{number}</body>" if number % 2 else TYPING[1] for number in range(10)]
    await romeo.sends_bytes(
        "".join(f"<message type='chat' to='{JULIET}'>{one}</message>" for one in said).encode()
    )
    assert [one.child_text("body") for one in juliet.unread] == [
        str(number) if number % 2 else None for number in range(10)
    ]
    juliet.forget()

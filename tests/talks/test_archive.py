"""XEP-0313: Message Archive Management: what is kept, as conversations."""

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
HINTS = "xmlns='urn:xmpp:hints'"
QUERY = "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>"

CHAT_STATE = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
KEPT = [
    "<body>hi</body>",
    f"<body>hi</body>{CHAT_STATE}",
    "<subject>hi</subject>",
    "<received xmlns='urn:xmpp:receipts' id='m'/>",
    "<displayed xmlns='urn:xmpp:chat-markers:0' id='m'/>",
    "<body>hi</body><replace xmlns='urn:xmpp:message-correct:0' id='m'/>",
    "<retract xmlns='urn:xmpp:message-retract:1' id='m'/>",
    "<reactions xmlns='urn:xmpp:reactions:0' id='m'><reaction>👍</reaction></reactions>",
    "<body>hi</body><reply xmlns='urn:xmpp:reply:0' id='m'/>",
    "<encrypted xmlns='urn:xmpp:omemo:2'/>",
    f"{CHAT_STATE}<store {HINTS}/>",
    "<x xmlns='jabber:x:conference' jid='coven@rooms.localhost'/>",
    "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='a@localhost'/></x>",
]
NOT_KEPT = [
    "",
    CHAT_STATE,
    "<thread>t</thread>",
    "<request xmlns='urn:xmpp:receipts'/>",
    f"<body>hi</body><no-store {HINTS}/>",
    f"<body>hi</body><no-permanent-store {HINTS}/>",
    f"<body>hi</body><store {HINTS}/><no-store {HINTS}/>",
    "<body xmlns='urn:example'>hi</body>",
    "<x xmlns='http://jabber.org/protocol/muc#user'/>",
]


async def archived(device):
    """How many messages the device's archive has."""
    device.forget()
    await device.sends(QUERY)
    results = [one for one in device.unread if one.name == "message"]
    assert device.unread[-1].name == "iq"
    device.forget()
    return len(results)


async def arrives(device):
    """It becomes available, and hears itself of that."""
    await device.sends("<presence/>")
    account = device.jid.partition("/")[0]
    await device.receives(f"<presence from='{device.jid}' to='{account}'/>")


@pytest.mark.parametrize("content", KEPT)
async def test_what_carries_a_conversation_is_kept_on_both_sides(scene, content):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(f"<message type='chat' to='{JULIET}'>{content}</message>")
    assert await archived(romeo) == 1
    assert await archived(juliet) == 1


@pytest.mark.parametrize("content", NOT_KEPT)
async def test_what_does_not_is_only_delivered(scene, content):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(f"<message type='chat' to='{JULIET}'>{content}</message>")
    await juliet.receives(f"<message type='chat' to='{JULIET}' from='{ROMEO}'>{content}</message>")
    assert await archived(romeo) == 0
    assert await archived(juliet) == 0


@pytest.mark.parametrize(
    ("kind", "content", "count"),
    [
        ("normal", "<body>a</body>", 1),
        ("unheard-of", "<body>a</body>", 1),  # RFC 6121, 5.2.2: as normal
        ("headline", "<body>a</body>", 0),
        ("headline", f"<body>a</body><store {HINTS}/>", 1),
        ("groupchat", "<body>a</body>", 0),
        ("error", f"<body>a</body><store {HINTS}/><error type='cancel'/>", 0),
    ],
)
async def test_what_is_kept_by_type(scene, kind, content, count):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(f"<message type='{kind}' to='{JULIET}'>{content}</message>")
    assert await archived(romeo) == count
    assert await archived(juliet) == count


async def test_a_note_to_oneself_is_kept_once(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends("<message type='chat' to='romeo@localhost'><body>milk</body></message>")
    await romeo.sends("<message type='chat'><body>eggs</body></message>")
    assert await archived(romeo) == 2


async def test_what_was_refused_is_not_kept(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends("<message type='chat' to='nobody@localhost'><body>hi</body></message>")
    assert await archived(romeo) == 0


@pytest.mark.memory
async def test_who_is_away_finds_it_on_return(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends("<message type='chat' to='juliet@localhost'><body>hi</body></message>")
    juliet.receives_nothing()
    await arrives(juliet)
    await juliet.receives(late("<body>hi</body>", "<stanza-id xmlns='urn:xmpp:sid:0' {any}/>"))


def late(content, stanza_id):
    stanza_id = stanza_id.replace("{any}", "by='juliet@localhost' id='{any}'")
    return f"""
        <message type='chat' to='juliet@localhost' from='{ROMEO}'>{content}{stanza_id}
          <delay xmlns='urn:xmpp:delay' from='localhost' stamp='2026-01-01T00:00:00Z'/>
        </message>"""


@pytest.mark.memory
async def test_what_may_not_last_waits_for_who_is_away_and_no_longer(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    content = f"<body>hush</body><no-permanent-store {HINTS}/>"
    await romeo.sends(f"<message type='chat' to='juliet@localhost'>{content}</message>")
    assert await archived(romeo) == 0
    assert await archived(juliet) == 0
    await arrives(juliet)
    await juliet.receives(late(content, ""))
    assert await archived(juliet) == 0
    # Taken: it is gone
    await scene.passes(10)
    await juliet.drops()
    again = scene.enter("juliet@localhost/chamber")
    await again.is_online()
    again.receives_nothing()


@pytest.mark.memory
async def test_who_reads_the_archive_first_still_gets_what_waits_outside_of_it(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    content = f"<body>hush</body><no-permanent-store {HINTS}/>"
    await romeo.sends(f"<message type='chat' to='juliet@localhost'>{content}</message>")
    await romeo.sends("<message type='chat' to='juliet@localhost'><body>hi</body></message>")
    assert await archived(juliet) == 1
    await arrives(juliet)
    await juliet.receives(late(content, ""))
    await juliet.receives(late("<body>hi</body>", "<stanza-id xmlns='urn:xmpp:sid:0' {any}/>"))


async def test_no_store_is_refused_for_who_is_away(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    content = f"<body>now or never</body><no-store {HINTS}/>"
    await romeo.sends(f"<message type='chat' id='m' to='juliet@localhost'>{content}</message>")
    await romeo.receives(
        f"""<message type='error' id='m' from='juliet@localhost' to='{ROMEO}'>
          <error type='cancel' code='503'>
            <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
          </error></message>"""
    )
    assert await archived(romeo) == 0
    await juliet.sends("<presence/>")
    juliet.forget()


async def test_without_an_archive_messages_still_wait(scene):
    scene.configure(**{"archive.enabled": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends("<message type='chat' to='juliet@localhost'><body>hi</body></message>")
    await romeo.sends(QUERY)
    await romeo.receives(
        f"""<iq type='error' id='q' from='romeo@localhost' to='{ROMEO}'>
          <error type='cancel' code='503'>
            <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
          </error></iq>"""
    )
    await arrives(juliet)
    await juliet.receives(late("<body>hi</body>", ""))


async def test_who_has_read_the_archive_is_not_told_again(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    for text in ("one", "two", "three"):
        await romeo.sends(
            f"<message type='chat' to='juliet@localhost'><body>{text}</body></message>"
        )
    assert await archived(juliet) == 3
    await juliet.is_online()
    juliet.receives_nothing()


@pytest.mark.memory
async def test_who_has_read_a_part_is_told_the_rest(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    for text in ("one", "two", "three"):
        await romeo.sends(
            f"<message type='chat' to='juliet@localhost'><body>{text}</body></message>"
        )
    # The last page alone: what came before it still waits
    await juliet.sends(
        """<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'>
          <set xmlns='http://jabber.org/protocol/rsm'><max>1</max><before/></set></query></iq>"""
    )
    juliet.forget()
    await juliet.sends("<presence/>")
    texts = [one.child_text("body") for one in juliet.unread if one.name == "message"]
    assert texts == ["one", "two", "three"]
    juliet.forget()


@pytest.mark.memory
async def test_what_waits_for_the_account_is_not_passed_by_what_is_for_the_device(scene):
    """A device that is not available yet gets what is for its own address, and the rest later."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends("<message type='chat' to='juliet@localhost'><body>one</body></message>")
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>two</body></message>")
    assert [one.child_text("body") for one in juliet.unread] == ["two"]
    juliet.forget()
    await arrives(juliet)
    await juliet.receives(late("<body>one</body>", "<stanza-id xmlns='urn:xmpp:sid:0' {any}/>"))
    juliet.receives_nothing()

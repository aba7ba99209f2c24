"""XEP-0288: one stream between servers for both ways, with a scripted server on the wire."""

import pytest

pytestmark = pytest.mark.memory
ROMEO, JULIET = "romeo@localhost/orchard", "juliet@theirs.example/balcony"
THEIRS = "theirs.example"
DB = "xmlns='jabber:server:dialback'"
SERVER = "xmlns='jabber:server'"
WISH = "<bidi xmlns='urn:xmpp:bidi'/>"
BODY = "<body>hi</body>"
OFFERED = (
    "<stream:features><dialback xmlns='urn:xmpp:features:dialback'/>"
    "<bidi xmlns='urn:xmpp:features:bidi'/></stream:features>"
)


async def connects(theirs, wish=WISH, to="localhost"):
    """The other server connects, wants both ways, and shows by dialback who it is."""
    peer = await theirs.connects(to=to)
    peer.forget()
    await peer.sends(f"{wish}<db:result from='{THEIRS}' to='{to}'>key</db:result>")
    await theirs.vouches()
    await peer.receives(f"<result {DB} from='{to}' to='{THEIRS}' type='valid'/>")
    return peer


async def opens(scene, theirs):
    """Ours opens a stream, on which both ways are offered, and takes them."""
    romeo = scene.enter(ROMEO)
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    peer = await theirs.answers(OFFERED)
    wish, shown = peer.unread
    assert (wish.ns, wish.name, shown.name) == ("urn:xmpp:bidi", "bidi", "result")
    peer.forget()
    await peer.sends(f"<db:result from='{THEIRS}' to='localhost' type='valid'/>")
    assert [one.get("id") for one in peer.unread] == ["1"]
    peer.forget()
    return romeo, peer


async def test_what_goes_to_a_server_that_is_here_goes_on_its_stream(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    peer = await connects(theirs)
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    await peer.receives(f"<message {SERVER} from='{ROMEO}' to='{JULIET}' id='1'>{BODY}</message>")
    await peer.sends(f"<message from='{JULIET}' to='{ROMEO}' id='2'>{BODY}</message>")
    assert [one.get("id") for one in romeo.unread] == ["2"]
    romeo.forget()
    assert scene.network.dialled == [THEIRS], "only to ask about the key"


async def test_nothing_goes_there_before_it_is_known_whose_it_is(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    peer = await theirs.connects()
    peer.forget()
    await peer.sends(WISH, f"<db:result from='{THEIRS}' to='localhost'>forged</db:result>")
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    peer.receives_nothing()
    await theirs.vouches(is_valid=False)
    await peer.receives(f"<result {DB} from='localhost' to='{THEIRS}' type='invalid'/>")
    own = await theirs.authorizes()
    assert [one.get("id") for one in own.unread] == ["1"]
    own.forget()


@pytest.mark.parametrize(("wish", "to"), [("", "localhost"), (WISH, "rooms.localhost")])
async def test_who_did_not_ask_for_it_or_to_another_domain_gets_nothing_there(scene, wish, to):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    peer = await connects(theirs, wish, to)
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    peer.receives_nothing()
    own = await theirs.authorizes()
    assert [one.get("id") for one in own.unread] == ["1"]
    own.forget()


async def test_what_waits_goes_as_soon_as_the_other_server_is_back(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    scene.network.down.add(THEIRS)
    for number in range(3):
        await romeo.sends(f"<message to='{JULIET}' id='{number}'>{BODY}</message>")
    await scene.passes(20)
    scene.network.down.clear()
    peer = await connects_with(theirs)
    assert [(one.name, one.get("id")) for one in peer.unread] == [
        ("result", None),
        *[("message", number) for number in "012"],
    ]
    peer.forget()
    await scene.passes(100)
    assert not theirs.calls, "nobody tries any more"


async def connects_with(theirs):
    """The same, where stanzas wait and follow the answer."""
    peer = await theirs.connects()
    peer.forget()
    await peer.sends(f"{WISH}<db:result from='{THEIRS}' to='localhost'>key</db:result>")
    await theirs.vouches()
    return peer


async def test_a_stream_that_is_gone_is_replaced(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    peer = await connects(theirs)
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    peer.forget()
    await peer.drops()
    await romeo.sends(f"<message to='{JULIET}' id='2'>{BODY}</message>")
    own = await theirs.authorizes()
    assert [one.get("id") for one in own.unread] == ["2"]
    own.forget()


async def test_of_two_streams_the_newer_one_is_used(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    old = await connects(theirs)
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    old.forget()
    new = await connects(theirs)  # it has crashed, perhaps, and forgotten the old one
    await romeo.sends(f"<message to='{JULIET}' id='2'>{BODY}</message>")
    old.receives_nothing()
    await old.drops()
    await romeo.sends(f"<message to='{JULIET}' id='3'>{BODY}</message>")
    assert [one.get("id") for one in new.unread] == ["2", "3"]
    new.forget()


async def test_a_slow_one_holds_back_those_who_write_to_it(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    peer = await connects(theirs)
    await peer.stops_reading()
    big = "x" * 30_000
    for number in range(6):
        await romeo.sends(f"<message to='{JULIET}' id='{number}'><body>{big}</body></message>")
    await peer.reads_again()
    assert [one.get("id") for one in peer.unread] == ["0", "1", "2", "3", "4", "5"]
    peer.forget()


async def test_where_certificates_are_required_dialback_does_not_open_both_ways(scene):
    scene.configure(**{"s2s.certificates": "required", "s2s.queue_for": "1 s"})
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS, proven=THEIRS)
    peer = await connects(theirs)
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    peer.receives_nothing()
    own = await theirs.authorizes()
    assert [one.get("id") for one in own.unread] == ["1"]
    own.forget()


async def test_the_other_answers_on_the_stream_that_ours_has_opened(scene):
    theirs = scene.server(THEIRS)
    romeo, peer = await opens(scene, theirs)
    await peer.sends(
        f"<message from='{JULIET}' to='{ROMEO}' id='2'>{BODY}</message>",
        f"<iq type='get' id='3' from='{JULIET}' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>",
    )
    assert [one.get("id") for one in romeo.unread] == ["2"]
    romeo.forget()
    await peer.receives(f"<iq {SERVER} type='result' id='3' from='localhost' to='{JULIET}'/>")


@pytest.mark.parametrize(
    ("stanza", "condition"),
    [
        (f"<message from='a@other.example' to='{ROMEO}'>{BODY}</message>", "invalid-from"),
        (f"<message from='a@localhost' to='{ROMEO}'>{BODY}</message>", "invalid-from"),
        (f"<message from='a@rooms.{THEIRS}' to='{ROMEO}'>{BODY}</message>", "invalid-from"),
        (f"<message from='{JULIET}' to='a@other.example'>{BODY}</message>", "host-unknown"),
        (f"<message to='{ROMEO}'>{BODY}</message>", "improper-addressing"),
        ("<hello xmlns='urn:x'/>", "not-authorized"),
    ],
)
async def test_what_it_may_not_say_there_ends_the_stream(scene, stanza, condition):
    theirs = scene.server(THEIRS)
    romeo, peer = await opens(scene, theirs)
    await peer.sends(stanza)
    assert peer.stream_error == condition
    assert peer.is_closed
    romeo.receives_nothing()


async def test_without_the_offer_nothing_comes_back(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    peer = await theirs.authorizes()
    peer.forget()
    await peer.sends(f"<message from='{JULIET}' to='{ROMEO}'>{BODY}</message>")
    assert peer.stream_error == "not-authorized"


async def test_another_domain_of_the_other_server_needs_a_stream_of_its_own(scene):
    theirs = scene.server(THEIRS)
    _, peer = await opens(scene, theirs)
    await peer.sends(f"<db:result from='rooms.{THEIRS}' to='localhost'>key</db:result>")
    (answer,) = peer.unread
    assert answer.get("type") == "error"
    assert answer.children[0].has("not-allowed", "urn:ietf:params:xml:ns:xmpp-stanzas")
    peer.forget()
    await peer.sends(f"<db:result from='{THEIRS}' to='localhost' type='valid'/>")
    assert not peer.is_closed
    peer.receives_nothing()


async def test_two_who_call_each_other_at_once_lose_nothing(scene):
    """Whom ours has shown who it is may be sending on that stream already."""
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    own = await theirs.answers(OFFERED)
    own.forget()
    peer = await connects(theirs)
    assert not own.is_closed
    await own.sends(f"<db:result from='{THEIRS}' to='localhost' type='valid'/>")
    assert [one.get("id") for one in own.unread] == ["1"]
    own.forget()
    for number, stream in enumerate((own, peer)):
        await stream.sends(f"<message from='{JULIET}' to='{ROMEO}' id='{number}'>{BODY}</message>")
    assert [one.get("id") for one in romeo.unread] == ["0", "1"]
    romeo.forget()


async def test_when_ours_is_refused_the_stream_of_the_other_does(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    own = await theirs.answers(OFFERED)
    own.forget()
    peer = await connects(theirs)
    await own.drops()
    assert [one.get("id") for one in peer.unread] == ["1"]
    peer.forget()

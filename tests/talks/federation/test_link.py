"""Stanzas on their way to other servers: those that are away, slow, or do not believe us."""

import pytest

from magpie.xmpp.jid import Jid

pytestmark = pytest.mark.memory
ROMEO, JULIET = "romeo@localhost/orchard", "juliet@theirs.example/balcony"
THEIRS = "theirs.example"
SERVER = "xmlns='jabber:server'"
BODY = "<body>hi</body>"


def error(kind, to, sender, condition, type="cancel", code="404", text=""):
    said = f"<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>{text}</text>"
    return f"""<{kind} type='error' id='e' from='{sender}' to='{to}'>
        <error type='{type}' code='{code}'>
          <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{said if text else ""}
        </error></{kind}>"""


async def test_no_such_domain_is_said_at_once(scene):
    romeo = scene.enter(ROMEO)
    scene.server(THEIRS)
    await romeo.sends("<message to='a@nowhere.example' id='e'><body>hi</body></message>")
    await romeo.receives(error("message", ROMEO, "a@nowhere.example", "remote-server-not-found"))
    await romeo.sends(
        "<iq type='get' id='e' to='nowhere.example'><ping xmlns='urn:xmpp:ping'/></iq>"
    )
    await romeo.receives(error("iq", ROMEO, "nowhere.example", "remote-server-not-found"))


async def test_stanzas_wait_for_a_server_that_is_away_and_then_go(scene):
    other = scene.neighbour(THEIRS)
    romeo, juliet = scene.enter(ROMEO), other.enter(JULIET)
    await juliet.is_online()
    scene.network.down.add(THEIRS)
    await romeo.sends(f"<message to='{JULIET}'><body>hi</body></message>")
    await scene.passes(10)
    juliet.receives_nothing()
    scene.network.down.clear()
    await scene.passes(30)
    (heard,) = juliet.unread
    assert heard.child_text("body") == "hi"
    juliet.forget()


async def test_who_waits_too_long_hears_and_the_server_is_tried_more_and_more_seldom(scene):
    scene.configure(**{"s2s.queue_for": "20 s"})
    romeo = scene.enter(ROMEO)
    scene.server(THEIRS)
    scene.network.down.add(THEIRS)
    await romeo.sends(
        f"<message to='{JULIET}' id='e'><body>hi</body></message>",
        f"<presence to='{JULIET}' id='e'/>",
        f"<iq type='result' to='{JULIET}' id='e'/>",
    )
    tried = []
    for _ in range(40):
        await scene.passes(1)
        tried.append(len(scene.network.dialled))
    assert tried[-1] == 6  # at 0, 1, 3, 7, 15, 31
    timeout = "remote-server-timeout", "wait", "504"
    await romeo.receives(
        error("message", ROMEO, JULIET, *timeout), error("presence", ROMEO, JULIET, *timeout)
    )
    romeo.receives_nothing()
    await romeo.sends(f"<message to='{JULIET}' id='e'><body>again</body></message>")
    assert len(scene.network.dialled) == 6  # it was tried just now
    await scene.passes(60)
    await romeo.receives(error("message", ROMEO, JULIET, *timeout))


async def test_a_full_queue_says_so(scene):
    scene.configure(**{"s2s.queue": 2})
    romeo = scene.enter(ROMEO)
    scene.server(THEIRS)
    scene.network.down.add(THEIRS)
    message = f"<message to='{JULIET}' id='e'><body>hi</body></message>"
    await romeo.sends(message, message, message)
    text = f"Too much waits for the server of {THEIRS}."
    full = error("message", ROMEO, JULIET, "resource-constraint", "wait", "500", text)
    await romeo.receives(full)
    scene.host.ending()
    await scene.settles()
    away = error("message", ROMEO, JULIET, "remote-server-timeout", "wait", "504")
    await romeo.receives(away, away)


async def test_a_connection_that_breaks_is_made_anew(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    await romeo.sends(f"<message to='{JULIET}' id='1'><body>hi</body></message>")
    first = await theirs.authorizes()
    assert [one.get("id") for one in first.unread] == ["1"]
    first.forget()
    await first.drops()
    await romeo.sends(f"<message to='{JULIET}' id='2'><body>hi</body></message>")
    second = await theirs.authorizes()
    await second.receives(
        f"<message {SERVER} from='{ROMEO}' to='{JULIET}' id='2'><body>hi</body></message>"
    )


async def test_a_server_that_does_not_read_holds_back_those_who_write_to_it(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    await romeo.sends(f"<message to='{JULIET}' id='1'><body>hi</body></message>")
    peer = await theirs.authorizes()
    peer.forget()
    await peer.stops_reading()
    big = "x" * 30_000
    for number in range(6):
        await romeo.sends(f"<message to='{JULIET}' id='{number}'><body>{big}</body></message>")
    session = scene.host.sessions.get(Jid.parse(ROMEO))
    assert session.wire.is_paused
    await peer.reads_again()
    assert [one.get("id") for one in peer.unread] == ["0", "1", "2", "3", "4", "5"]
    peer.forget()
    assert not session.wire.is_paused


async def test_an_idle_connection_is_closed(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    await romeo.sends(f"<message to='{JULIET}'><body>hi</body></message>")
    peer = await theirs.authorizes()
    peer.forget()
    calling = await theirs.verified()
    await scene.passes(3_600)
    assert peer.is_closed
    await scene.passes(3_600)
    assert calling.is_closed


@pytest.mark.parametrize(
    ("answer", "condition", "kind", "code"),
    [
        ("type='invalid'/>", "internal-server-error", "cancel", "500"),
        (
            "type='error'><error type='cancel'><item-not-found"
            " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></db:result>",
            "remote-server-timeout",
            "wait",
            "504",
        ),
    ],
)
async def test_who_is_not_believed_tells_the_senders(scene, answer, condition, kind, code):
    scene.configure(**{"s2s.queue_for": "1 s"})
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    await romeo.sends(f"<message to='{JULIET}' id='e'><body>hi</body></message>")
    await scene.passes(2)
    peer = await theirs.answers()
    peer.forget()
    await peer.sends(f"<db:result from='{THEIRS}' to='localhost' {answer}")
    await romeo.receives(error("message", ROMEO, JULIET, condition, kind, code))


EXTERNAL = (
    "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
    "<mechanism>EXTERNAL</mechanism></mechanisms></stream:features>"
)


async def test_we_use_our_certificate_where_it_is_asked_for_and_dialback_where_it_fails(scene):
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    sasl = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"
    await romeo.sends(f"<message to='{JULIET}' id='1'>{BODY}</message>")
    peer = await theirs.answers(EXTERNAL)
    await peer.receives(f"<auth {sasl} mechanism='EXTERNAL'>bG9jYWxob3N0</auth>")
    await peer.sends(f"<failure {sasl}><not-authorized/></failure>")
    (shown,) = peer.unread
    assert shown.name == "result"
    peer.forget()
    await peer.sends(f"<db:result from='{THEIRS}' to='localhost' type='valid'/>")
    assert [one.get("id") for one in peer.unread] == ["1"]
    peer.forget()


async def test_where_certificates_are_required_dialback_alone_does_not_do(scene):
    scene.configure(**{"s2s.certificates": "required", "s2s.queue_for": "1 s"})
    romeo = scene.enter(ROMEO)
    theirs = scene.server(THEIRS)
    proven = scene.server("proven.example", proven="proven.example")
    await romeo.sends(
        f"<message to='{JULIET}' id='e'>{BODY}</message>",
        f"<message to='a@proven.example' id='p'>{BODY}</message>",
    )
    peer = await proven.authorizes()
    assert [one.get("id") for one in peer.unread] == ["p"]
    peer.forget()
    await scene.passes(2)
    refused = await theirs.answers()
    assert refused.is_closed
    await scene.passes(40)
    away = error("message", ROMEO, JULIET, "remote-server-timeout", "wait", "504")
    await romeo.receives(away)


async def test_domains_that_are_not_welcome(scene):
    scene.configure(**{"s2s.deny": ["evil.example"], "s2s.allow": ["example"]})
    romeo = scene.enter(ROMEO)
    scene.server(THEIRS)
    for domain in ("evil.example", "rooms.evil.example", "friend.test"):
        await romeo.sends(f"<message to='a@{domain}' id='e'>{BODY}</message>")
        text = f"This server does not talk to {domain}."
        await romeo.receives(
            error("message", ROMEO, f"a@{domain}", "not-allowed", code="405", text=text)
        )
    assert scene.network.dialled == []

"""Acknowledged means committed, whatever happens between the stanza and its `<a/>`."""

import asyncio
import sqlite3

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
ENABLE = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>"
ASK = "<r xmlns='urn:xmpp:sm:3'/>"
CHAT = "<message type='chat' id='{id}' to='juliet@localhost/balcony'><body>{id}</body></message>"
QUERY = "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>"
WAIT = "<iq type='get' id='w'><wait xmlns='urn:example:wait'/></iq>"


@pytest.fixture
def full(scene, monkeypatch):
    """Makes the disk full, or (`False`) gives it room again."""

    def turn(is_full):
        store = scene.host.db.batches._store

        def commit(batch, done):
            batch.error = sqlite3.OperationalError("database or disk is full")
            asyncio.get_running_loop().call_soon(done, batch)

        if is_full:
            monkeypatch.setattr(store, "commit", commit)
        else:
            monkeypatch.undo()

    return turn


def bodies(device):
    said = [one.child_text("body") for one in device.unread if one.name == "message"]
    device.forget()
    return said


async def test_the_error_comes_before_the_acknowledgement(scene, full):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(ENABLE)
    romeo.forget()
    full(True)
    await romeo.sends_bytes((CHAT.format(id="m1") + ASK + CHAT.format(id="m2") + ASK).encode())
    names = [(one.name, one.get("id") or one.get("h")) for one in romeo.unread]
    assert names == [("message", "m1"), ("a", "1"), ("message", "m2"), ("a", "2")]
    for error in romeo.unread:
        if error.name == "message":
            stated = error.child("error", "jabber:client")
            assert (stated.get("type"), next(iter(stated)).name) == ("wait", "resource-constraint")
    romeo.forget()
    juliet.receives_nothing()
    full(False)
    await romeo.sends(CHAT.format(id="m3"), ASK)
    await romeo.receives("<a xmlns='urn:xmpp:sm:3' h='3'/>")
    assert bodies(juliet) == ["m3"]


async def test_what_an_iq_cannot_store_may_be_tried_again(scene, full):
    romeo = scene.enter(ROMEO)
    await scene.begins()
    full(True)
    await romeo.sends(
        "<iq type='set' id='v'><query xmlns='jabber:iq:private'><x xmlns='urn:x'/></query></iq>"
    )
    (refused,) = romeo.unread
    romeo.forget()
    error = refused.child("error", "jabber:client")
    assert (error.get("type"), next(iter(error)).name) == ("wait", "resource-constraint")


@pytest.mark.memory
async def test_what_came_before_the_end_of_the_stream_is_sent(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await scene.begins()
    everything = QUERY + CHAT.format(id="m1") + QUERY + CHAT.format(id="m2")
    await romeo.sends_bytes(f"{everything}</stream:stream>".encode())
    assert romeo.is_closed
    romeo.forget()
    assert bodies(juliet) == ["m1", "m2"]


async def resumes(scene, device, h):
    """A new connection that asks to resume the stream of a device."""
    (enabled,) = [one for one in device.unread if one.name == "enabled"]
    device.forget()
    new = scene.connect()
    await new.signs_in("romeo@localhost")

    async def resume():
        await new.sends(f"<resume xmlns='urn:xmpp:sm:3' previd='{enabled.get('id')}' h='{h}'/>")

    return new, resume


@pytest.mark.parametrize("is_cut", [False, True], ids=["still connected", "cut"])
async def test_a_resumption_waits_for_what_is_in_hand(scene, is_cut):
    """`h` counts what waits behind a slow request, too: who resumes must not send it again."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(ENABLE)
    go_on = asyncio.Event()

    async def wait(_request):
        await go_on.wait()

    scene.host.on_iq("get", "urn:example:wait", "wait", wait)
    new, resume = await resumes(scene, romeo, 0)
    await romeo.sends_bytes((WAIT + CHAT.format(id="m1")).encode())
    if is_cut:
        await romeo.drops()
    await resume()
    new.receives_nothing()
    go_on.set()
    await scene.settles()
    assert [(one.name, one.get("h")) for one in new.unread][:1] == [("resumed", "2")]
    assert [one.get("id") for one in new.unread if one.name == "iq"] == ["w"]
    new.forget()
    assert bodies(juliet) == ["m1"]
    if not is_cut:
        assert romeo.stream_error == "conflict"


async def test_a_stream_of_the_last_run_is_known_however_long_the_server_was_away(scene):
    """What counts is the time before the end of the journal, not the time before the start."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(ENABLE)
    new, resume = await resumes(scene, romeo, 0)
    await romeo.sends(CHAT.format(id="m1"), CHAT.format(id="m2"))
    juliet.forget()
    scene.host.streams._by_id.clear()  # as if another process had had them
    scene.clock.advance(7 * 86_400)
    scene.host.streams.start()
    await resume()
    (failed,) = new.unread
    new.forget()
    assert (failed.name, failed.get("h")) == ("failed", "2")


async def test_who_takes_its_own_place_keeps_its_inbox(scene):
    """The cursor of an account whose client came back under the same name is still saved."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    again = scene.enter(JULIET)
    await scene.begins()
    assert juliet.stream_error == "conflict"
    inboxes = scene.host.inboxes
    (session,) = scene.host.sessions.of(scene.host.accounts.jid("juliet"))
    assert inboxes._by_account[session.account] is session.inbox
    await again.is_online()
    romeo.forget()
    juliet.forget()

"""Rooms of one server, for people of both."""

import pytest
from tests.live.federation.peers import OURS, THEIRS
from tests.live.federation.people import people

STATUS = "{http://jabber.org/protocol/muc#user}status"


@pytest.mark.parametrize("domain", [OURS, THEIRS])
async def test_they_talk_leave_are_thrown_out_and_find_the_history(pair, name, domain):
    romeo, juliet = await people(pair, name)
    room = f"{name('capulets')}@rooms.{domain}"
    host, guest = (romeo, juliet) if domain == OURS else (juliet, romeo)
    await host.makes(room)
    before = host.boundjid.user, "before you came"
    host.send_message(room, before[1], mtype="groupchat")
    await host.hears_said(room, before)
    await guest.enters(room)
    here = guest.boundjid.user, "I am here"
    guest.send_message(room, here[1], mtype="groupchat")
    for person in (host, guest):
        await person.hears_said(room, before, here)
        assert await person.past(room) == [before, here]

    guest.muc.leave_muc(room, guest.boundjid.user)
    await host.sees_in(room, guest.boundjid.user, there=False)
    await guest.enters(room)
    await host.sees_in(room, guest.boundjid.user)

    heard = []
    guest.add_event_handler("groupchat_presence", heard.append)
    await host.muc.set_role(room, guest.boundjid.user, "none", reason="banishment")
    await host.sees_in(room, guest.boundjid.user, there=False)
    await guest.until(lambda: heard)
    (gone,) = heard
    assert gone["type"] == "unavailable"
    assert gone["from"] == f"{room}/{guest.boundjid.user}"
    assert {one.get("code") for one in gone.xml.iter(STATUS)} == {"110", "307"}

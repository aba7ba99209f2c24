"""XEP-0045, 7.14, 11.1 and 15.6.2: exits, ghosts, and what becomes of an empty room."""

import pytest
from tests.talks.rooms.play import (
    ANA,
    BEN,
    CLEO,
    ROOM,
    enters,
    is_refused,
    item,
    join,
    makes,
    say,
    shown,
)

NOT_FOUND = "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"


async def test_the_parting_word_is_passed_on(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await ben.sends(f"<presence type='unavailable' to='{ROOM}/Ben'><status>bye</status></presence>")
    for device, own in ((ana, []), (ben, [110])):
        (gone,) = device.unread
        assert shown([gone]) == [("Ben", "gone", own)]
        assert item(gone)["role"] == "none"
        assert gone.child_text("status") == "bye"
        device.forget()


async def test_who_is_not_here_cannot_leave(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await ben.sends(f"<presence type='unavailable' to='{ROOM}/Ben'/>")
    ben.receives_nothing()
    ana.receives_nothing()


async def test_going_offline_leaves_all_rooms(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await ben.sends("<presence/>")
    ana.forget()
    await enters(ben, "Ben", ana)
    await ben.sends("<presence type='unavailable'/>")
    assert ("Ben", "gone", []) in shown(ana.unread)
    ana.forget(), ben.forget()


async def test_a_lost_connection_that_is_not_resumed_leaves(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await ben.drops()
    assert shown(ana.unread) == [("Ben", "gone", [])]
    ana.forget()


async def test_a_session_that_is_resumed_has_never_left(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await ben.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
    (enabled,) = ben.unread
    ben.forget()
    await enters(ben, "Ben", ana)
    await ben.sends("<r xmlns='urn:xmpp:sm:3'/>")
    ben.forget()
    await ben.drops()
    ana.receives_nothing()
    await ana.sends(say("while you were gone"))
    ana.forget()
    await ben.reconnects()
    await ben.sends(f"<resume xmlns='urn:xmpp:sm:3' h='0' previd='{enabled.get('id')}'/>")
    texts = [one.child_text("body") for one in ben.unread if one.name == "message"]
    assert "while you were gone" in texts
    ben.forget()
    await ben.sends(say("here I am", id="n"))
    assert ana.unread[-1].child_text("body") == "here I am"
    ana.forget(), ben.forget()


async def test_a_temporary_room_ends_with_its_last_occupant(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", persistentroom="0")
    await ana.sends(say("for nobody later"))
    ana.forget()
    await ana.sends(f"<presence type='unavailable' to='{ROOM}/Ana'/>")
    ana.forget()
    await ben.sends(join("Ben"))
    assert shown(ben.unread) == [("Ben", "moderator", [110, 170, 201])], "a new room, of Ben's"
    assert not [one for one in ben.unread if one.has("body")]
    ben.forget()


async def test_a_room_that_was_never_set_up_ends_with_its_owner(scene):
    ana, ben = scene.enter(ANA, BEN)
    await ana.sends(join("Ana"))
    ana.forget()
    await ana.closes()
    await ben.sends(join("Ben"))
    assert shown(ben.unread) == [("Ben", "moderator", [110, 170, 201])]
    ben.forget()


@pytest.mark.memory
async def test_an_empty_room_is_forgotten_until_somebody_comes(scene):
    ana = scene.enter(ANA)
    await makes(ana, "Ana", roomname="Coven")
    (service,) = [one for one in scene.host.services._by_domain.values() if hasattr(one, "_rooms")]
    assert len(service._rooms) == 1
    await ana.sends(f"<presence type='unavailable' to='{ROOM}/Ana'/>")
    ana.forget()
    await scene.passes(61)
    assert len(service._rooms) == 0
    await ana.sends(join("Ana"))
    assert shown(ana.unread) == [("Ana", "moderator", [110, 170])]
    ana.forget()


async def test_an_error_for_what_the_room_sent_puts_a_ghost_out(scene):
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await enters(cleo, "Cleo", ana, ben)
    await ben.sends(
        f"<message type='error' to='{ROOM}' id='x'>"
        f"<error type='cancel'>{NOT_FOUND}</error></message>"
    )
    assert shown(ana.unread) == [("Ben", "gone", [333])]
    assert shown(ben.unread) == [("Ben", "gone", [110, 333])]
    ana.forget(), ben.forget(), cleo.forget()
    await cleo.sends(f"<presence type='error' to='{ROOM}/Ana'/>")
    assert shown(ana.unread) == [("Cleo", "gone", [333])]
    ana.forget(), cleo.forget()


async def test_a_room_nobody_knows_has_nothing_to_say(scene):
    ben = scene.enter(BEN)
    await is_refused(ben, say("anybody?"), "item-not-found", "cancel")


@pytest.mark.memory
async def test_all_are_told_that_the_server_stops(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", persistentroom="0")
    await enters(ben, "Ben", ana)
    await ana.sends(say("until later"))
    ana.forget(), ben.forget()
    scene.host.ending()
    await scene.settles()
    assert shown(ben.unread) == [("Ben", "gone", [110, 332])]
    assert shown(ana.unread) == [("Ana", "gone", [110, 332])]
    ana.forget(), ben.forget()


async def test_who_was_put_out_owes_no_farewell(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await ben.sends(f"<presence to='{ROOM}/Benno'/>")
    ben.forget(), ana.forget()
    await ben.closes()
    assert shown(ana.unread) == [("Benno", "gone", [])]
    ana.forget()

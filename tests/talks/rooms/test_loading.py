"""Rooms on disk: what a restart leaves."""

import pytest
from tests.talks.rooms.play import ANA, BEN, ROOM, join, makes, said, say, sets, shown

from magpie.base.clock import ManualClock
from magpie.features.rooms.loading import RETURN

pytestmark = pytest.mark.memory


async def restarts(scene):
    """A new server over the same database; all devices are gone."""
    scene.host.ending()
    await scene.settles()
    scene.peers.clear()
    db, scene._db = scene._db, None
    host, scene._host = scene._host, None
    await host.stop()
    await scene.settles()
    accounts = dict(scene._accounts)
    opened, kept = type(db).open, db

    async def same(*_, **__):
        return kept

    type(db).open = same
    scene._accounts.clear()
    scene.clock = ManualClock()  # the old one's timers are the old server's
    try:
        await scene._start()
    finally:
        type(db).open = opened
    scene._accounts.update(accounts)


@pytest.mark.parametrize("persistent", ["0", "1"])
async def test_a_room_and_all_that_was_chosen_survive(scene, persistent):
    ana = scene.enter(ANA)
    await makes(ana, "Ana", persistentroom=persistent, roomname="Coven", whois="anyone")
    await sets(ana, {"jid": "ben@localhost", "affiliation": "member", "nick": "Ben"})
    await ana.sends(
        say("before"), f"<message type='groupchat' to='{ROOM}'><subject>S</subject></message>"
    )
    ana.forget()
    await restarts(scene)
    ben = scene.enter(BEN)
    await ben.sends(join("Ben"))
    assert shown(ben.unread) == [("Ben", "participant", [100, 110, 170])]
    assert said(ben.unread) == [("Ana", "before")]
    assert ben.unread[-1].child_text("subject") == "S"
    ben.forget()


async def test_a_temporary_room_waits_a_while_for_its_people(scene):
    ana = scene.enter(ANA)
    await makes(ana, "Ana", persistentroom="0")
    await restarts(scene)
    await scene.passes(RETURN + 1)
    ben = scene.enter(BEN)
    await ben.sends(join("Ben"))
    assert shown(ben.unread)[-1][2] == [110, 170, 201]
    ben.forget()

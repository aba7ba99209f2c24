"""Invitations into groups: one answer for all devices, and what they may cost."""

from tests.desktop.core.test_groups import CREW, founded
from tests.desktop.fake import ANA, BEN
from tests.desktop.fake_rooms import SERVICE

from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.rooms_link import Invited, InviteRefused


async def test_one_is_asked_on_one_device_only(device):
    ana, ben = await device(ANA), await device(BEN)
    tablet = await device(BEN, "tablet")
    await founded(ana, CREW, [BEN])
    for one in (ben, tablet):
        await one.until(lambda one=one: one.client.groups.invitations)
    await ben.client.groups.accept(ben.client.groups.invitations[0])
    await tablet.until(lambda: not tablet.client.groups.invitations)


async def test_a_flood_of_invitations_asks_no_more_rooms_than_are_shown(device):
    ana, ben = await device(ANA), await device(BEN)
    group = await founded(ana)
    rooms = ben.server.links[BEN][0].rooms
    asked = []

    async def info(room):
        asked.append(room)
        return ana.server.rooms[group.address].info

    rooms.info = info
    for number in range(1000):
        ben.server.links[BEN][0].hear(Invited(f"r{number}@{SERVICE}", ANA))
    await ben.until(lambda: len(ben.client.groups.invitations) == 100)
    assert len(asked) == 100


async def test_an_invitation_that_the_room_refuses_is_told(device):
    ana = await device(ANA)
    group = await founded(ana)
    told = []
    ana.client.notices.connect(told.append)
    problem = Problem(Reason.NOT_ALLOWED)
    ana.server.links[ANA][0].hear(InviteRefused(group.address, problem))
    await ana.says(group.address, "after")
    await ana.until(lambda: told)
    assert [(one.group.name, one.problem) for one in told] == [("Harbour crew", problem)]

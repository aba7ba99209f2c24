"""XEP-0045, 5: whatever people try on one another, the room stays a legal one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.talks.rooms.play import ROOM, change, form, join, makes

from magpie.features.rooms.ranks import (
    AFFILIATIONS,
    RANK,
    ROLES,
    check_affiliation,
    check_role,
    default_role,
    role_after,
)
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid

affiliations, roles = st.sampled_from(AFFILIATIONS), st.sampled_from(ROLES)
NAMES = ("ana", "ben", "cleo", "dora", "emil")
OWNER = "http://jabber.org/protocol/muc#owner"


@given(affiliations, affiliations, affiliations, st.booleans(), st.booleans())
def test_who_is_allowed_ranks_above_what_changes(actor, before, after, is_own, is_last):
    try:
        check_affiliation(actor, before, after, is_own=is_own, is_last_owner=is_last)
    except StanzaError:
        return
    assert RANK[actor] >= RANK["admin"]
    assert actor == "owner" or max(RANK[before], RANK[after]) < RANK["admin"]
    assert not (is_last and before == "owner" != after)
    assert not (is_own and after == "outcast")


@given(affiliations, roles, affiliations, roles, roles)
def test_nobody_acts_on_who_ranks_above(actor, role, target, before, after):
    try:
        check_role((actor, role), (target, before), after)
    except StanzaError:
        return
    assert role == "moderator"
    if after in ("visitor", "participant"):
        assert target not in ("admin", "owner")
    if after == "moderator" or before == "moderator":
        assert actor in ("admin", "owner")


@given(affiliations, affiliations, roles, st.booleans())
def test_a_role_follows_the_affiliation(before, after, role, is_moderated):
    found = role_after(role, before, after, is_moderated)
    assert found in ROLES
    if after in ("admin", "owner"):
        assert found == "moderator"
    if after == "member":
        assert found in ("participant", "moderator")
    assert ROLES.index(found) >= ROLES.index(default_role(after, is_moderated))


def check(room):
    """What holds of a room at any time."""
    assert room.of_affiliation("owner"), "always an owner"
    for occupant in room.occupants.values():
        affiliation = room.affiliation(occupant.account)
        assert affiliation != "outcast"
        assert occupant.devices
        assert occupant.role in ("visitor", "participant", "moderator")
        if affiliation in ("admin", "owner"):
            assert occupant.role == "moderator"
        if room.options.is_members_only:
            assert affiliation != "none"
        assert room.nicks.get(occupant.nick, occupant.account) == occupant.account
    devices = [jid for one in room.occupants.values() for jid in one.devices]
    assert sorted(devices, key=str) == sorted(room.devices, key=str)
    assert room.arriving == 0
    for nick, jid in room.nicks.items():
        assert room.members[jid].nick == nick


def attempt(dice):
    """Something that somebody tries."""
    name = dice.choice(NAMES)
    jid = f"{name}@localhost"
    kind = dice.randrange(10)
    if kind < 3:
        return f"""<iq type='set' id='a' to='{ROOM}'>{
            change({"jid": jid, "affiliation": dice.choice(AFFILIATIONS)})
        }</iq>"""
    if kind < 5:
        return f"""<iq type='set' id='a' to='{ROOM}'>{
            change({"nick": name, "role": dice.choice(ROLES)})
        }</iq>"""
    if kind == 5:
        options = {
            dice.choice(("membersonly", "moderatedroom")): str(dice.randrange(2)),
            "roomowners": tuple({f"{dice.choice(NAMES)}@localhost" for _ in range(2)}),
        }
        query = f"<query xmlns='{OWNER}'>{form(**options)}</query>"
        return f"<iq type='set' id='a' to='{ROOM}'>{query}</iq>"
    if kind == 6:
        return f"<presence type='unavailable' to='{ROOM}/x'/>"
    if kind == 7:
        return f"<presence to='{ROOM}/{dice.choice(NAMES)}'/>"
    return join(name)


@pytest.mark.memory
@pytest.mark.parametrize("seed", range(4))
async def test_whatever_five_people_try_the_room_stays_legal(scene, seed):
    dice = random.Random(seed)
    devices = scene.enter(*(f"{name}@localhost/x" for name in NAMES))
    await makes(devices[0], "ana")
    service = scene.host.services.find("rooms.localhost")
    room = service._rooms.here(Jid.parse(ROOM))
    for _ in range(150):
        await dice.choice(devices).sends(attempt(dice))
        room = service._rooms.here(Jid.parse(ROOM)) or room
        check(room)
        for one in devices:
            one.forget()

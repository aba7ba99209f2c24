"""Federation with a server that we did not write."""

from collections.abc import Iterator

import pytest
from tests.live.friends import Friend
from tests.live.program import Program
from tests.live.prosody import Prosody, free_port

OURS, THEIRS = "ours.test", "theirs.test"
SUBDOMAINS = ("", "rooms.", "pubsub.")


def routes(domain: str, port: int) -> dict[str, int]:
    return {name + domain: port for name in SUBDOMAINS}


def federated(port: int, others: dict[str, int], **settings: str) -> Program:
    """Our program, that listens for servers at the port."""
    table = ", ".join(f'"{name}" = "127.0.0.1:{other}"' for name, other in others.items())
    own = {
        "s2s.enabled": "true",
        "s2s.listen": f'["127.0.0.1:{port}"]',
        "s2s.direct_tls": "[]",
        "s2s.routes": f"{{ {table} }}",
        "registration.mode": "open",
    }
    return Program(OURS, **(own | settings))


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Program, Prosody]]:
    """Our program and Prosody, which find each other."""
    port = free_port()
    prosody = Prosody(THEIRS, routes(OURS, port))
    with prosody, federated(port, routes(THEIRS, prosody.s2s)) as program:
        yield program, prosody
        assert program.errors() == []


async def people(pair, name) -> tuple[Friend, Friend]:
    """One of ours and one of theirs, online."""
    program, prosody = pair
    romeo = Friend(program, name("romeo"), "orchard", signs_up=True)
    juliet = Friend(prosody, name("juliet"), "balcony", signs_up=True)
    await romeo.is_there()
    await juliet.is_there()
    return romeo, juliet


async def test_people_of_two_servers_write_to_each_other(pair, name):
    romeo, juliet = await people(pair, name)
    await romeo.says(juliet.boundjid.bare, "But soft")
    await juliet.hears(romeo.boundjid.bare, "But soft")
    await juliet.says(romeo.boundjid.bare, "Ay me")
    await romeo.hears(juliet.boundjid.bare, "Ay me")
    history = [(romeo.boundjid.bare, "But soft"), (juliet.boundjid.bare, "Ay me")]
    assert await romeo.history(with_jid=juliet.boundjid.bare) == history
    for friend in (romeo, juliet):
        await friend.leaves()


async def test_contacts_of_two_servers_see_each_other_come_and_go(pair, name):
    romeo, juliet = await people(pair, name)
    romeo.auto_authorize = juliet.auto_authorize = True
    romeo.auto_subscribe = juliet.auto_subscribe = True
    romeo.send_presence_subscription(juliet.boundjid.bare)
    await romeo.sees(juliet.boundjid.full)
    await juliet.sees(romeo.boundjid.full)
    for one, other in ((romeo, juliet), (juliet, romeo)):
        await one.get_roster()
        assert one.client_roster[other.boundjid.bare]["subscription"] == "both"
    await juliet.leaves()
    await romeo.sees(juliet.boundjid.full, online=False)
    again = Friend(pair[1], juliet.boundjid.user, "balcony")
    await again.is_there()  # Prosody probes us, and tells us
    await again.sees(romeo.boundjid.full)
    await romeo.sees(again.boundjid.full)
    await romeo.leaves()
    await again.sees(romeo.boundjid.full, online=False)
    back = Friend(pair[0], romeo.boundjid.user, "orchard")
    await back.is_there()  # we probe Prosody
    await back.sees(again.boundjid.full)
    back.del_roster_item(again.boundjid.bare)
    await again.sees(back.boundjid.full, online=False)
    for friend in (back, again):
        await friend.leaves()


async def enters(friend: Friend, room: str) -> None:
    friend.register_plugin("xep_0045")
    muc = friend.plugin["xep_0045"]
    await muc.join_muc_wait(room, friend.boundjid.user, maxstanzas=20, timeout=10)


def said(friend: Friend, room: str) -> list[tuple[str, str]]:
    return [
        (one["from"].resource, one["body"])
        for one in friend.messages
        if one["type"] == "groupchat" and one["from"].bare == room and one["body"]
    ]


@pytest.mark.parametrize("domain", [OURS, THEIRS])
async def test_a_room_is_for_people_of_both_servers(pair, name, domain):
    romeo, juliet = await people(pair, name)
    room = f"{name('capulets')}@rooms.{domain}"
    first, second = (romeo, juliet) if domain == OURS else (juliet, romeo)
    await enters(first, room)
    config = await first.plugin["xep_0045"].get_room_config(room)
    config["type"] = "submit"
    await first.plugin["xep_0045"].set_room_config(room, config)
    first.send_message(room, "before you came", mtype="groupchat")
    await first.until(lambda: len(said(first, room)) == 1)
    await enters(second, room)
    second.send_message(room, "I am here", mtype="groupchat")
    both = [(first.boundjid.user, "before you came"), (second.boundjid.user, "I am here")]
    for friend in (first, second):
        await friend.until(lambda friend=friend: len(said(friend, room)) == 2)
        assert said(friend, room) == both
    second.plugin["xep_0045"].leave_muc(room, second.boundjid.user)
    await first.until(lambda: f"{room}/{second.boundjid.user}" not in first.online)
    for friend in (romeo, juliet):
        await friend.leaves()

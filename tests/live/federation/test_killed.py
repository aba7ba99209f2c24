"""The other server is killed, and comes back: nothing gets lost in silence, nobody else notices."""

import re
import time

from tests.live.federation.peers import Pair, magpie
from tests.live.federation.people import PATIENCE, Person, befriends, people
from tests.live.wire import Bystanders

AWAY = re.compile(r"s2s\.unreachable domain=theirs\.test .* pause=(\d+)")


async def back(pair: Pair, one: Person) -> Person:
    """Start the other server, and sign in there again."""
    pair.theirs.start()
    again = Person(pair.theirs, one.boundjid.user, one.boundjid.resource)
    await again.is_there()
    return again


async def test_what_is_written_meanwhile_arrives_when_it_is_back(pair, name):
    romeo, juliet = await people(pair, name)
    await befriends(romeo, juliet)
    async with Bystanders(pair.ours) as bystanders:
        pair.theirs.kill()
        await juliet.until(lambda: "disconnected" in juliet.happened)
        await romeo.says(juliet.bare, "while she was away")
        await bystanders.go_on()
        again = await back(pair, juliet)
        await again.hears(romeo.bare, "while she was away")
        await again.sees(romeo.boundjid.full)
        await again.says(romeo.bare, "I am back")
        await romeo.hears(again.bare, "I am back")
        await again.leaves()
        await romeo.sees(again.boundjid.full, online=False)
        await bystanders.go_on()


async def test_ours_is_killed_and_comes_back(pair, name):
    romeo, juliet = await people(pair, name)
    await befriends(romeo, juliet)
    pair.ours.kill()
    await romeo.until(lambda: "disconnected" in romeo.happened)
    pair.ours.start()
    again = Person(pair.ours, romeo.boundjid.user, romeo.boundjid.resource)
    await again.is_there()
    await again.sees(juliet.boundjid.full)
    await again.says(juliet.bare, "Did my heart love till now?")
    await juliet.hears(again.bare, "Did my heart love till now?")
    await juliet.says(again.bare, "Ay me")
    await again.hears(juliet.bare, "Ay me")


async def test_who_waits_too_long_hears_and_it_is_tried_more_and_more_seldom(name):
    with magpie(**{"s2s.queue_for": "3 s"}) as pair:
        romeo, juliet = await people(pair, name)
        await romeo.says(juliet.bare, "But soft")
        await juliet.hears(romeo.bare, "But soft")
        pair.theirs.kill()
        started = time.monotonic()
        await romeo.says(juliet.bare, "Can you hear me?")
        await romeo.until(lambda: romeo.refusals, PATIENCE)
        assert romeo.refusals == [(juliet.bare, "remote-server-timeout")]
        assert time.monotonic() - started >= 3, "it waited"
        pauses = [found[1] for line in pair.ours.log if (found := AWAY.search(line))]
        assert pauses == ["1", "2", "4"][: len(pauses)]
        assert len(pauses) >= 2
        again = await back(pair, juliet)
        await romeo.says(juliet.bare, "And now?")
        # What she had heard before may come again: she could not say that she had it
        await again.until(lambda: (romeo.bare, "And now?") in again.chats, PATIENCE)

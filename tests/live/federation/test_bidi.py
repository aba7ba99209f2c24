"""One stream for both ways (XEP-0288), with Prosody's."""

from tests.live.federation.peers import prosody
from tests.live.federation.people import Person, people


def streams(log: list[str]) -> list[str]:
    """Which ones ours has had to the other server, or from it."""
    return [word for line in log for word in ("s2s.connected", "s2s.verified") if word in line]


async def test_both_use_it(name):
    with prosody(("dialback", "s2s_bidi")) as pair:
        romeo, juliet = await people(pair, name)
        # Whom ours calls first, Prosody calls back at once, and each keeps its own
        await juliet.says(romeo.bare, "Ay me")
        await romeo.hears(juliet.bare, "Ay me")
        await romeo.says(juliet.bare, "But soft")
        await juliet.hears(romeo.bare, "But soft")
        assert len(streams(pair.ours.log)) == 1
        pair.theirs.kill()
        pair.theirs.start()
        again = Person(pair.theirs, juliet.boundjid.user, "balcony")
        await again.arrives()
        await again.says(romeo.bare, "Good night")
        await romeo.hears(again.bare, "Good night")
        await romeo.says(again.boundjid.full, "Sleep well")
        await again.until(lambda: (romeo.bare, "Sleep well") in again.chats)
        assert len(streams(pair.ours.log)) == 2

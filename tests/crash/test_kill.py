"""`kill -9` under load, again and again: what was acknowledged is there, once, in order.

Twenty users in ten pairs write to each other with stream management. Some are away, some lose
their connections and resume, new ones sign up. At a random moment the server is killed, sometimes
while SQLite moves its log into the database, sometimes once more while it starts. Then the books
of all users are compared with the database, the archives and what is replayed.
"""

import asyncio
import ctypes
import os
import random
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.crash import database
from tests.crash.database import Record
from tests.crash.server import Server, yardstick
from tests.crash.user import User

from magpie.bench.wire import WireError

ROUNDS = int(os.environ.get("CRASH_ROUNDS", 30))
PAIRS = 10
WINDOW = 12  # messages in flight for each user
AWAY = 3  # pairs of which one is away in each round
LONGEST = 1.5  # seconds of load
RESTART = 2.0  # seconds from start to ready, not counting those without a processor


class Play:
    """All rounds: the users, and what is known of the journal.

    Attributes:
        journal: every message of it, by id.
        lost, doubled: ids that should not be there; the same is asserted after each round.
    """

    def __init__(self, server: Server, chance: random.Random) -> None:
        self.server = server
        self.chance = chance
        names = [(f"r{n}", f"j{n}") for n in range(PAIRS)]
        self.users = [
            User(server, *pair) for left, right in names for pair in ((left, right), (right, left))
        ]
        self.newcomers: list[User] = []
        self.journal: dict[str, Record] = {}
        self.last = 0  # number
        self.lost: set[str] = set()
        self.doubled: Counter[str] = Counter()
        self.restarts: list[tuple[float, float]] = []  # seconds, and those of them without a CPU
        self.kills: Counter[str] = Counter()
        self.resumed = 0
        self.is_over = False

    async def everybody(self, *work: Coroutine[Any, Any, Any]) -> list[Any]:
        return await asyncio.gather(*work)

    async def sign_up(self) -> None:
        for user in self.users:
            assert await user.register()
        await self.everybody(*(user.connect() for user in self.users))
        for user in self.users:
            user.show()
        await self.everybody(*(user.ping() for user in self.users))

    # The load

    async def load(self) -> None:
        """Write, come and go until the server is killed."""
        self.is_over = False
        away = await self._some_leave()
        busy = [user for user in self.users if user not in away]
        for user in busy:
            user.is_lazy = self.chance.random() < 0.2
            user.on_ack = lambda user=user: self._pump(user)
            self._pump(user)
        others = [
            asyncio.create_task(work)
            for work in (self._lose_connections(busy), self._newcomers(), self._kill())
        ]
        await asyncio.gather(*others)
        for user in busy:
            user.on_ack = lambda: None
            user.is_lazy = False

    async def _some_leave(self) -> list[User]:
        away = self.chance.sample(self.users[::2], AWAY)
        for number, user in enumerate(away):
            if number:
                await user.leave()
            else:
                user.cut()  # its session waits for it
        return away

    def _pump(self, user: User) -> None:
        free = 0 if self.is_over else WINDOW - user.in_flight
        if free > 0:
            user.make(max(0, free - len(user.outbox)))
            user.send(free, self.chance)

    async def _lose_connections(self, busy: list[User]) -> None:
        with suppress(WireError, OSError):
            while not self.is_over:
                await asyncio.sleep(self.chance.uniform(0.02, 0.2))
                user = self.chance.choice(busy)
                if self.is_over or not user.is_connected:
                    return
                user.cut()
                assert await user.connect(), f"{user} could not resume"
                self.resumed += 1
                self._pump(user)

    async def _newcomers(self) -> None:
        with suppress(WireError, OSError):
            while not self.is_over:
                newcomer = User(self.server, f"new{len(self.newcomers)}")
                self.newcomers.append(newcomer)
                await newcomer.register()
                newcomer.acknowledged.append(newcomer.jid)

    async def _kill(self) -> None:
        """At a random moment, or as soon as SQLite writes to the database itself."""
        how = self.chance.choice(("any time", "any time", "checkpoint"))
        await asyncio.sleep(self.chance.uniform(0.05, LONGEST))
        if how == "checkpoint":
            await self._checkpoint()
        self.is_over = True
        self.server.kill()
        self.kills[how] += 1
        for user in self.users:
            if user.device is not None:
                await user.device.closed

    async def _checkpoint(self) -> None:
        """Return when the database file is written: all else goes to the log beside it."""
        async with asyncio.timeout(10):
            await written(self.server.database)

    # After the kill

    async def restart(self) -> None:
        if self.chance.random() < 0.25:
            self.server.spawn()
            await asyncio.sleep(self.chance.uniform(0.1, 1.0))
            self.server.kill()
            self.kills["while it starts"] += 1
        self.server.start()
        self.restarts.append((self.server.took, self.server.waited))

    async def check(self) -> None:
        """Compare the books with the database, then with what the server says."""
        assert database.is_sound(self.server.database)
        new = self._check_journal()
        cursors = database.cursors(self.server.database)
        counts = {user: self._check_stream(user, new) for user in self.users}
        self._check_cursors(cursors)
        await self._check_newcomers()
        await self.everybody(*(self._returns(user, counts[user]) for user in self.users))
        await self.everybody(
            *(self._check_replay(user, cursors.get(user.jid, 0)) for user in self.users)
        )
        await self.everybody(*(self._check_archive(user, new) for user in self.users))
        assert not self.lost, f"acknowledged and lost: {sorted(self.lost)[:10]}"
        assert not self.doubled, f"doubled: {self.doubled.most_common(10)}"

    def _check_journal(self) -> list[Record]:
        """What came since the last look: once, in the order of each sender, in both archives."""
        new = database.messages(self.server.database, self.last)
        holders = database.holders(self.server.database, self.last)
        newest = {user.jid: "" for user in self.users}
        for id, known in self.journal.items():
            newest[known.sender] = max(newest[known.sender], id)
        for record in new:
            if record.id in self.journal:
                self.doubled[record.id] += 1
            self.journal[record.id] = record
            assert record.id > newest[record.sender], f"{record.id} after {newest[record.sender]}"
            newest[record.sender] = record.id
            assert sorted(holders[record.number]) == sorted((record.sender, record.recipient))
        self.last = new[-1].number if new else self.last
        for user in self.users:
            self.lost |= set(user.acknowledged) - self.journal.keys()
            assert not user.refused
        return new

    def _check_stream(self, user: User, new: list[Record]) -> int | None:
        """What the journal has of the user's last stream is all up to one place; which."""
        stream = user.stream
        if stream is None:
            return None
        of_it = [record for record in self.journal.values() if record.origin == stream.id]
        if not of_it:
            return None
        count = max(record.count for record in of_it)
        assert [record.id for record in of_it] == [id for id in stream.sent[:count] if id]
        return count

    def _check_cursors(self, cursors: dict[str, int]) -> None:
        """A cursor never passes what its account has not taken."""
        users = {user.jid: user for user in self.users}
        for record in self.journal.values():
            if record.number <= cursors.get(record.recipient, 0):
                assert record.id in users[record.recipient].taken, f"{record}: {cursors}"

    async def _check_newcomers(self) -> None:
        """An account whose making was confirmed is there; another is there wholly or not at all."""
        there = database.accounts(self.server.database)
        for newcomer in self.newcomers:
            if newcomer.acknowledged:
                assert newcomer.jid in there
            assert await newcomer.register() == (newcomer.jid not in there)
        for newcomer in self.newcomers[-2:]:
            await newcomer.connect()
            await newcomer.leave()
        self.newcomers = [User(self.server, f"new{self.chance.getrandbits(64)}")]

    async def _returns(self, user: User, count: int | None) -> None:
        """Its old stream is gone, and the server says what it has of it."""
        had_one = user.stream is not None
        assert not await user.connect()
        if had_one:
            assert user.failed_h == count, f"{user}: {user.failed_h} instead of {count}"

    async def _check_replay(self, user: User, cursor: int) -> None:
        """What was taken is said again only behind the saved cursor, and all of that is."""
        mine = [one for one in self.journal.values() if one.recipient == user.jid]
        expected = [one.id for one in mine if one.number > cursor]
        if self.chance.random() < 0.2:  # this one reads the archive itself
            mark = user.archive[-1][0] if user.archive else ""
            found = {id for _, id in await user.read_archive(mark)}
            read = found & {one.id for one in mine}
            user.taken |= read
            if found:
                expected = []
        before = len(user.replayed)
        user.show()
        await user.until(lambda: len(user.replayed) >= before + len(expected), "the replay")
        await user.ping()
        assert user.replayed[before:] == expected
        heard = {*user.heard, *user.replayed, *user.taken}
        assert {one.id for one in mine} <= heard

    async def _check_archive(self, user: User, new: list[Record]) -> None:
        mark = user.archive[-1][0] if user.archive else ""
        found = await user.read_archive(mark)
        user.archive += found
        assert [id for _, id in found] == [
            one.id for one in new if user.jid in (one.sender, one.recipient)
        ]

    async def finish(self) -> None:
        """Send what is left, and look at everything once more, from the beginning."""
        await self.everybody(*(user.send_all() for user in self.users))
        assert database.is_sound(self.server.database)
        records = database.messages(self.server.database)
        holders = database.holders(self.server.database)
        self.doubled.update(
            id for id, times in Counter(one.id for one in records).items() if times > 1
        )
        for one in records:
            assert sorted(holders[one.number]) == sorted((one.sender, one.recipient)), one
        for user in self.users:
            sent = [one.id for one in records if one.sender == user.jid]
            assert sent == [f"{user.name}-{n:06d}" for n in range(1, user.made + 1)]
            self.lost |= set(user.acknowledged) - set(sent)
            mine = [one.id for one in records if user.jid in (one.sender, one.recipient)]
            assert [id for _, id in await user.read_archive()] == mine
            await user.ping()
            got = [one.id for one in records if one.recipient == user.jid]
            assert {*got} <= {*user.heard, *user.replayed, *user.taken}
            assert len(user.heard) == len({*user.heard}), f"{user} heard something twice"


async def written(path: Path) -> None:
    """Return when something writes to a file: inotify(7)."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    assert libc.inotify_add_watch(watch, os.fsencode(path), 2) >= 0, "IN_MODIFY"
    loop = asyncio.get_running_loop()
    is_written = asyncio.Event()
    loop.add_reader(watch, is_written.set)
    try:
        await is_written.wait()
    finally:
        loop.remove_reader(watch)
        os.close(watch)


async def test_acknowledged_means_committed(data, chance, say):
    with Server(data) as server:
        server.start()
        play = Play(server, chance)
        await play.sign_up()
        for _ in range(ROUNDS):
            await play.load()
            await play.restart()
            await play.check()
        await play.finish()
        acknowledged = sum(len(user.acknowledged) for user in play.users)
        slowest, waited = max(play.restarts)
        say(
            f"kill -9: {ROUNDS} rounds, {acknowledged} messages acknowledged,"
            f" lost {len(play.lost)}, doubled {sum(play.doubled.values())},"
            f" slowest restart {slowest:.2f} s (of it {waited:.2f} s without a processor)\n"
            f"  {len(play.journal)} committed before a kill, {play.resumed} resumptions,"
            f" kills: {', '.join(f'{what} {n}' for what, n in sorted(play.kills.items()))}"
        )
        assert not play.lost
        assert not play.doubled
        assert server.errors() == []
        # Beside others that keep the machine busy, a start may take as much longer as all does
        allowed = max(RESTART, 3 * yardstick())
        assert max(took - waited for took, waited in play.restarts) <= allowed
        server.stop()

"""A full disk: senders hear of it, nothing acknowledged is lost, and it passes by itself."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.crash import database
from tests.crash.server import Server
from tests.crash.user import User

SIZE = 12  # MB
BALLAST = 6  # MB of it, which will be room again
PAIRS = 3
WINDOW = 20
REFUSALS = 100  # of each user
FULL = "wait resource-constraint"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=700", "magpie-test", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"this test mounts a small file system, and may not: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def pump(user: User) -> None:
    """Keep the window full until enough was refused."""
    free = WINDOW - user.in_flight if len(user.refused) < REFUSALS else 0
    if free > 0:
        user.make(free)
        user.send(free)


async def nobody_gets_in(server: Server, writer: User) -> User:
    """Fill the last page, then try to make an account: who was refused."""
    for number in range(1000):
        before = len(writer.refused)
        while len(writer.refused) == before:  # SQLite finds room for a few more now and then
            writer.make()
            await writer.send_all()
        newcomer = User(server, f"newcomer{number}")
        refused = await registering(newcomer)
        if refused:
            assert "resource-constraint" in refused, refused
            return newcomer
    raise AssertionError("1000 accounts were made on a full disk")


async def registering(user: User) -> str:
    """What becomes of a new account: "" or why it was not made."""
    try:
        return "" if await user.register() else "conflict"
    except AssertionError as error:
        return str(error)


async def all_is_well(users: list[User]) -> None:
    """Messages are taken and arrive."""
    for user in users:
        before = len(user.refused)
        user.make(5)
        await user.send_all()
        assert len(user.refused) == before
    for user in users:
        await user.ping()


async def test_a_full_disk(small_disk, say):
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\1" * (BALLAST << 20))
    with Server(small_disk / "data") as server:
        server.start()
        users = []
        for number in range(PAIRS):
            left, right = f"r{number}", f"j{number}"
            users += [User(server, left, right), User(server, right, left)]
        for user in users:
            assert await user.register()
            await user.connect()
            user.show()
            await user.ping()
        for user in users:
            user.on_ack = lambda user=user: pump(user)
            pump(user)
        for user in users:
            await user.until(lambda user=user: len(user.refused) >= REFUSALS, "refusals")
        for user in users:
            user.on_ack = lambda: None
            user.ask()
            await user.until(lambda user=user: not user.in_flight, "all acknowledgements")
        # It is full. What needs no room works
        assert server.is_alive
        guest = User(server, "r0", "j0")
        await guest.connect("guest")
        guest.show()
        await guest.ping()
        kept = await guest.read_archive()
        assert kept
        newcomer = await nobody_gets_in(server, users[0])
        await guest.leave()
        # There is room: all is well again
        errors = len(server.errors())
        ballast.unlink()
        await all_is_well(users)
        assert await newcomer.register()
        assert len(server.errors()) == errors
        # And what was promised was kept, also over a crash
        server.kill()
        server.start()
        assert database.is_sound(server.database)
        records = database.messages(server.database)
        for user in users:
            assert user.too_late == []
            assert set(user.refused.values()) == {FULL}
            sent = [one.id for one in records if one.sender == user.jid]
            taken = [id for id in user.acknowledged if id not in user.refused]
            assert sent == taken
            assert len(user.acknowledged) == user.made
            user.stream = None
            await user.connect()
            mine = [one.id for one in records if user.jid in (one.sender, one.recipient)]
            assert [id for _, id in await user.read_archive()] == mine
            user.show()
            await user.ping()
            got = [one.id for one in records if one.recipient == user.jid]
            assert sorted({*user.heard, *user.replayed}) == sorted(got)
        promised = sum(len(user.acknowledged) - len(user.refused) for user in users)
        say(
            f"full disk: {promised} messages acknowledged and kept,"
            f" {sum(len(user.refused) for user in users)} refused"
        )
        server.stop()

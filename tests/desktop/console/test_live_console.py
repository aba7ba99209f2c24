"""The whole: the window starts a real server, people sign in and talk, the window shows it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from tests.desktop.console.scenes import Stage
from tests.desktop.console.test_board import sight
from tests.desktop.console.test_server import SETTINGS
from tests.live.friends import Friend

from magpie.desktop.console.entities import State

PASSWORD = "open sesame"
PATIENCE = 20.0


async def until(on: Stage, is_so) -> None:
    """Something that the server tells comes to be so."""
    changed = asyncio.Event()
    ends = [
        on.server.told.connect(lambda _: changed.set()),
        on.server.changed.connect(lambda _: changed.set()),
    ]
    try:
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                changed.clear()
                await changed.wait()
    finally:
        for end in ends:
            end()


async def place(on: Stage) -> SimpleNamespace:
    """Where clients find it."""
    told = await on.server.run("server.about")
    host, _, port = told["addresses"][0].rpartition(":")
    authority = on.server.folder / "tls" / "authority.crt"
    return SimpleNamespace(
        host=host, port=int(port), tls_port=0, domain="console.example", authority=authority
    )


def passed(on: Stage) -> list[dict[str, str]]:
    rows = on.board.passing
    return [dict(rows.row(n)) for n in range(rows.rowCount())]


@contextmanager
def friends(server: SimpleNamespace) -> Iterator[tuple[Friend, Friend]]:
    """Two people; their connections end with the test, however it ends."""
    pair = tuple(Friend(server, name, "desk", password=PASSWORD) for name in ("ana", "ben"))
    try:
        yield pair
    finally:
        for friend in pair:
            friend.drop()


async def talk(on: Stage, ana: Friend, ben: Friend) -> None:
    for friend in (ana, ben):
        await friend.arrives()
    await until(on, lambda: on.board.devices.rowCount() == 2)
    row = on.board.devices.rows.row(0)
    assert (row["name"], row["place"]) == ("ana", "127.0.0.1 · encrypted")
    assert "/invite/" in on.board.invite.text
    assert on.board.people == 2

    # Who writes to whom, and not what
    ana.send_message("ben@console.example", "the first secret", mtype="chat")
    await until(on, lambda: any(one["kind"] == "text" for one in passed(on)))
    (row,) = [one for one in passed(on) if one["kind"] == "text"]
    assert (row["sender"], row["to"], row["text"]) == ("ana/desk", "ben", "")
    await on.settle(10)
    assert "secret" not in "\n".join(sight(on))

    # The owner of the machine wishes to read along
    anew = []
    on.server.began.connect(anew.append)
    on.board.showText(True)
    await until(on, lambda: anew and on.board.devices.rowCount() == 2)
    ana.send_message("ben@console.example", "the second secret", mtype="chat")
    await until(on, lambda: any(one["text"] for one in passed(on)))
    await on.settle(10)
    seen = "\n".join(sight(on))
    assert "the second secret" in seen
    assert "the first secret" not in seen
    assert "What people write is shown in this window" in seen
    for file in ("server.log", "settings.json"):
        assert "secret" not in (on.server.folder / file).read_text()

    # Ben's session is ended, and the window shows that
    on.board.end("ben@console.example/desk")
    await until(on, lambda: on.board.devices.rowCount() == 1)
    assert on.board.numbers.received > 1000


def test_the_window_starts_a_server_and_shows_two_people_talking(console, tmp_path):
    (tmp_path / "magpie.toml").write_text(SETTINGS.format(port=0))

    async def act(on: Stage) -> None:
        on.board.startNew("console.example")
        await until(on, lambda: on.server.state is State.RUNNING)
        assert on.window.title() == "console.example · Magpie server"
        on.board.invite.make(True)
        for name in ("ana", "ben"):
            await on.server.run("user.add", name=name, password=PASSWORD)
        with friends(await place(on)) as (ana, ben):
            await talk(on, ana, ben)
        on.board.stop()
        await until(on, lambda: on.server.state is State.STOPPED)
        assert on.board.devices.rowCount() == 0

    console(act)

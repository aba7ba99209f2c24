"""The console and a real server: started, adopted, followed, ended, stopped."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.live.program import Program

from magpie.base.control import CommandError
from magpie.desktop.console import checks
from magpie.desktop.console.entities import Check, Failure, News, Reason, State
from magpie.desktop.console.process import LOG, Process, failure
from magpie.desktop.console.server import Server

PATIENCE = 15.0
SETTINGS = """
[c2s]
listen = ["127.0.0.1:{port}"]
direct_tls = []
[http]
tls_listen = []
listen = ["127.0.0.1:0"]
[bytestreams]
listen = ["127.0.0.1:0"]
"""


class Watcher:
    """A console without a window: waits for what is to come."""

    def __init__(self, folder: Path) -> None:
        self.server = Server(folder)
        self.news: list[News] = []
        self.states: list[State] = []
        self._changed = asyncio.Event()
        self.server.told.connect(self._told)
        self.server.changed.connect(self._moved)

    def _told(self, news: News) -> None:
        self.news.append(news)
        self._changed.set()

    def _moved(self, state: State) -> None:
        self.states.append(state)
        self._changed.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                self._changed.clear()
                await self._changed.wait()

    async def is_in(self, *states: State) -> None:
        await self.until(lambda: self.server.state in states)

    @property
    def pid(self) -> int:
        assert self.server._process is not None
        return self.server._process._child.pid


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "magpie.toml").write_text(SETTINGS.format(port=0))
    return tmp_path


@pytest.fixture
async def console(folder: Path) -> AsyncIterator[Watcher]:
    watcher = Watcher(folder)
    yield watcher
    await watcher.server.close()


async def test_it_starts_a_server_and_stops_it(console: Watcher, folder: Path) -> None:
    await console.server.start("console.example")
    await console.is_in(State.RUNNING)
    assert console.server.about.domain == "console.example"
    assert console.server.about.version
    await console.until(lambda: bool(console.news))
    assert console.news[0].numbers.accounts == 0
    assert await console.server.run("user.add", name="ana", password="open sesame 1")
    await console.until(lambda: console.news[-1].numbers.accounts == 1)
    await console.server.stop()
    assert console.server.state is State.STOPPED
    assert console.server.failure is None
    assert (folder / LOG).stat().st_mode & 0o077 == 0
    assert console.states[:2] == [State.STARTING, State.RUNNING]
    assert console.states[-2:] == [State.STOPPING, State.STOPPED]
    # The second start needs no domain
    await console.server.start()
    await console.is_in(State.RUNNING)
    assert console.server.about.domain == "console.example"


async def test_a_crash_is_told_with_its_last_lines_and_it_starts_again(console: Watcher) -> None:
    await console.server.start("console.example")
    await console.is_in(State.RUNNING)
    os.kill(console.pid, signal.SIGKILL)
    await console.is_in(State.FAILED)
    assert console.server.failure is not None
    assert console.server.failure.reason is Reason.CRASHED
    assert any("tls.made" in line for line in console.server.failure.lines)
    await console.server.start()
    await console.is_in(State.RUNNING)


async def test_a_port_that_is_taken_is_said_to_be(console: Watcher, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        (folder / "magpie.toml").write_text(SETTINGS.format(port=port))
        await console.server.start("console.example")
    assert console.server.state is State.FAILED
    assert console.server.failure is not None
    assert console.server.failure.reason is Reason.PORT_TAKEN
    assert console.server.failure.place == f"127.0.0.1:{port}"


async def test_settings_that_are_wrong_are_named(console: Watcher, folder: Path) -> None:
    (folder / "magpie.toml").write_text("[c2s]\nlisen = []\n[registration]\nmode = 'all'\n")
    await console.server.start()
    found = console.server.failure
    assert found is not None
    assert (found.reason, found.place) == (Reason.SETTINGS, str(folder / "magpie.toml"))
    assert len(found.lines) == 2
    assert "did you mean listen?" in found.lines[0]


async def test_a_server_that_runs_is_adopted(tmp_path: Path) -> None:
    with Program() as program:
        program.adds("ana", "open sesame 1")
        console = Watcher(program.data)
        assert await console.server.adopt()
        await console.is_in(State.RUNNING)
        assert console.server.about.domain == "localhost"
        # Started by somebody else, it is found when one wants to start it
        second = Watcher(program.data)
        await second.server.start()
        await second.is_in(State.RUNNING)
        await second.server.close()
        await console.server.stop()
        assert console.server.state is State.STOPPED
        assert program.process.wait(5) == 0
        await console.server.close()


async def test_an_adopted_server_that_is_killed_has_not_just_stopped() -> None:
    with Program() as program:
        console = Watcher(program.data)
        await console.server.adopt()
        await console.is_in(State.RUNNING)
        program.process.kill()
        await console.is_in(State.FAILED)
        assert console.server.failure == Failure(Reason.CRASHED)
        program.process.wait()
        await console.server.close()


async def test_a_server_that_somebody_else_starts_is_noticed(folder: Path) -> None:
    console, other = Watcher(folder), Watcher(folder)
    console.server.attend()
    for _ in range(2):
        await other.server.start("console.example")
        await console.is_in(State.RUNNING)
        assert console.server.about.domain == "console.example"
        os.kill(other.pid, signal.SIGKILL)
        await console.is_in(State.FAILED)
        await other.is_in(State.FAILED)
    await other.server.close()
    await console.server.close()


async def test_the_server_ends_with_the_console_that_started_it(folder: Path) -> None:
    console = Watcher(folder)
    await console.server.start("console.example")
    await console.is_in(State.RUNNING)
    process = console.server._process
    await console.server.close()
    assert process is not None
    assert process.code == 0


STARTER = """
import asyncio, sys
from pathlib import Path
from tests.desktop.console.test_server import State, Watcher

async def start():
    console = Watcher(Path(sys.argv[1]))
    await console.server.start("console.example")
    await console.is_in(State.RUNNING)
    print(console.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(start())
"""


async def test_the_server_of_a_console_that_is_killed_ends_in_an_orderly_way(folder: Path) -> None:
    console = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", STARTER, str(folder)), stdout=asyncio.subprocess.PIPE
    )
    assert console.stdout is not None
    server = os.pidfd_open(int(await console.stdout.readline()))
    console.kill()
    await console.wait()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(server, ended.set)
    async with asyncio.timeout(PATIENCE):
        await ended.wait()
    asyncio.get_running_loop().remove_reader(server)
    os.close(server)
    assert not (folder / "control.sock").exists()


async def test_a_server_that_was_let_go_goes_on_without_its_console(folder: Path) -> None:
    first = Watcher(folder)
    await first.server.start("console.example")
    await first.is_in(State.RUNNING)
    process = first.server._process
    first.server.let_go()
    await first.server.close()
    assert process is not None
    assert process.code is None
    second = Watcher(folder)
    assert await second.server.adopt()
    await second.is_in(State.RUNNING)
    await second.server.stop()
    await second.server.close()
    assert process._child.wait(5) == 0


async def test_what_people_write_is_told_after_it_was_asked_for(console: Watcher) -> None:
    await console.server.start("console.example")
    await console.is_in(State.RUNNING)
    await console.server.show_text(True)
    before = len(console.news)
    await console.until(lambda: len(console.news) > before)
    assert console.server.state is State.RUNNING
    await console.server.show_text(False)
    await console.until(lambda: len(console.news) > before + 1)
    assert console.server.state is State.RUNNING


async def test_without_a_server_nothing_can_be_asked(console: Watcher) -> None:
    assert not await console.server.adopt()
    with pytest.raises(CommandError, match="the server has stopped"):
        await console.server.run("user.list")
    await console.server.stop()
    assert console.server.state is State.STOPPED


async def test_a_folder_without_anything_has_no_server_yet(tmp_path: Path) -> None:
    server = Server(tmp_path / "new")
    assert server.state is State.NEW
    (tmp_path / "file").touch()
    server = Server(tmp_path / "file" / "data")
    await server.start("console.example")
    assert server.failure is not None
    assert server.failure.reason is Reason.REFUSED
    assert "Not a directory" in server.failure.lines[0]


def test_a_long_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("magpie.desktop.console.process.LOG_MAX", 3)
    monkeypatch.setattr("magpie.desktop.console.process.PROGRAM", ["true"])
    (tmp_path / LOG).write_text("old lines")
    process = Process.start(tmp_path)
    assert process._child.wait(5) == 0
    assert (tmp_path / f"{LOG}.old").read_text() == "old lines"
    assert (tmp_path / LOG).read_text() == ""
    assert process.failure() is None
    process.dismiss()


@pytest.mark.parametrize(
    ("code", "line", "reason"),
    [
        (2, "magpie: cannot listen on [::]:5222: address already in use", Reason.PORT_TAKEN),
        (2, "magpie: cannot listen on 0.0.0.0:443: permission denied", Reason.PORT_FORBIDDEN),
        (2, "magpie: cannot listen on *:1: address already in use; x", Reason.PORT_TAKEN),
        (2, "magpie: cannot listen on 1.2.3.4:5222: cannot assign", Reason.REFUSED),
        (2, "magpie: /srv/m/magpie.toml:3: [c2s] x: no such setting", Reason.SETTINGS),
        (2, "magpie: the database is newer than this program", Reason.REFUSED),
        (1, "Traceback (most recent call last):", Reason.CRASHED),
        (-9, "", Reason.CRASHED),
    ],
)
def test_what_an_end_means(code: int, line: str, reason: Reason) -> None:
    assert failure(code, [line]).reason is reason


def test_what_doctor_prints_is_read() -> None:
    text = "trouble: disk: only 1 MB: too little\nwell: clock\nThe server runs; 1 trouble.\n"
    assert checks.read(text) == [Check("trouble", "disk", "only 1 MB: too little")]


async def test_doctor_is_asked(folder: Path) -> None:
    (folder / "magpie.toml").write_text("[c2s]\nlisen = []\n")
    (found,) = await checks.examine(folder)
    assert (found.level, found.subject) == ("trouble", "settings")

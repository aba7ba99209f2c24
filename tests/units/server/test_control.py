"""The control socket: the owner's requests are answered, nobody else's are heard."""

import asyncio
import contextlib
import json
import stat
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import pytest

from magpie.base.control import CommandError, connect
from magpie.server import control
from magpie.server.commands import Commands
from magpie.server.control import Control, serve_control

TOLD: list[int] = []  # what `count` has got to
ENDED: list[asyncio.Event] = []  # whether it has ended


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Control]:
    commands = Commands()

    async def greet(name: str) -> dict[str, str]:
        if not name:
            raise ValueError("Nobody to greet.")
        return {"greeting": f"Hello, {name}"}

    def path() -> Path:
        return Path("/somewhere")

    async def wait() -> None:
        await asyncio.Event().wait()

    async def count(size: int = 1, until: int = 3) -> AsyncGenerator[str, None]:
        TOLD.clear()
        ENDED.append(asyncio.Event())
        try:
            for n in range(until):
                TOLD.append(n)
                yield str(n) * size
            await asyncio.Event().wait()
        finally:
            ENDED[-1].set()

    for function in (greet, path, wait, count):
        commands.add(function.__name__, function)
    served = await serve_control(commands, tmp_path)
    yield served
    await served.close()


async def raw(data: Path, *lines: bytes) -> list[object]:
    """What the server answers to these bytes, until it ends or has answered each line."""
    reader, writer = await asyncio.open_unix_connection(str(data / "control.sock"))
    writer.write(b"".join(lines))
    writer.write_eof()
    answers = [json.loads(line) async for line in reader]
    writer.close()
    await writer.wait_closed()
    return answers


async def test_a_command_is_run_by_the_server(tmp_path: Path, served: Control) -> None:
    client = await connect(tmp_path)
    assert client is not None
    async with client:
        assert await client.run("greet", {"name": "Juliet"}) == {"greeting": "Hello, Juliet"}
        with pytest.raises(CommandError, match=r"^Nobody to greet\.$"):
            await client.run("greet", {"name": ""})
        with pytest.raises(CommandError, match="there is no command leave"):
            await client.run("leave", {})
        assert await client.run("path", {}) == "/somewhere"


async def test_clients_do_not_wait_for_each_other(tmp_path: Path, served: Control) -> None:
    slow, quick = await connect(tmp_path), await connect(tmp_path)
    assert slow is not None
    assert quick is not None
    waiting = asyncio.ensure_future(slow.run("wait", {}))
    assert await quick.run("path", {}) == "/somewhere"
    await quick.close()
    await served.close()
    with pytest.raises(CommandError, match="the server has stopped"):
        await waiting
    await slow.close()


async def test_requests_are_answered_in_their_order(tmp_path: Path, served: Control) -> None:
    lines = [
        json.dumps({"command": "greet", "args": {"name": name}}).encode() + b"\n"
        for name in ("a", "", "b")
    ]
    assert await raw(tmp_path, *lines) == [
        {"ok": {"greeting": "Hello, a"}},
        {"error": "Nobody to greet."},
        {"ok": {"greeting": "Hello, b"}},
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"hello\n",
        b"[]\n",
        b"1\n",
        b"{}\n",
        b'{"command": 1}\n',
        b'{"command": "greet", "args": []}\n',
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
    ],
)
async def test_what_is_no_request_is_said_to_be_none(
    tmp_path: Path, served: Control, line: bytes
) -> None:
    request = b'{"command": "path"}\n'
    answers = await raw(tmp_path, line, request)
    assert answers == [{"error": "this is not a request"}, {"ok": "/somewhere"}]


async def test_a_line_without_end_ends_the_connection(tmp_path: Path, served: Control) -> None:
    try:
        assert await raw(tmp_path, b"x" * 1_500_000) == []
    except ConnectionError:
        pass
    assert await raw(tmp_path, b'{"command": "path"}\n') == [{"ok": "/somewhere"}]


async def test_only_the_owner_may_open_it(tmp_path: Path, served: Control) -> None:
    mode = (tmp_path / "control.sock").stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


async def test_another_user_is_not_heard(
    tmp_path: Path, served: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "peer_uid", lambda writer: 4711)
    client = await connect(tmp_path)
    assert client is not None
    with pytest.raises(CommandError, match="the server has stopped"):
        await client.run("path", {})
    await client.close()


async def test_without_a_server_there_is_no_connection(tmp_path: Path) -> None:
    assert await connect(tmp_path) is None
    assert await connect(tmp_path / "nowhere") is None


async def test_the_socket_of_a_dead_server_is_in_nobody_s_way(tmp_path: Path) -> None:
    control.bound(tmp_path / "control.sock").close()
    assert (tmp_path / "control.sock").exists()
    assert await connect(tmp_path) is None
    served = await serve_control(Commands(), tmp_path)
    client = await connect(tmp_path)
    assert client is not None
    await client.close()
    await served.close()
    assert not (tmp_path / "control.sock").exists()


async def test_a_data_folder_may_be_deep(tmp_path: Path) -> None:
    data = tmp_path / ("deep" * 30) / ("er" * 30)
    data.mkdir(parents=True)
    commands = Commands()
    commands.add("here", lambda: "yes")
    served = await serve_control(commands, data)
    client = await connect(data)
    assert client is not None
    assert await client.run("here", {}) == "yes"
    await client.close()
    await served.close()
    assert not (data / "control.sock").exists()


async def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file or directory"):
        await serve_control(Commands(), tmp_path / "nowhere")


async def ended() -> None:
    """`count` has noticed that nobody listens any more."""
    await asyncio.wait_for(ENDED[-1].wait(), 5)


async def test_a_command_may_go_on_telling_until_the_listener_goes(
    tmp_path: Path, served: Control
) -> None:
    client = await connect(tmp_path)
    assert client is not None
    news = client.follow("count", {})
    assert [await anext(news) for _ in range(3)] == ["0", "1", "2"]
    await client.close()
    await ended()
    assert await raw(tmp_path, b'{"command": "path"}\n') == [{"ok": "/somewhere"}]


async def test_what_is_told_ends_with_the_server(tmp_path: Path, served: Control) -> None:
    client = await connect(tmp_path)
    assert client is not None
    news = client.follow("count", {})
    await anext(news)
    await served.close()
    assert [one async for one in news] == ["1", "2"]
    assert ENDED[-1].is_set()
    await client.close()


async def test_a_refusal_is_told_before_anything_else(tmp_path: Path, served: Control) -> None:
    client = await connect(tmp_path)
    assert client is not None
    with pytest.raises(CommandError, match="size is not a whole number"):
        await anext(client.follow("count", {"size": "much"}))
    await client.close()


async def test_who_does_not_read_is_cut_off(
    tmp_path: Path, served: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "PATIENCE", 0.05)
    reader, writer = await asyncio.open_unix_connection(str(tmp_path / "control.sock"), limit=1)
    writer.write(b'{"command": "count", "args": {"size": 500000, "until": 50}}\n')
    assert await reader.read(1) == b"{"
    await ended()
    assert len(TOLD) < 10, "what waits for it is bounded"
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    assert reader.exception() is not None or not reader.at_eof()
    assert await raw(tmp_path, b'{"command": "path"}\n') == [{"ok": "/somewhere"}]


async def test_whatever_a_listener_says_ends_it(tmp_path: Path, served: Control) -> None:
    reader, writer = await asyncio.open_unix_connection(str(tmp_path / "control.sock"))
    writer.write(b'{"command": "count"}\n')
    assert json.loads(await reader.readline()) == {"ok": None}
    writer.write(b"\x00" * 100)
    await ended()
    assert (await reader.read()).count(b"\n") <= 3
    writer.close()
    await writer.wait_closed()

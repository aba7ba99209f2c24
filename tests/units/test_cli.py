"""The command line: what it asks of the server, and one line for everything that is wrong."""

import asyncio
import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from magpie import __version__, cli
from magpie.base.config import Settings
from magpie.server.commands import Commands
from magpie.server.control import serve_control
from magpie.server.settings import SECTIONS, Logging, Server
from magpie.server.tls import TlsError
from magpie.storage.errors import StorageError

Magpie = Callable[..., "Outcome"]


class Outcome:
    """How a run of the program ended."""

    def __init__(self, code: object, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


class Terminal(io.StringIO):
    """Standard input with a person behind it."""

    def isatty(self) -> bool:
        return True


class Accounts:
    """What the server's own commands do, in short; remembers how they were opened."""

    def __init__(self) -> None:
        self.passwords: dict[str, str] = {"juliet": "old"}
        self.disabled: set[str] = set()
        self.opened: list[tuple[str, Path]] = []

    def registry(self) -> Commands:
        commands = Commands()

        def require(name: str) -> None:
            if name not in self.passwords:
                raise ValueError(f"There is no account {name}.")

        async def add(name: str, password: str, role: str = "member") -> str:
            if name in self.passwords:
                raise ValueError(f"The name {name} is taken.")
            self.passwords[name] = password
            return f"{name}@localhost"

        async def listed() -> list[dict[str, object]]:
            return [
                {"name": name, "role": "member", "disabled": name in self.disabled, "devices": n}
                for n, name in enumerate(sorted(self.passwords))
            ]

        async def password(name: str, password: str) -> None:
            require(name)
            self.passwords[name] = password

        async def disable(name: str) -> None:
            require(name)
            self.disabled.add(name)

        async def enable(name: str) -> None:
            require(name)
            self.disabled.discard(name)

        async def delete(name: str) -> None:
            require(name)
            del self.passwords[name]

        for function in (add, password, disable, enable, delete):
            commands.add(f"user.{function.__name__}", function)
        commands.add("user.list", listed)
        return commands


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch, accounts: Accounts) -> ModuleType:
    """A composition root that opens nothing."""
    root: Any = ModuleType("magpie.app")

    @asynccontextmanager
    async def open_offline(settings: Settings, data: Path) -> AsyncIterator[Commands]:
        accounts.opened.append((settings.get(Server).domain, data))
        yield accounts.registry()

    async def serve(settings: Settings, data: Path, *, attended: bool) -> None:
        accounts.opened.append((settings.get(Server).domain, data))

    root.StartError = type("StartError", (Exception,), {})
    root.sections = lambda: SECTIONS
    root.open_offline = open_offline
    root.serve = serve
    monkeypatch.setitem(sys.modules, "magpie.app", root)
    return root  # type: ignore[no-any-return]


@pytest.fixture
def magpie(
    root: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Magpie]:  # fmt: skip
    """Runs the program, by default on a data folder of the test."""
    logger, ours = logging.getLogger(), logging.getLogger("magpie")
    before = list(logger.handlers), logger.level, ours.level

    def run(
        *arguments: str, stdin: str | io.StringIO = "", data: Path | None = tmp_path
    ) -> Outcome:
        if data is not None:
            arguments = (*arguments, "--data", str(data))
        source = io.StringIO(stdin) if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", source)
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        out, err = capsys.readouterr()
        return Outcome(ended.value.code, out, err)

    yield run
    logger.handlers[:] = before[0]
    logger.setLevel(before[1])
    ours.setLevel(before[2])


def failed(outcome: Outcome, error: str) -> None:
    assert (outcome.code, outcome.err) == (2, f"magpie: {error}\n")


def test_it_says_its_version(magpie: Magpie) -> None:
    outcome = magpie("--version", data=None)
    assert (outcome.code, outcome.out) == (0, f"magpie {__version__}\n")


@pytest.mark.parametrize("arguments", [["--help"], ["user", "--help"], ["serve", "--help"],
                                       ["bench", "--help"], ["user", "add", "--help"]])  # fmt: skip
def test_help_is_on_standard_output(magpie: Magpie, arguments: list[str]) -> None:
    outcome = magpie(*arguments, data=None)
    assert outcome.code == 0
    assert outcome.out.startswith("Usage: magpie")
    assert outcome.err == ""


def test_every_group_is_listed_and_filled_when_named(magpie: Magpie) -> None:
    top = magpie("--help", data=None).out
    assert all(f"  {name} " in top for name in ("serve", "user", "bench"))
    for name, inside in (("user", "disable"), ("bench", "chat")):
        assert inside in magpie(name, "--help", data=None).out


def test_a_bare_group_shows_its_help(magpie: Magpie) -> None:
    for arguments in ([], ["user"], ["bench"]):
        outcome = magpie(*arguments, data=None)
        assert outcome.code == 2
        assert "Commands:" in outcome.out


def test_help_loads_nothing_that_takes_time() -> None:
    program = (
        "import sys; from magpie.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*sorted(set(sys.modules) & set(sys.argv[1:])), file=sys.stderr)"
    )
    heavy = ["asyncio", "ssl", "rich", "sqlalchemy", "cryptography", "uvloop", "magpie.app",
             "platformdirs", "aiohttp", "msgspec", "logging"]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", program, *heavy], capture_output=True, text=True, check=True
    )
    assert done.stderr.split() == []


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["serv"], "No such command 'serv'. Did you mean 'serve', 'user'?"),
        (["serve", "--nope"], "No such option: --nope"),
        (["serve", "--workers", "0"], "--workers 0: at least 1"),
        (
            ["serve", "--workers", "2"],
            "--workers 2: several need the cluster, which is not there yet",
        ),
        (["serve", "--domain", "a b"], '--domain: [server] domain: "a b" is not a domain: '),
        (["serve", "--set", "server.domein=x"],
         "--set server.domein: [server] domein: no such setting; did you mean domain?"),
        (["serve", "--set", "x"], "--set x: write it as section.key=value"),
        (["user", "add"], "a user name is missing, or --from FILE"),
        (["user", "add", "romeo"],
         "a password is missing: --password - reads it from standard input"),
        (["user", "password"], "Missing argument 'name'."),
        (["user", "add", "romeo", "--from", "x"],
         "--from names the accounts: leave NAME, --password and --admin out"),
        (["user", "add", "--from", "/nowhere/x"], "/nowhere/x: No such file or directory"),
        (["user", "delete", "juliet"],
         "user delete juliet: add --yes, since nobody can be asked"),
        (["user", "add", "juliet", "--password", "x"], "The name juliet is taken."),
        (["user", "disable", "romeo"], "There is no account romeo."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(magpie: Magpie, arguments: list[str], error: str) -> None:
    outcome = magpie(*arguments)
    assert outcome.code == 2
    assert outcome.err.startswith(f"magpie: {error}")
    assert outcome.err.count("\n") == 1


def test_bad_settings_are_a_line_each(magpie: Magpie, tmp_path: Path) -> None:
    file = tmp_path / "magpie.toml"
    file.write_text("[server]\ndomein = 'x'\n[sever]\n")
    failed(
        magpie("serve"),
        f"{file}:3: [sever]: no such section; did you mean [server]?\n"
        f"magpie: {file}:2: [server] domein: no such setting; did you mean domain?",
    )


def test_serve_runs_with_its_settings(magpie: Magpie, tmp_path: Path, accounts: Accounts) -> None:
    (tmp_path / "magpie.toml").write_text("[server]\ndomain = 'file.example'\n")
    assert magpie("serve").code == 0
    assert magpie("serve", "--domain", "option.example").code == 0
    assert magpie("serve", "--set", "server.domain=set.example").code == 0
    assert accounts.opened == [
        ("file.example", tmp_path),
        ("option.example", tmp_path),
        ("set.example", tmp_path),
    ]


def test_serve_logs_as_it_is_told(
    magpie: Magpie, root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []

    async def serve(settings: Settings, data: Path, *, attended: bool) -> None:
        seen.append((settings.get(Logging).format, logging.getLogger("magpie").level))

    monkeypatch.setattr(root, "serve", serve)
    magpie("serve", "--set", "log.level=debug", "--set", "log.format=json")
    assert seen == [("json", logging.DEBUG)]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (StorageError("the database is newer\nthan this program"),
         "the database is newer than this program"),
        (TlsError("own.crt: it is not a certificate"), "own.crt: it is not a certificate"),
        (PermissionError(13, "Permission denied", "/data/x"), "/data/x: Permission denied"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (KeyboardInterrupt(), "stopped"),
        (None, "cannot listen on 0.0.0.0:5222: address already in use"),
    ],
)  # fmt: skip
def test_a_server_that_cannot_start_says_why(
    magpie: Magpie, root: Any, error: BaseException | None, line: str
) -> None:
    async def serve(settings: Settings, data: Path, *, attended: bool) -> None:
        raise root.StartError(line) if error is None else error

    root.serve = serve
    failed(magpie("serve"), line)


def test_an_error_of_ours_is_not_hidden(magpie: Magpie, root: Any) -> None:
    async def serve(settings: Settings, data: Path, *, attended: bool) -> None:
        raise RuntimeError("a bug")

    root.serve = serve
    with pytest.raises(RuntimeError, match="a bug"):
        cli.main(["serve"])


def test_without_an_option_the_data_folder_is_the_user_s_own(
    magpie: Magpie, accounts: Accounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    for folder in ("share/magpie", "here"):
        (tmp_path / folder).mkdir(parents=True)
    magpie("user", "list", data=None)
    assert accounts.opened[0][1] == tmp_path / "share/magpie"
    monkeypatch.chdir(tmp_path)
    magpie("user", "list", "--data", "here", data=None)
    assert accounts.opened[1][1] == tmp_path / "here"


def test_accounts_from_the_first_to_the_last_day(magpie: Magpie, accounts: Accounts) -> None:
    assert magpie("user", "add", "romeo", "--password", "x y").out == "romeo@localhost\n"
    assert magpie("user", "password", "romeo", "--password", "-", stdin="z\nq\n").code == 0
    assert accounts.passwords["romeo"] == "z"
    assert magpie("user", "disable", "juliet").code == 0
    assert magpie("user", "list").out == "juliet  disabled\nromeo   1 device\n"
    assert json.loads(magpie("user", "list", "--json").out)[0]["disabled"] is True
    assert magpie("user", "enable", "juliet").code == 0
    assert magpie("user", "delete", "romeo", "--yes").code == 0
    assert magpie("user", "list").out == "juliet\n"


def test_a_person_is_asked_for_what_is_missing(
    magpie: Magpie, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []

    def prompt(text: str, **options: object) -> str:
        asked.append(options)
        return "typed"

    monkeypatch.setattr("typer.prompt", prompt)
    magpie("user", "add", "romeo", stdin=Terminal())
    assert accounts.passwords["romeo"] == "typed"
    assert asked[0]["hide_input"] is True
    assert "confirmation_prompt" in asked[0]
    failed(magpie("user", "delete", "romeo", stdin=Terminal("n\n")), "stopped")
    assert "romeo" in accounts.passwords
    magpie("user", "delete", "romeo", stdin=Terminal("y\n"))
    assert "romeo" not in accounts.passwords


def test_many_accounts_are_made_from_a_file(
    magpie: Magpie, accounts: Accounts, tmp_path: Path
) -> None:
    file = tmp_path / "accounts.csv"
    lines = [f"user{number}, pass{number}" for number in range(50)]
    file.write_text("\n".join([*lines, "", '"comma","a,b"', ""]))
    outcome = magpie("user", "add", "--from", str(file))
    assert (outcome.code, outcome.out) == (0, "51 accounts were made\n")
    assert accounts.passwords["user49"] == "pass49"
    assert accounts.passwords["comma"] == "a,b"
    assert magpie("user", "add", "--from", "-", stdin="a,b\n").out == "1 account was made\n"


def test_what_is_wrong_in_the_file_has_its_line(
    magpie: Magpie, accounts: Accounts, tmp_path: Path
) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("romeo,x\nnothing\na,b,c\n")
    failed(
        magpie("user", "add", "--from", str(file)),
        f"{file}:2: write it as NAME,PASSWORD\nmagpie: {file}:3: write it as NAME,PASSWORD",
    )
    assert "romeo" not in accounts.passwords
    file.write_text("romeo,x\njuliet,x\ntybalt,x\n")
    outcome = magpie("user", "add", "--from", str(file))
    failed(outcome, f"{file}:2: The name juliet is taken.")
    assert outcome.out == "2 accounts were made\n"
    file.write_bytes(b"\xff,x\n")
    failed(magpie("user", "add", "--from", str(file)), f"{file}: it is not UTF-8")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Accounts]:
    """A server on the data folder, in a thread of its own, with accounts of its own."""
    there = Accounts()
    ready, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        control = await serve_control(there.registry(), tmp_path)
        ready.set()
        await stop.wait()
        await control.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    yield there
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def test_a_running_server_is_asked_and_the_folder_left_alone(
    magpie: Magpie, accounts: Accounts, running: Accounts
) -> None:
    assert magpie("user", "add", "romeo", "--password", "x").out == "romeo@localhost\n"
    failed(magpie("user", "enable", "tybalt"), "There is no account tybalt.")
    assert running.passwords["romeo"] == "x"
    assert accounts.opened == []
    assert magpie("user", "list").out == "juliet\nromeo   1 device\n"

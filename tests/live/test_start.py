"""How the server starts and stops: what keeps it from starting, and what that costs."""

import asyncio
import fcntl
import os
import re
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.crash import database
from tests.crash.server import MAGPIE, Server, yardstick
from tests.crash.user import OPEN, User

CPU = 1.5  # seconds from start to ready
MEMORY = 60  # MB at rest
STOP = 5.0  # seconds
KEYS = {"right": "prime256v1", "other": "secp384r1"}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A data folder that a server has used."""
    folder = tmp_path_factory.mktemp("made") / "data"
    with Server(folder) as server:
        server.start()
        server.stop()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(made, tmp_path / "data", ignore=shutil.ignore_patterns("lock", "*.sock"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file by its path, without the lock, which says nothing."""
    files = [one for one in folder.rglob("*") if one.is_file() and one.name != "lock"]
    return {str(one.relative_to(folder)): one.read_bytes() for one in files}


def refusal(folder: Path, *options: str, changes: bool = False) -> list[str]:
    """Start a server that cannot: what it says, having changed nothing."""
    before = contents(folder) if folder.is_dir() else {}
    command = [str(MAGPIE), "serve", "--data", str(folder), "--set", "server.domain=localhost"]
    command += ["--set", "c2s.listen=127.0.0.1:0", "--set", "c2s.direct_tls=[]"]
    command += ["--set", "http.listen=[]", "--set", "http.tls_listen=[]"]
    command += ["--set", "bytestreams.listen=[]"]
    for option in options:
        command += ["--set", option]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    # What went well before is logged as ever
    lines = [line for line in done.stderr.splitlines() if not re.match(r"\S+ info ", line)]
    assert all(line.startswith("magpie: ") for line in lines), done.stderr
    if not changes:
        after = contents(folder) if folder.is_dir() else {}
        assert after == before
    return lines


def one_line(*args, **kwargs) -> str:
    (line,) = refusal(*args, **kwargs)
    return line


# The database


def garbage(file: Path) -> None:
    file.write_bytes(b"This is not a database. " * 4096)


def no_header(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(bytes(100) + data[100:])


def half(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


def zeros(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:4096] + bytes(len(data) - 4096))


@pytest.mark.parametrize("spoil", [garbage, no_header, half, zeros])
def test_a_corrupt_database(folder, spoil):
    spoil(folder / "magpie.db")
    line = one_line(folder)
    assert "magpie.db cannot be used" in line
    assert re.search("malformed|not a database|disk image", line)


@pytest.mark.parametrize("empty", [False, True])
def test_a_database_that_has_gone_missing(folder, empty):
    (folder / "magpie.db").unlink()
    if empty:
        (folder / "magpie.db").touch()
    assert "gone missing" in one_line(folder)
    assert empty == (folder / "magpie.db").exists()


def test_a_database_of_another_program(folder):
    (folder / "magpie.db").unlink()
    with closing(sqlite3.connect(folder / "magpie.db")) as conn:
        conn.execute("CREATE TABLE accounts (name TEXT)")
    (folder / "database").unlink()
    # SQLite's journal mode stands in the file's header: that much is written
    assert "is not one of Magpie's" in one_line(folder, changes=True)
    with closing(sqlite3.connect(folder / "magpie.db")) as conn:
        assert conn.execute("SELECT name FROM sqlite_master").fetchall() == [("accounts",)]


def test_a_newer_schema(folder):
    with closing(sqlite3.connect(folder / "magpie.db")) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
        conn.commit()
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "newer version of Magpie (schema 9999" in one_line(folder)


# The folder and the port


def test_a_folder_that_is_locked(folder):
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert f"Another server is using the data folder {folder}; stop it first." in one_line(
            folder
        )


def test_a_folder_that_is_a_file(tmp_path):
    file = tmp_path / "file"
    file.write_text("precious")
    assert str(file) in one_line(file)
    assert str(file) in one_line(file / "below")
    assert file.read_text() == "precious"


def test_a_folder_that_cannot_be_made():
    assert "/proc/magpie" in one_line(Path("/proc/magpie"))


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is writable for root")
@pytest.mark.parametrize("what", [".", "magpie.db"])
def test_what_may_not_be_written(folder, what):
    (folder / what).chmod(0o500 if what == "." else 0o400)
    try:
        assert str(folder) in one_line(folder)
    finally:
        (folder / what).chmod(0o700)


@pytest.mark.parametrize("setting", ["c2s.listen", "http.tls_listen", "s2s.listen"])
def test_a_port_in_use(folder, setting):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        place = f"127.0.0.1:{port}"
        others = ["s2s.enabled=true", "s2s.listen=[]", "s2s.direct_tls=[]"]
        line = one_line(folder, *others, f"{setting}={place}")
    said, hint = line.split("; ")
    assert said == f"magpie: cannot listen on {place}: address already in use"
    command, _, address = hint.rpartition("=")
    assert command == f"choose another with --set {setting}"
    host, _, other = address.rpartition(":")
    assert host == "127.0.0.1"
    assert int(other) != port


def test_a_first_start_that_fails_leaves_the_domain_open(tmp_path):
    folder = tmp_path / "data"
    for domain in ("one.example", "two.example"):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            place = f"127.0.0.1:{taken.getsockname()[1]}"
            options = (f"server.domain={domain}", f"c2s.listen={place}")
            assert "already in use" in one_line(folder, *options, changes=True)


# The certificate


@pytest.fixture(scope="module")
def pem(tmp_path_factory) -> Path:
    """Two certificates and their keys: right.crt, right.key, other.crt, other.key."""
    folder = tmp_path_factory.mktemp("pem")
    for name, curve in KEYS.items():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{curve}",
             "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
             "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"],
            check=True, capture_output=True,
        )  # fmt: skip
    (folder / "garbage").write_text("-----BEGIN NONSENSE-----\n")
    return folder


@pytest.mark.parametrize(
    ("certificate", "key", "named"),
    [
        ("garbage", "right.key", "garbage"),
        ("right.crt", "garbage", "garbage"),
        ("right.crt", "other.key", "other.key"),
        ("missing.crt", "right.key", "missing.crt"),
        ("right.crt", "missing.key", "missing.key"),
        ("right.crt", None, "together"),
    ],
)
def test_a_bad_certificate(folder, pem, certificate, key, named):
    options = [f"tls.certificate={pem / certificate}"]
    if key is not None:
        options.append(f"tls.key={pem / key}")
    assert named in one_line(folder, *options)


# The settings


def test_all_that_is_wrong_in_the_settings_is_told_at_once(folder):
    file = folder / "magpie.toml"
    file.write_text(
        "[server]\n"
        "domain = 7\n"
        "\n"
        "[c2s]\n"
        "resume_timeout = 'tomorrow'\n"
        "colour = 'red'\n"
        "\n"
        "[registration]\n"
        "mode = 'sometimes'\n"
        "[nonsense]\n"
    )
    command = [str(MAGPIE), "serve", "--data", str(folder), "--set", "limits.stanza_size=big"]
    before = contents(folder)
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    for number, what in ((2, "domain"), (5, "resume_timeout"), (6, "colour"), (9, "mode")):
        found = [line for line in lines if f"{file}:{number}: " in line]
        assert len(found) == 1, done.stderr
        assert what in found[0]
    assert [line for line in lines if f"{file}:10: " in line and "nonsense" in line]
    assert [line for line in lines if "--set" in line and "limits.stanza_size" in line]
    assert len(lines) == 6
    assert contents(folder) == before


def test_settings_that_are_not_toml(folder):
    (folder / "magpie.toml").write_text("[server]\ndomain = = 'x'\n")
    assert f"{folder / 'magpie.toml'}:2: " in one_line(folder)


def test_the_domain_of_another_server(folder):
    line = one_line(folder, "server.domain=two.example")
    assert "is of the domain localhost, and the settings say two.example" in line


def test_nowhere_to_listen(folder):
    line = one_line(folder, "c2s.listen=[]")
    assert "nowhere to listen" in line


def test_a_folder_that_is_not_there_is_made_by_serve_and_add_only(tmp_path):
    command = [str(MAGPIE), "user", "list", "--data", str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert "there is no such data folder" in done.stderr
    assert not (tmp_path / "nowhere").exists()


# Starting and stopping


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "data") as server:
        server.start()
        yield server


async def test_sigterm_under_load_keeps_what_was_acknowledged(server, say):
    users = []
    try:
        for left, right in (("r0", "j0"), ("r1", "j1"), ("r2", "j2")):
            users += [User(server, left, right), User(server, right, left)]
        for user in users:
            assert await user.register()
            await user.connect()
            user.show()
            await user.ping()
            user.on_ack = lambda user=user: keep_sending(user)
        for user in users:
            keep_sending(user)
        for user in users:
            await user.until(lambda user=user: len(user.acknowledged) > 100, "load")
        took = await asyncio.to_thread(server.stop)
        for user in users:
            await user.device.closed
    finally:
        for device in list(OPEN):
            device.cut()
            await device.closed
    assert took <= STOP
    assert database.is_sound(server.database)
    stored = [one.id for one in database.messages(server.database)]
    assert len(stored) == len(set(stored))
    acknowledged = {id for user in users for id in user.acknowledged}
    say(f"SIGTERM under load: {took:.2f} s, {len(acknowledged)} messages acknowledged")
    assert acknowledged <= set(stored)
    assert server.errors() == []


def keep_sending(user: User) -> None:
    free = 20 - user.in_flight
    user.make(free)
    user.send(free)


def test_starting_is_quick_and_resting_is_small(server, tmp_path, say):
    used = [server.cpu]
    while min(used) > CPU and len(used) < 3:
        with Server(tmp_path / f"again{len(used)}") as again:
            again.start()
            used.append(again.cpu)
    rss, pss = (resident(server.pid, what) for what in ("Rss", "Pss"))
    say(
        f"start to ready: {min(used):.2f} s of CPU time, {server.took:.2f} s by the clock;"
        f" at rest: RSS {rss:.1f} MB, PSS {pss:.1f} MB"
    )
    assert min(used) <= max(CPU, 2 * yardstick())
    assert min(rss, pss) <= MEMORY


def resident(pid: int, what: str) -> float:
    """MB: all that is in memory, or (Pss) with what is shared counted in parts."""
    found = re.search(rf"^{what}: +(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    assert found is not None
    return int(found[1]) / 1024


@pytest.fixture
def say(capsys):
    """Print a figure, whatever pytest hides."""

    def show(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}", flush=True)

    return show

"""Starting any server in a private folder on loopback, and stopping it.

A `Kind` knows how one server is configured and called; here it is started, waited for, and ended
by its process id. A server that refuses to run as root runs as its package's own user.
"""

import asyncio
import contextlib
import datetime
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from magpie.bench.process import Tree
from magpie.bench.target import Target
from magpie.bench.wire import Link, WireError

DOMAIN = "localhost"
START_PATIENCE = 40.0  # seconds until a server that does not answer has failed to start
STOP_PATIENCE = 15.0


class ServerFailed(Exception):
    """A server could not be started; the text says how it ended and what it logged."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What is configured; the accounts are user0 … with the password of `Target`."""

    archive: bool = True
    sql: bool = True  # SQLite, instead of the server's own store
    group: bool = False  # everyone in one roster group
    hash: str = "SHA-256"  # of the stored passwords; empty: in clear, where a server has that
    accounts: int = 0
    history: int = 0  # messages in the archive before the work begins
    texts: bool = False  # they say something else each, and can be searched
    rooms: bool = False  # a service for rooms at rooms.DOMAIN, which keeps what is said
    is_fresh: bool = False  # started anew after the accounts were made: its memory is as at first


@dataclass(frozen=True, slots=True)
class Place:
    """Where one run of a server lives: its folder and its free ports on loopback."""

    folder: Path
    port: int
    spare: int

    @property
    def target(self) -> Target:
        """How clients reach it."""
        return Target(port=self.port, domain=DOMAIN)


class Kind(Protocol):
    """One server program."""

    name: str
    user: str  # the system user to run as when we are root; empty: as we are

    def version(self) -> str:
        """Its version, or an empty text if it is not installed."""

    def prepare(self, place: Place, setup: Setup) -> None:
        """Write configuration and, where it is quicker, accounts into the folder."""

    def command(self, place: Place, setup: Setup) -> list[str]:
        """What to run in the foreground."""

    def environment(self, place: Place) -> Mapping[str, str]:
        """What to add to the environment."""

    async def provision(self, place: Place, setup: Setup) -> None:
        """Make the accounts and groups that `prepare` could not, on the running server."""

    def fill(self, place: Place, setup: Setup) -> None:
        """Put `setup.history` messages into the archive of the stopped server; see `history`."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is ready."""

    place: Place
    target: Target
    ready_after: float  # seconds from its start to its first stream features

    @property
    def tree(self) -> Tree:
        """Its processes."""
        return Tree(*self.target.pids)


@contextlib.asynccontextmanager
async def running(kind: Kind, setup: Setup) -> AsyncIterator[Running]:
    """Start a server in a new folder, hand it out ready and provisioned, stop it, remove it."""
    folder = Path(tempfile.mkdtemp(prefix=f"magpie-bench-{kind.name.lower()}-"))
    place = Place(folder, *_free_ports(2))
    try:
        _write_certificate(folder)
        kind.prepare(place, setup)
        is_twice = setup.is_fresh or setup.history
        if is_twice:
            async with _process(kind, setup, place):
                await kind.provision(place, setup)
        if setup.history:
            await asyncio.to_thread(kind.fill, place, setup)
        async with _process(kind, setup, place) as server:
            if not is_twice:
                await kind.provision(place, setup)
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def _process(kind: Kind, setup: Setup, place: Place) -> AsyncIterator[Running]:
    """The server's process, from its start until it has ended."""
    start = time.perf_counter()
    process = _spawn(kind, setup, place)
    try:
        await _wait_ready(process, place)
        ready_after = time.perf_counter() - start
        target = Target(port=place.port, domain=DOMAIN, pids=(process.pid,))
        yield Running(place, target, ready_after)
    finally:
        _stop(process)


def _spawn(kind: Kind, setup: Setup, place: Place) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own, as the user that it wants to be."""
    owner = _give_away(place.folder, kind.user)
    with (place.folder / "output.txt").open("wb") as output:
        return subprocess.Popen(
            kind.command(place, setup),
            cwd=place.folder,
            env={**os.environ, "HOME": str(place.folder), **kind.environment(place)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=owner,
            group=None if owner is None else pwd.getpwuid(owner).pw_gid,
            extra_groups=None if owner is None else [],
        )


async def _wait_ready(process: subprocess.Popen[bytes], place: Place) -> None:
    """Until a client gets the features of a stream."""
    until = time.perf_counter() + START_PATIENCE
    while True:
        try:
            async with asyncio.timeout(5):
                link = Link(place.target)
                await link.open()
                await link.close()
            return
        except (OSError, WireError, TimeoutError):
            if process.poll() is not None or time.perf_counter() > until:
                text = (place.folder / "output.txt").read_text(errors="replace")[-2000:]
                raise ServerFailed(f"exit code {process.poll()}: {text}") from None
            await asyncio.sleep(0.02)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server that we started, and, should it not end, its whole session."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)  # helpers that it left behind


def package_version(package: str) -> str:
    """The version of an installed Debian package, or an empty text."""
    query = ["dpkg-query", "-W", "-f", "${Version}", package]
    try:
        return subprocess.run(query, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on at this moment."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def _give_away(folder: Path, user: str) -> int | None:
    """As root, make the folder that user's own and return the user's id; otherwise None."""
    if os.geteuid() != 0 or not user:
        return None
    account = pwd.getpwnam(user)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid)
    return account.pw_uid


def _write_certificate(folder: Path) -> None:
    """A self-signed ECDSA P-256 certificate: localhost.crt, .key, and .pem with both in it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DOMAIN)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(DOMAIN)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_pem = certificate.public_bytes(serialization.Encoding.PEM)
    key_pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "localhost.crt").write_bytes(certificate_pem)
    (folder / "localhost.key").write_bytes(key_pem)
    (folder / "localhost.pem").write_bytes(certificate_pem + key_pem)

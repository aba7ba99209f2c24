"""One large file up and down, and what a web server of renown makes of the same.

A client of our own sends and receives with the kernel's help, so that hardly anything but the
server is measured. Both servers take the file with the same PUT and give it with the same GET; but
Magpie hashes it, and says that it is there when it is on the disk, which nginx leaves for later.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from magpie.bench.process import Tree
from magpie.bench.report import Result
from magpie.bench.scan import attribute
from magpie.bench.sessions import Wants, enter
from magpie.bench.target import Target
from magpie.bench.wire import WireError

MB = 1_000_000
PIECE = 1 << 20  # bytes of which the file is made, and that are received at a time
PATIENCE = 120.0  # seconds in which nothing comes
EVERY = 0.02  # seconds between two looks at the server's memory
NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;
{user}
events {{ worker_connections 64; }}
http {{
  access_log off; sendfile on; client_body_temp_path {folder}/coming;
  proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t; uwsgi_temp_path {folder}/t;
  scgi_temp_path {folder}/t;
  server {{
    listen 127.0.0.1:{port}; root {folder}/files;
    location / {{ client_max_body_size 0; dav_methods PUT DELETE; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class File:
    """The options of the work: the file's size in MB, and whether nginx stands beside it."""

    size: int = 1_000
    nginx: bool = True


async def file(target: Target, options: File) -> Result:
    """The whole work; user 0 must exist, and the site be reachable without TLS."""
    size = options.size * MB
    result = Result(f"file of {options.size:,} MB, up and down, without TLS")
    put, get = await slot(target, size)
    if urlsplit(put).scheme != "http":
        raise WireError(f"the site is not measured through TLS: {put}; set http.public_url")
    await warm_up(target)
    with source(size) as content:
        measure(result, "", (put, get), content, target.tree())
        if options.nginx:
            with nginx() as (base, tree):
                measure(result, "nginx ", (f"{base}/a", f"{base}/a"), content, tree)
    return result


async def warm_up(target: Target) -> None:
    """A first small file: a server may load what it needs only when somebody comes."""
    put, get = await slot(target, MB)
    with source(MB) as content:
        send(put, content)
    fetch(get, MB)


async def slot(target: Target, size: int) -> tuple[str, str]:
    """Where user 0 may put a file of that size, and where it is read (XEP-0363)."""
    link = await enter(target, 0, Wants())
    answer = await link.ask(
        b"<iq type='get' id='slot' to='%s'><request xmlns='urn:xmpp:http:upload:0' "
        b"filename='bench.bin' size='%d'/></iq>" % (target.domain.encode(), size),
        b"slot",
    )
    await link.close()
    found = []
    for name in (b"<put", b"<get"):
        start = answer.find(name)
        url = attribute(answer[start:], b"url") if start >= 0 else None
        if url is None:
            raise WireError(answer.decode(errors="replace"))
        found.append(url.decode())
    return found[0], found[1]


def measure(
    result: Result, name: str, urls: tuple[str, str], content: Path, tree: Tree | None
) -> None:
    """Send the file, then fetch it: how fast, and what the server used."""
    size = content.stat().st_size
    works: dict[str, Callable[[], None]] = {
        "up": lambda: send(urls[0], content),
        "down": lambda: fetch(urls[1], size),
    }
    for way, work in works.items():
        os.sync()  # what others have left for the disk is not this one's
        cpu = tree.cpu() if tree else 0.0
        start = time.perf_counter()
        with memory(tree) as grown:
            work()
        took = time.perf_counter() - start
        result.figures[f"{name}{way} MB per s"] = size / MB / took
        if tree is not None:
            result.figures[f"{name}{way} CPU ms per 100 MB"] = (
                (tree.cpu() - cpu) * 1000 / (size / MB / 100)
            )
            result.figures[f"{name}{way} memory MB"] = grown[0] / MB


@contextlib.contextmanager
def memory(tree: Tree | None) -> Iterator[list[int]]:
    """By how many bytes the server's resident memory grows at most, inside."""
    grown = [0]
    if tree is None:
        yield grown
        return
    before = tree.rss()
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(EVERY):
            grown[0] = max(grown[0], tree.rss() - before)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield grown
    finally:
        is_over.set()
        looking.join()


@contextlib.contextmanager
def source(size: int) -> Iterator[Path]:
    """A file of random bytes, in memory where the system has such a place."""
    shared = Path("/dev/shm")  # noqa: S108
    is_there = shared.is_dir() and shutil.disk_usage(shared).free > 2 * size
    with tempfile.NamedTemporaryFile(dir=shared if is_there else None) as made:
        piece = secrets.token_bytes(PIECE)
        for start in range(0, size, PIECE):
            made.write(piece[: size - start])
        made.flush()
        yield Path(made.name)


# A client


def send(url: str, content: Path) -> None:
    """PUT the file. Raises WireError unless it is there now."""
    with content.open("rb") as opened, connected(url) as connection:
        size = os.fstat(opened.fileno()).st_size
        connection.sendall(head("PUT", url, f"Content-Length: {size}"))
        connection.sendfile(opened)
        answer = connection.recv(PIECE)
    if answer.split(b" ")[1:2] not in ([b"201"], [b"204"]):
        raise WireError(answer.decode(errors="replace"))


def fetch(url: str, size: int) -> None:
    """GET the file and throw it away. Raises WireError unless all of it comes."""
    buffer = bytearray(PIECE)
    with connected(url) as connection:
        connection.sendall(head("GET", url))
        count = connection.recv_into(buffer)
        first, _, rest = bytes(buffer[:count]).partition(b"\r\n\r\n")
        if first.split(b" ")[1:2] != [b"200"]:
            raise WireError(first.decode(errors="replace"))
        got = len(rest)
        while got < size and (count := connection.recv_into(buffer)):
            got += count
    if got != size:
        raise WireError(f"{got} bytes of {size} came")


def connected(url: str) -> socket.socket:
    """A connection to the server of that address."""
    address = urlsplit(url)
    return socket.create_connection((address.hostname or "", address.port or 80), PATIENCE)


def head(method: str, url: str, *headers: str) -> bytes:
    """The head of a request."""
    address = urlsplit(url)
    lines = [f"{method} {address.path} HTTP/1.1", f"Host: {address.netloc}", "Connection: close"]
    return "\r\n".join([*lines, *headers, "", ""]).encode()


# The other server


@contextlib.contextmanager
def nginx() -> Iterator[tuple[str, Tree]]:
    """A fresh nginx that takes and gives files: its address and its processes."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise WireError("nginx is not installed; --no-nginx measures without it")
    folder = Path(tempfile.mkdtemp(prefix="magpie-bench-nginx-"))
    try:
        for name in ("files", "coming"):
            (folder / name).mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        user = "user root;" if os.geteuid() == 0 else ""
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, port=port, user=user))
        command = [program, "-c", str(config), "-p", str(folder)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            await_port(process, port)
            yield f"http://127.0.0.1:{port}", Tree(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
    finally:
        shutil.rmtree(folder)


def await_port(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until somebody listens there. Raises WireError when the process has ended before."""
    until = time.perf_counter() + 10
    while time.perf_counter() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise WireError("nginx did not start")

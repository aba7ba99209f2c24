"""A server as the console has it, without one behind it: it is told what to show."""

import itertools
from pathlib import Path

from tests.desktop.sample_talk import NOW

from magpie.desktop.console.entities import (
    About,
    Check,
    Device,
    Failure,
    News,
    Numbers,
    Passed,
    Reason,
    State,
)
from magpie.desktop.console.server import Server

SECOND = 1_000_000
ABOUT = About(
    version="0.1.0",
    domain="laptop.local",
    registration="lan",
    near=("192.168.1.20", "[fd00::20]"),
    urls=("https://laptop.local:5443",),
    local_url="http://localhost:5280",
    fingerprint=":".join(["3F", "A0", "9C", "71"] * 8),
)
PEOPLE = (
    ("ana", "laptop", "Magpie", "192.168.1.20", True, "online"),
    ("ben", "phone", "Conversations", "192.168.1.31", True, "away"),
    ("陈伟", "gajim.7F2A", "Gajim", "192.168.1.44", True, "online"),
    ("dorothea.von-und-zu-hohenstein", "converse-92847563", "Converse.js", "10.8.0.3", True, "dnd"),
    ("emil", "profanity", "Profanity", "127.0.0.1", False, "online"),
    ("fatima", "phone", "Conversations", "", False, "online"),
)
SAID = (
    ("message", "chat", "body", "ana/laptop", "ben", 312, "Are you coming to the harbour?"),
    ("message", "chat", "composing", "ben/phone", "ana/laptop", 148, ""),
    ("message", "chat", "body", "ben/phone", "ana", 356, "In ten minutes. Bring the big lens!"),
    ("message", "chat", "displayed", "ana/laptop", "ben", 171, ""),
    ("presence", "", "c", "陈伟/gajim.7F2A", "", 402, None),
    ("iq", "get", "ping", "emil/profanity", "", 97, None),
    ("message", "groupchat", "body", "陈伟/gajim.7F2A", "photo@rooms", 280, "明天早上六点码头见"),
    ("message", "chat", "reactions", "ana/laptop", "ben", 240, ""),
)


def address(name: str) -> str:
    """A short name as an address of the sample server."""
    if not name:
        return ""
    local, slash, resource = name.partition("/")
    if "@" in local:
        return f"{local}.laptop.local"
    return f"{local}@laptop.local{slash}{resource}"


def devices() -> tuple[Device, ...]:
    return tuple(
        Device(address(name), resource, client, ip, tls, NOW - n * 47 * 60 * SECOND, show)
        for n, (name, resource, client, ip, tls, show) in enumerate(PEOPLE)
    )


def passed(count: int, text: bool = False) -> tuple[Passed, ...]:
    said = itertools.islice(itertools.cycle(SAID), count)
    return tuple(
        Passed(NOW + n * SECOND, kind, type, what, address(sender), address(to), size, n % 9 == 8,
               words if text and n % 9 != 8 else None)
        for n, (kind, type, what, sender, to, size, words) in enumerate(said)
    )  # fmt: skip


def numbers(n: int, **more: int) -> Numbers:
    """The counters in second `n`: a busy minute, then a quieter one."""
    messages = sum(3 + k % 7 + (14 if 50 < k < 70 else 0) for k in range(n))
    values = {"accounts": 9, "people": 6, "sessions": 6} | more
    return Numbers(NOW + n * SECOND, messages=messages, received=messages * 350,
                   sent=messages * 900 + n * 700, **values)  # fmt: skip


LINES = (
    "2026-01-09T14:02:11Z info session.opened jid=ana@laptop.local/laptop ip=192.168.1.20",
    "2026-01-09T14:03:40Z warning stream.refused ip=10.8.0.9 why=password",
    "2026-01-09T14:04:02Z info session.opened jid=ben@laptop.local/phone ip=192.168.1.31",
    "2026-01-09T14:05:19Z error batch.failed error=\"OSError: No space left on device\"",
)  # fmt: skip
CHECKS = [
    Check("warning", "certificate", "the certificate ends in 12 days: renew the named files"),
    Check("trouble", "disk", "only 120 MB are left: messages will be refused when it is full"),
]


def running(server: Server, text: bool = False, **more: int) -> None:
    """A server with six devices, and two minutes of traffic."""
    server.about = ABOUT
    server.shows_text = text
    server._set(State.RUNNING)
    server.began.emit(None)
    for n in range(121):
        server.told.emit(News(numbers(n, **more)))
    server.told.emit(
        News(numbers(122, **more), here=devices(), passed=passed(40, text), lines=LINES, missed=0)
    )


def failed(server: Server, reason: Reason = Reason.PORT_TAKEN) -> None:
    lines = {
        Reason.PORT_TAKEN: (
            "cannot listen on 0.0.0.0:5222: address already in use; "
            "choose another with --set c2s.listen=0.0.0.0:6222",
        ),
        Reason.SETTINGS: (
            "/srv/magpie/magpie.toml:4: [c2s] lisen: no such setting; did you mean listen?",
            "/srv/magpie/magpie.toml:9: [registration] mode: one of open, lan, invite, closed",
        ),
        Reason.CRASHED: tuple(LINES),
    }
    server._set(State.FAILED, Failure(reason, "0.0.0.0:5222", lines.get(reason, ())))


def crowd(server: Server, count: int = 1000) -> None:
    """So many people."""
    running(server, people=count, sessions=count, accounts=count)
    here = tuple(
        Device(address(f"person{n:04}"), "phone", "Conversations", f"10.0.{n % 250}.7", True,
               NOW - n * SECOND, "online")
        for n in range(count)
    )  # fmt: skip
    server.told.emit(News(numbers(123, people=count, sessions=count, accounts=count), here=here))


def sample_server(folder: Path) -> Server:
    server = Server(folder)
    server.state = State.STOPPED
    return server

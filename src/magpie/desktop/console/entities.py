"""What the server tells a console (`server/live.py`), as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class State(Enum):
    """How it is with the server."""

    NEW = "new"  # the data folder has no server yet
    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    FAILED = "failed"


class Reason(Enum):
    """Why the server did not start, or ended."""

    PORT_TAKEN = "port taken"
    PORT_FORBIDDEN = "port forbidden"
    SETTINGS = "settings"
    REFUSED = "refused"  # it says why, in its lines
    CRASHED = "crashed"
    FOREIGN = "foreign"  # it is another user's


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong: `place` is an address or a file, `lines` the server's own last words."""

    reason: Reason
    place: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """Which server it is, and where people find it."""

    version: str = ""
    domain: str = ""
    registration: str = ""
    near: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    local_url: str = ""
    fingerprint: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> About:
        return cls(
            version=str(told["version"]),
            domain=str(told["domain"]),
            registration=str(told["registration"]),
            near=tuple(map(str, told["near"])),
            urls=tuple(map(str, told["urls"])),
            local_url=str(told["local_url"]),
            fingerprint=str(told["fingerprint"]),
        )


@dataclass(frozen=True, slots=True)
class Device:
    """A session: whose, from where (`ip` is "" while its connection is away), since when (µs)."""

    address: str
    resource: str
    client: str
    ip: str
    tls: bool
    since: int
    show: str

    @property
    def key(self) -> str:
        """Its full address."""
        return f"{self.address}/{self.resource}"

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Device:
        return cls(**{name: told[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Passed:
    """A stanza that went through. `text` is None unless the console asked for what people write."""

    at: int
    kind: str
    type: str
    what: str
    sender: str
    to: str
    size: int
    encrypted: bool
    text: str | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Passed:
        names = ("at", "kind", "type", "what", "to", "size", "encrypted")
        values = {name: told[name] for name in names}
        return cls(**values, sender=told["from"], text=told.get("text"))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counters since the server's start, at a time of its clock (µs); people and sessions now."""

    at: int = 0
    accounts: int = 0
    people: int = 0
    sessions: int = 0
    messages: int = 0
    received: int = 0
    sent: int = 0

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Numbers:
        return cls(**{name: int(told[name]) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class News:
    """One batch of what goes on; `missed` stanzas passed before those in `passed`."""

    numbers: Numbers
    here: tuple[Device, ...] = ()
    gone: tuple[str, ...] = ()
    passed: tuple[Passed, ...] = ()
    missed: int = 0
    lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> News:
        return cls(
            Numbers.of(told),
            tuple(map(Device.of, told["here"])),
            tuple(told["gone"]),
            tuple(map(Passed.of, told["passed"])),
            told["missed"],
            tuple(told["lines"]),
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence of `magpie doctor`; `level` is trouble or warning."""

    level: str
    subject: str
    text: str

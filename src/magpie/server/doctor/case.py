"""What a check looks at, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from magpie.base.config import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence: `trouble` keeps something from working, a `warning` may do so one day."""

    level: Literal["trouble", "warning"]
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A server that is looked at.

    Attributes:
        settings, data: its own.
        domain: of the database, or else of the settings; `former` those that it had before.
        is_running: whether a server runs on the folder.
        newest: when the latest stored message was accepted (µs since 1970); 0 without one.
        now: the time, likewise.
    """

    settings: Settings
    data: Path
    domain: str
    former: tuple[str, ...]
    is_running: bool
    newest: int
    now: int

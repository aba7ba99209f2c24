"""Encryption from end to end: what a link does for the core, and where it keeps its keys."""

from collections.abc import Mapping
from typing import Protocol

from magpie.desktop.core.entities.key import Key, Trust


class Vault(Protocol):
    """Where a link keeps the keys of encryption: the core's database."""

    async def load(self) -> dict[str, str]: ...

    async def save(self, changed: Mapping[str, str | None]) -> None:
        """All of it or nothing; None removes."""


class Secrecy(Protocol):
    """Encryption from end to end (OMEMO). Problem UNSUPPORTED where the extra is not installed."""

    async def check(self, address: str) -> None:
        """Have keys of one's own, and see whether somebody there can read what is encrypted.

        Problem NO_KEYS: nobody can.
        """

    async def keys(self, address: str) -> tuple[Key, ...]:
        """Theirs, then one's own, as they are known to be now."""
        ...

    async def trust(self, key: Key, trust: Trust) -> None: ...

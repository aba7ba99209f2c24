"""The audit log: which commands that change something were run, by whom, on what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from magpie.base.clock import iso
from magpie.server.host import Host
from magpie.storage import audit as table
from magpie.storage.audit import Deed

UNTOLD = frozenset(("password", "text", "token"))  # neither secrets nor what people say
TARGET_MAX = 500  # characters
SHOWN_MAX = 1_000  # entries


class Audit:
    """Notes every command, and shows them: `audit.list`."""

    def __init__(self, host: Host) -> None:
        self._host = host
        host.commands.note = self._note
        host.command("audit.list", self.list)

    def _note(self, actor: str, action: str, args: Mapping[str, object]) -> None:
        told = {name: shown(value) for name, value in args.items() if name not in UNTOLD}
        target = " ".join(f"{name}={value}" for name, value in told.items() if value)
        deed = Deed(self._host.clock.now(), actor, action, target[:TARGET_MAX])
        self._host.db.enqueue(table.note, deed)

    async def list(self, limit: int = 100) -> list[dict[str, Any]]:
        """The newest entries, the newest first."""
        found = await self._host.db.read(table.newest, min(max(limit, 1), SHOWN_MAX))
        return [one._asdict() | {"at": iso(one.at)} for one in found]


def shown(value: object) -> str:
    """An argument in one word."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None or value is False else str(value)

"""What the encryption library keeps, in memory and, change by change, in the core's database."""

import json

from omemo.storage import Just, Maybe, Nothing, Storage
from omemo.types import JSONType

from magpie.desktop.core.secrecy import Vault

READ_MAX = 500  # texts kept by what they were encrypted as
READ = "read/"


class KeyStorage(Storage):
    """Changes are kept until `commit`: a step of the keys and what it made are one transaction."""

    def __init__(self, vault: Vault, kept: dict[str, str]) -> None:
        super().__init__(disable_cache=True)
        self._vault = vault
        self._kept = kept
        self._changed: dict[str, str | None] = {}
        texts = [(json.loads(text)[0], key) for key, text in kept.items() if key.startswith(READ)]
        self._read = [key for _, key in sorted(texts)]
        self._count = max(texts)[0] if texts else 0

    @property
    def is_empty(self) -> bool:
        return not self._kept

    def text_of(self, id: str) -> str | None:
        """What was read of that message: its key is used up, and it may come again."""
        kept = self._kept.get(READ + id)
        return None if kept is None else str(json.loads(kept)[1])

    def keep_text(self, id: str, text: str) -> None:
        self._count += 1
        self._set(READ + id, json.dumps([self._count, text]))
        self._read.append(READ + id)
        for old in self._read[:-READ_MAX]:
            self._set(old, None)
        del self._read[:-READ_MAX]

    async def commit(self) -> None:
        """Onto the disk."""
        changed, self._changed = self._changed, {}
        if changed:
            await self._vault.save(changed)

    async def _load(self, key: str) -> Maybe[JSONType]:
        return Just(json.loads(self._kept[key])) if key in self._kept else Nothing()

    async def _store(self, key: str, value: JSONType) -> None:
        self._set(key, json.dumps(value))

    async def _delete(self, key: str) -> None:
        if key in self._kept:
            self._set(key, None)

    def _set(self, key: str, text: str | None) -> None:
        self._changed[key] = text
        if text is None:
            self._kept.pop(key, None)
        else:
            self._kept[key] = text

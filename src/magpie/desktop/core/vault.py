"""The keys of one account's encryption, in the local database (see `secrecy.Vault`)."""

from collections.abc import Mapping

from magpie.desktop.core.store import secrets
from magpie.desktop.core.store.database import Database


class DatabaseVault:
    """Of one account."""

    def __init__(self, database: Database, account: int) -> None:
        self._database = database
        self._account = account

    async def load(self) -> dict[str, str]:
        return await self._database.read(secrets.load, self._account)

    async def save(self, changed: Mapping[str, str | None]) -> None:
        await self._database.write(secrets.save, self._account, changed)

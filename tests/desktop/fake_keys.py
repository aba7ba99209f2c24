"""Keys and passwords that are kept in memory."""

from dataclasses import replace

from magpie.desktop.core.entities.key import Key, Trust
from magpie.desktop.core.entities.problem import Problem, Reason


class FakeSecrecy:
    """Keys of people, as a test sets them."""

    def __init__(self) -> None:
        self.known: dict[str, list[Key]] = {}

    async def check(self, address: str) -> None:
        if not any(key.is_used for key in self.known.get(address, ())):
            raise Problem(Reason.NO_KEYS)

    async def keys(self, address: str) -> tuple[Key, ...]:
        return tuple(self.known.get(address, ()))

    async def trust(self, key: Key, trust: Trust) -> None:
        kept = self.known[key.address]
        is_used = trust is not Trust.REFUSED
        kept[kept.index(key)] = replace(key, trust=trust, is_used=is_used)


class FakePasswords:
    """A keyring that outlives the client."""

    can_remember = True

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def get(self, address: str) -> str:
        return self.kept.get(address, "")

    async def remember(self, address: str, password: str) -> bool:
        self.kept[address] = password
        return True

    async def forget(self, address: str) -> None:
        self.kept.pop(address, None)

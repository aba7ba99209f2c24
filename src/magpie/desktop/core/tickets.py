"""What an account comes back with instead of its password: beside it, or until the program ends."""

from magpie.desktop.core.passwords import Passwords


class Tickets:
    """By the account's address. A ticket opens the account: it is kept as a password is."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords
        self._known: dict[str, str] = {}

    async def get(self, address: str) -> str:
        """ "" when there is none."""
        if address not in self._known:
            self._known[address] = await self._passwords.get(_name(address))
        return self._known[address]

    async def keep(self, address: str, ticket: str, *, remembers: bool) -> None:
        """From now on it is this one; beyond the end of the program if the password is, too."""
        if ticket == await self.get(address):
            return
        if not ticket:
            await self.forget(address)
            return
        self._known[address] = ticket
        if remembers:
            await self._passwords.remember(_name(address), ticket)

    async def forget(self, address: str) -> None:
        self._known[address] = ""
        await self._passwords.forget(_name(address))


def _name(address: str) -> str:
    return f"{address} (ticket)"

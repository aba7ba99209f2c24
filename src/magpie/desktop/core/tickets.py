"""What an account comes back with instead of its password: beside it, or until the program ends."""

from collections.abc import Awaitable, Callable

from magpie.base.log import get_logger
from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.core.link import Login
from magpie.desktop.core.passwords import Passwords
from magpie.desktop.core.session import Session

log = get_logger(__name__)


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

    async def part(
        self, session: Session, address: str, login: Callable[[Session], Awaitable[Login]]
    ) -> Login | None:
        """Before the end: forget the ticket. How to have the server forget it too, for `revoke`."""
        if not await self.get(address):
            return None
        found = await login(session) if session.is_online else None
        await self.forget(address)
        return found


async def revoke(session: Session, login: Login | None) -> None:
    """After the end: the ticket of `login` is to be void (XEP-0484, 3.6)."""
    if login is None:
        return
    try:
        await session.link.revoke(login)
    except Problem as problem:  # it expires by itself, and nobody has it
        log.info("ticket.left", account=session.account, reason=str(problem))


def _name(address: str) -> str:
    return f"{address} (ticket)"

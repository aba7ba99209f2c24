"""The operator's commands on accounts, for the command line and whatever else runs commands."""

from __future__ import annotations

from typing import Any, Literal

from magpie.server.accounts import AccountError
from magpie.server.host import Host
from magpie.xmpp.jid import Jid

Role = Literal["member", "admin"]


class Users:
    """`user.*`."""

    def __init__(self, host: Host) -> None:
        self._host = host
        for function in (self.add, self.list, self.password, self.role, self.disable, self.enable):
            host.command(f"user.{function.__name__}", function)
        host.command("user.delete", self.delete)

    def account(self, name: str) -> Jid:
        """The account of a user name, or of an address of ours."""
        local, at, domain = name.partition("@")
        if at and domain != self._host.domain:
            raise AccountError("item-not-found", f"“{name}” is not an address of this server.")
        return self._host.accounts.jid(local)

    async def add(self, name: str, password: str, role: Role = "member") -> str:
        """Make an account; its address."""
        account = await self._host.accounts.create(self.account(name).local, password, role)
        return account.text

    async def list(self) -> list[dict[str, Any]]:
        """Every account: name, whether it is an administrator's, or disabled, how many devices."""
        accounts = self._host.accounts
        return [
            {
                "name": account.local,
                "admin": accounts.is_admin(account),
                "disabled": accounts.is_disabled(account),
                "devices": len(self._host.sessions.of(account)),
            }
            for account in sorted(accounts.all(), key=lambda account: account.local)
        ]

    async def password(self, name: str, password: str) -> None:
        """Set a new password."""
        await self._host.accounts.set_password(self.account(name), password)

    async def role(self, name: str, role: Role) -> None:
        """Make the account an administrator's, or a member's again."""
        await self._host.accounts.set_role(self.account(name), role)

    async def disable(self, name: str) -> None:
        """Sign the account out and let it sign in no more."""
        await self._host.accounts.set_disabled(self.account(name), True)

    async def enable(self, name: str) -> None:
        """Let it sign in again."""
        await self._host.accounts.set_disabled(self.account(name), False)

    async def delete(self, name: str) -> None:
        """Delete the account and everything that is its own."""
        await self._host.accounts.delete(self.account(name))

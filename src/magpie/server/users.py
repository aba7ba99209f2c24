"""The operator's commands on accounts, for the command line and whatever else runs commands."""

from __future__ import annotations

from typing import Any, Literal

from magpie.server.accounts import AccountError
from magpie.server.host import Host
from magpie.xmpp.errors import StreamError
from magpie.xmpp.jid import Jid

Role = Literal["member", "admin", "limited"]


class Users:
    """`user.*`."""

    def __init__(self, host: Host) -> None:
        self._host = host
        for function in (
            self.add,
            self.list,
            self.password,
            self.role,
            self.disable,
            self.enable,
            self.kick,
            self.delete,
        ):
            host.command(f"user.{function.__name__}", function)

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
        """Every account: name, role, whether it is disabled, how many devices it has here."""
        accounts = self._host.accounts
        return [
            {
                "name": account.local,
                "role": accounts.role(account),
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
        """Make the account an administrator's, a member's, or limited to its circles."""
        await self._host.accounts.set_role(self.account(name), role)

    async def disable(self, name: str) -> None:
        """Sign the account out and let it sign in no more."""
        await self._host.accounts.set_disabled(self.account(name), True)

    async def enable(self, name: str) -> None:
        """Let it sign in again."""
        await self._host.accounts.set_disabled(self.account(name), False)

    def kick(self, name: str, device: str = "") -> int:
        """End the sessions of an account, or of one device of it; how many there were."""
        account = self.account(name)
        self._host.accounts.require(account)
        sessions = [
            session
            for session in list(self._host.sessions.of(account))
            if not device or session.jid.resource == device
        ]
        if device and not sessions:
            raise ValueError(f"{account.local} has no device “{device}” here")
        for session in sessions:
            session.close(StreamError("policy-violation", "An administrator ended the session."))
        return len(sessions)

    async def delete(self, name: str) -> None:
        """Delete the account and everything that is its own."""
        await self._host.accounts.delete(self.account(name))

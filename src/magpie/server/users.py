"""The operator's commands on accounts, for the command line and whatever else runs commands."""

from __future__ import annotations

from typing import Any, Literal

from magpie.base.clock import iso
from magpie.server.accounts import AccountError
from magpie.server.host import Host
from magpie.server.session import Session
from magpie.storage import last
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
            self.show,
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

    async def show(self, name: str) -> dict[str, Any]:
        """One account: what `user.list` has, circles, contacts, devices, when it was last here."""
        account = self.account(name)
        host = self._host
        host.accounts.require(account)
        sessions = list(host.sessions.of(account))
        roster = await host.rosters.of(account)
        seen = await host.db.read(last.get, account.text)
        signed_in = max((session.opened_at for session in sessions), default=0)
        at = signed_in or (0 if seen is None else seen.at)
        return {
            "name": account.local,
            "role": host.accounts.role(account),
            "disabled": host.accounts.is_disabled(account),
            "circles": sorted(circle.name for circle in host.circles.of(account)),
            "contacts": len(roster.items),
            "devices": [described(session) for session in sessions],
            "last": iso(at) if at else None,
        }

    async def delete(self, name: str) -> None:
        """Delete the account and everything that is its own."""
        await self._host.accounts.delete(self.account(name))


def described(session: Session) -> dict[str, Any]:
    """A device as JSON has it."""
    wire, presence = session.wire, session.presence
    return {
        "device": session.jid.resource,
        "address": None if wire is None else wire.address,
        "since": iso(session.opened_at),
        "available": presence is not None,
        "show": "" if presence is None else presence.element.child_text("show") or "",
    }

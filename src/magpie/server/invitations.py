"""Invitations: making them, and what becomes of who comes with one.

A token is looked at (`find`) and used later; only `storage.invitations.use` decides, in the same
transaction that makes the account. What is done with one token is done one after the other, so
that who sends twice is answered twice the same. Tokens that do not exist count as failed sign-ins
of the address that tries them.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from sqlalchemy import Connection

from magpie.base.invitation import Kind, Link
from magpie.base.log import get_logger
from magpie.server.accounts import LIMITED, AccountError
from magpie.server.adhoc import result_form
from magpie.server.circles import Circle
from magpie.server.host import Host
from magpie.server.questions import MayTalk
from magpie.server.registrar import check_password
from magpie.server.settings import Invite
from magpie.storage import invitations as table
from magpie.storage.circles import put_into
from magpie.storage.invitations import ACCOUNT, CONTACT, RESET, ROOM, Invitation
from magpie.storage.rooms import admit
from magpie.xmpp import delay
from magpie.xmpp.forms import Form
from magpie.xmpp.jid import Jid
from magpie.xmpp.scram import verify

log = get_logger(__name__)
TOKEN_BYTES = 16  # 128 bits; XEP-0379, 5.1, asks for 80
RESET_WITHIN = 86_400 * 1_000_000  # µs until a link for a new password expires
KEPT = 30 * 86_400 * 1_000_000  # µs that it is remembered by whom a token was used
COMMENT_MAX = 200  # characters
RESULT = "urn:xmpp:invite#invitation"
KINDS: dict[str, Kind] = {
    ACCOUNT: "register",
    CONTACT: "roster",
    ROOM: "join",
    RESET: "reset",
}


class Invitations:
    """The invitations of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._config = host.settings.get(Invite)
        self._turns: dict[str, tuple[asyncio.Lock, list[None]]] = {}
        host.on_start(self._forget)

    async def _forget(self) -> None:
        await self._host.db.write(table.forget, self._host.clock.now() - KEPT)

    # Making

    def may_invite(self, account: Jid) -> bool:
        """Whether whom that account invites may make an account."""
        is_open = self._host.registrar.mode != "closed"
        if self._host.accounts.is_limited(account):
            return False
        return is_open and (self._config.by == "members" or self._host.accounts.is_admin(account))

    async def create(self, wanted: Invitation) -> Invitation:
        """Make an invitation; its token and times are filled in.

        `wanted.expires` is how long it is good, in microseconds; `None`: as the settings say.

        Raises:
            AccountError: the name that it is for is taken, or its inviter has too many.
        """
        if wanted.kind != RESET and self._host.registrar.mode == "closed" and not wanted.inviter:
            text = "nobody could use it: registration.mode is closed"
            raise AccountError("not-allowed", text, "closed")
        if wanted.kind == ACCOUNT and wanted.target:
            account = Jid.parse(wanted.target)
            if self._host.accounts.is_there(account) or await self.is_reserved(account):
                raise AccountError("conflict", f"The name “{account.local}” is taken.", "taken")
        now = self._host.clock.now()
        if wanted.inviter:
            await self._check_count(wanted.inviter, now)
        lifetime = int(self._config.lifetime * 1_000_000)
        made = replace(
            wanted,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            comment=wanted.comment[:COMMENT_MAX],
            created=now,
            expires=now + (lifetime if wanted.expires is None else wanted.expires),
        )
        await self._host.db.write(table.create, made)
        log.info("invitation.created", kind=made.kind, by=made.inviter, target=made.target)
        return made

    async def _check_count(self, inviter: str, now: int) -> None:
        most = self._config.open_per_account if self._host.limits.enabled else 0
        if most and await self._host.db.read(table.count_open, inviter, now) >= most:
            text = f"{most} invitations of yours are open: wait until some are used or expire."
            raise AccountError("resource-constraint", text, "many-invitations")

    async def create_reset(self, account: Jid) -> Invitation:
        """A link to set a new password; one that was made before is good no longer.

        Raises:
            AccountError: there is no such account.
        """
        if not self._host.accounts.is_there(account):
            text = f"There is no account “{account.local}”."
            raise AccountError("item-not-found", text, "unknown")
        await self._host.db.write(table.revoke_of, RESET, account.text)
        wanted = Invitation("", RESET, 0, target=account.text, expires=RESET_WITHIN)
        return await self.create(wanted)

    def link(self, invitation: Invitation) -> Link:
        """The invitation as a person gets it."""
        is_contact = invitation.kind == CONTACT
        return Link(
            KINDS[invitation.kind],
            invitation.inviter if is_contact else invitation.target or self._host.domain,
            invitation.token,
            invitation.kind not in (CONTACT, ROOM) or self.makes_account(invitation),
            at=self._host.reach.at,
            sha256=self._host.reach.sha256,
            site=self._host.public_url,
        )

    # Looking

    async def find(self, token: str, address: str) -> Invitation:
        """The invitation of a token that somebody at that IP address shows.

        Raises:
            AccountError: there is none, it cannot be used any more, or too many were tried.
        """
        failures = self._host.failures
        if failures.is_over(address):
            text = "Too many attempts: try again later."
            raise AccountError("resource-constraint", text, "too-many")
        found = await self._host.db.read(table.get, token, self._host.clock.now())
        if found is None:
            failures.note(address)
            raise self.spent()
        return found

    async def list(self) -> list[Invitation]:
        """All that can be used now."""
        return await self._host.db.read(table.list_open, self._host.clock.now())

    async def revoke(self, token: str) -> bool:
        """Let it be used no more. False: there is none."""
        return await self._host.db.write(table.revoke, token)

    async def is_reserved(self, account: Jid) -> bool:
        """Whether the name is kept for who holds an invitation (XEP-0401, 5.2)."""
        now = self._host.clock.now()
        return await self._host.db.read(table.reserver, account.text, now) is not None

    # Using

    @asynccontextmanager
    async def turn(self, token: str) -> AsyncIterator[None]:
        """What is done with one token, one after the other."""
        lock, waiting = self._turns.setdefault(token, (asyncio.Lock(), []))
        waiting.append(None)
        try:
            async with lock:
                yield
        finally:
            waiting.pop()
            if not waiting:
                del self._turns[token]

    async def register(
        self, token: str, name: str, password: str, address: str, held_since: int | None = None
    ) -> Jid:
        """Make an account with an invitation; the same again is answered the same.

        `held_since`: when the token was shown and found good (XEP-0445, 4: "it MUST only be checked
        at this point").

        Raises:
            AccountError: it was not made.
        """
        async with self.turn(token):
            account = self._host.accounts.jid(name)
            if await self._was_made(token, account, password):
                return account
            if held_since is None:
                held_since = self._host.clock.now()
                found: Invitation | None = await self.find(token, address)
            else:
                found = await self._host.db.read(table.get, token, held_since)
            if found is None or not self.makes_account(found):
                raise self.spent()
            if found.kind == ROOM:
                await self._host.guests.expect(found, account)
            if found.account and account.text != found.account:
                local = Jid.parse(found.account).local
                text = f"This invitation is for the name “{local}”."
                raise AccountError("not-acceptable", text, "other-name")
            account = self._host.registrar.checked(name, password)
            if not found.account and await self.is_reserved(account):
                raise AccountError("conflict", f"The name “{account.local}” is taken.", "taken")
            counted = self.counted(token, account, held_since, found)
            await self._host.accounts.create(name, password, found.role, counted)
        await self._join(found, account)
        if found.inviter and found.role != LIMITED and found.kind != ROOM:
            await self._host.rosters.befriend(Jid.parse(found.inviter), account)
        return account

    def _circle(self, found: Invitation) -> Circle | None:
        """The circle that it leads into, unless that is gone."""
        return self._host.circles.at(Jid.parse(found.circle)) if found.circle else None

    async def _join(self, found: Invitation, account: Jid) -> None:
        """In memory too: that they are in it is on disk with their account already."""
        await self._host.guests.welcome(found, account)
        circle = self._circle(found)
        if circle is not None:
            await self._host.circles.join(circle, [account])

    def makes_account(self, found: Invitation) -> bool:
        """Whether an account may be made with it."""
        if found.kind == RESET or self._host.registrar.mode == "closed":
            return False
        if found.kind == ACCOUNT or not found.inviter:
            return True
        return self.may_invite(Jid.parse(found.inviter))

    async def _was_made(self, token: str, account: Jid, password: str) -> bool:
        """Whether they have made just this account with just this password before."""
        if not await self._host.db.read(table.was_used_by, token, account.text):
            return False
        keys = await self._host.accounts.best_keys(account)
        return keys is not None and await asyncio.to_thread(verify, password, keys)

    def counted(
        self, token: str, account: Jid, held_since: int, found: Invitation | None = None
    ) -> Counted:
        """A use of a token; `found`: into whose circle or room they come in the same breath."""
        circle = None if found is None else self._circle(found)
        into = "" if circle is None else circle.jid.text
        room = found.target if found is not None and found.kind == ROOM else ""
        return Counted(token, account.text, self._host.clock.now(), held_since, into, room)

    @staticmethod
    def spent() -> AccountError:
        """Why a token does nothing. It does not say whether there has ever been one."""
        text = "This invitation is not valid: it may have expired, or have been used already."
        return AccountError("item-not-found", text, "spent")

    async def reset(self, token: str, password: str, address: str) -> Jid:
        """Set a new password with a token for that; whoever is signed in is signed out.

        Raises:
            AccountError: it was not set.
        """
        async with self.turn(token):
            found = await self.find(token, address)
            if found.kind != RESET:
                raise self.spent()
            account = Jid.parse(found.target)
            check_password(account, password)
            counted = self.counted(token, account, self._host.clock.now())
            await self._host.accounts.set_password(account, password, counted)
        self._host.accounts.sign_out(account, "The password was changed.")
        return account

    async def introduce(self, token: str, inviter: Jid, contact: Jid) -> bool:
        """`contact` (bare) asks to see `inviter` and shows a token (XEP-0379, 3.5).

        True: it was good, and the two are each other's contacts. Otherwise it is as if there had
        been none (4.1).
        """
        async with self.turn(token):
            now = self._host.clock.now()
            found = await self._host.db.read(table.get, token, now)
            if found is None or found.kind != CONTACT or found.inviter != inviter.text:
                return False
            if self._host.ask(MayTalk(contact, inviter)).refused:
                return False  # limited, or blocked
            if not await self._host.db.write(table.use, token, contact.text, now):
                return False
        await self._host.rosters.befriend(inviter, contact)
        return True


class Counted:
    """A use of a token, for the transaction of what it allows."""

    def __init__(
        self,
        token: str,
        account: str,
        now: int,
        held_since: int,
        circle: str = "",
        room: str = "",
    ) -> None:
        self._use = (token, account, now, held_since)
        self._circle = circle
        self._room = room

    def __call__(self, conn: Connection) -> None:
        """Count it. Raises AccountError when somebody else was faster."""
        if not table.use(conn, *self._use):
            raise Invitations.spent()
        if self._circle:
            put_into(conn, self._circle, self._use[1])
        if self._room:
            admit(conn, self._room, self._use[1])


def invitation_form(host: Host, made: Invitation) -> Form:
    """XEP-0401, 4.1: an invitation as a command's result."""
    link = host.invitations.link(made)
    fields = {"uri": link.uri}
    if link.url:
        fields["landing-url"] = link.url
    if made.expires is not None:
        fields["expire"] = delay.to_text(made.expires // 1_000_000 * 1_000_000)
    return result_form(fields, RESULT)

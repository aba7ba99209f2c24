"""The accounts of the domain: an index in memory over the table, and what is done to them.

Passwords are kept as SCRAM keys only. Deriving keys is slow on purpose, so it runs in a thread.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from magpie.base.log import get_logger
from magpie.server.host import Host
from magpie.server.news import (
    AccountCreated,
    AccountDeleted,
    AccountRoleChanged,
    AccountSwitched,
)
from magpie.storage import accounts as table
from magpie.storage import retention
from magpie.xmpp.confusables import skeleton
from magpie.xmpp.errors import StreamError
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.prep import PrepError
from magpie.xmpp.scram import HASHES, SALT_SIZE, Hash, ScramKeys, derive

log = get_logger(__name__)
PASSWORD_MAX = 1024  # characters
SHOWN = 64  # characters of a name that cannot be one
KEYS_KEPT = 4096  # accounts
MEMBER, ADMIN, LIMITED = "member", "admin", "limited"  # roles

Within = Callable[[Connection], None]


def nothing(_: Connection) -> None:
    """Nothing is done in the same transaction."""


def _both(conn: Connection, within: Within, write: Callable[..., Any], *args: Any) -> None:
    within(conn)
    write(conn, *args)


class AccountError(ValueError):
    """Why something cannot be done to an account, in one sentence for a person."""

    def __init__(self, condition: str, text: str, reason: str = "") -> None:
        """`condition`: the stanza error condition that says the same; `reason`: which of them."""
        super().__init__(text)
        self.condition = condition
        self.reason = reason


class Accounts:
    """Every account of one host, by its bare address."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._disabled: dict[Jid, bool] = {}
        self._skeletons: dict[str, Jid] = {}
        self._roles: dict[str, set[Jid]] = {ADMIN: set(), LIMITED: set()}  # members are in neither
        self._keys: dict[Jid, tuple[ScramKeys, ScramKeys]] = {}  # of those who signed in lately
        # Who came from another server with the keys of one hash only
        self._lacking: dict[Hash, set[Jid]] = {name: set() for name in HASHES}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._disabled)

    async def load(self) -> None:
        """Read the index."""
        for jid, is_disabled in (await self._host.db.read(table.load_all)).items():
            self._enter(Jid.parse(jid), is_disabled)
        for role, held in self._roles.items():
            held.update(map(Jid.parse, await self._host.db.read(table.list_of_role, role)))
        for name, lacking in self._lacking.items():
            lacking.update(map(Jid.parse, await self._host.db.read(table.list_lacking, name)))

    def jid(self, name: str) -> Jid:
        """The address of an account.

        Raises:
            AccountError: the name is none.
        """
        try:
            if not name:
                raise JidError("an empty name")  # it would be the domain itself
            return Jid.of(name, self._host.domain)
        except JidError as error:
            text = f"“{name[:SHOWN]}” cannot be a user name: {error}."
            raise AccountError("jid-malformed", text, "name") from error

    def all(self) -> list[Jid]:
        """All addresses."""
        return list(self._disabled)

    def is_there(self, account: Jid) -> bool:
        """Whether there is such an account, disabled or not."""
        return account in self._disabled

    def is_disabled(self, account: Jid) -> bool:
        """Whether it may not sign in."""
        return self._disabled.get(account, False)

    def is_admin(self, account: Jid) -> bool:
        """Whether it may do what is for those who run the server."""
        return account in self._roles[ADMIN] and not self.is_disabled(account)

    def is_limited(self, account: Jid) -> bool:
        """Whether it reaches, and is reached by, those of its circles only."""
        return account in self._roles[LIMITED]

    @property
    def has_limited(self) -> bool:
        """Whether there is any such account."""
        return bool(self._roles[LIMITED])

    def role(self, account: Jid) -> str:
        """What it is: admin, member or limited."""
        return next((role for role, held in self._roles.items() if account in held), MEMBER)

    def admins(self) -> list[Jid]:
        """Those who may do what is for those who run the server."""
        return sorted(filter(self.is_admin, self._roles[ADMIN]), key=str)

    def lookalike(self, account: Jid) -> Jid | None:
        """An account that a person could take for this one."""
        return self._skeletons.get(skeleton(account.local))

    def _enter(self, account: Jid, is_disabled: bool = False) -> None:
        self._disabled[account] = is_disabled
        self._skeletons.setdefault(skeleton(account.local), account)

    async def create(
        self, name: str, password: str, role: str = MEMBER, within: Within = nothing
    ) -> Jid:
        """Make an account; `within` runs in the same transaction, and may keep it from being made.

        Raises:
            AccountError: the name is taken or none, or the password is empty or too long.
        """
        account = self.jid(name)
        if account in self._disabled:
            raise AccountError("conflict", f"The name “{account.local}” is taken.", "taken")
        keys = await self._derive(password)
        if account in self._disabled:
            raise AccountError("conflict", f"The name “{account.local}” is taken.", "taken")
        self._enter(account)
        try:
            now = self._host.clock.now()
            row = table.Account(account.text, *keys, created=now, role=role)
            await self._host.db.write(_both, within, table.create, row)
        except Exception:
            self._leave(account)
            raise
        self._set_role(account, role)
        log.info("account.created", jid=account, role=role)
        self._host.hooks.tell(AccountCreated(account))
        return account

    def _leave(self, account: Jid) -> None:
        self._disabled.pop(account, None)
        self._set_role(account, MEMBER)
        self._has_all_keys(account)
        mark = skeleton(account.local)
        if self._skeletons.get(mark) == account:
            del self._skeletons[mark]

    async def keys(self, account: Jid, hash_name: Hash) -> ScramKeys | None:
        """The SCRAM keys of one hash; `None` when it may not sign in."""
        if self._disabled.get(account, True):
            return None
        both = self._keys.get(account)
        if both is None:
            row = await self._host.db.read(table.get, account.text)
            if row is None:
                return None
            both = self._keys[account] = row.sha1, row.sha256
            if len(self._keys) > KEYS_KEPT:
                del self._keys[next(iter(self._keys))]
        found = both[0] if hash_name == "sha1" else both[1]
        return found if found.stored_key else None

    async def best_keys(self, account: Jid) -> ScramKeys | None:
        """The strongest that there are; `None` when it may not sign in."""
        return await self.keys(account, "sha256") or await self.keys(account, "sha1")

    def hashes(self, sender: str) -> tuple[Hash, ...]:
        """Of which hashes there are SCRAM keys: of the account of that address, or of all accounts.

        A client takes the strongest mechanism that is offered, and only once: it must not fail
        because another server had other keys. What is missing comes with the next password.
        """
        if not any(self._lacking.values()):
            return HASHES
        try:
            account = Jid.parse(sender).bare if sender else None
        except JidError:
            account = None
        if account is not None and account in self._disabled:
            lacking = [name for name in HASHES if account in self._lacking[name]]
        else:
            lacking = [name for name in HASHES if self._lacking[name]]
        return tuple(name for name in HASHES if name not in lacking) or HASHES

    async def complete(self, account: Jid, password: str) -> None:
        """Make the keys that are missing, now that the password has been seen."""
        if not any(account in lacking for lacking in self._lacking.values()):
            return
        keys = await self._derive(password)
        if not await self._host.db.write(table.complete_keys, account.text, *keys):
            return
        self._has_all_keys(account)
        log.info("account.keys_completed", jid=account)

    def _has_all_keys(self, account: Jid) -> None:
        """What was known of its keys has changed."""
        self._keys.pop(account, None)
        for lacking in self._lacking.values():
            lacking.discard(account)

    async def set_password(self, account: Jid, password: str, within: Within = nothing) -> None:
        """Change the password; sessions stay. `within` runs in the same transaction."""
        self.require(account)
        keys = await self._derive(password)
        await self._host.db.write(_both, within, table.set_keys, account.text, *keys)
        self._has_all_keys(account)
        log.info("account.password_changed", jid=account)

    async def set_role(self, account: Jid, role: str) -> None:
        """Let it be an administrator's, a member's, or limited to its circles.

        Who becomes limited, or is it no more, is signed out first: others see them go while they
        still may, and the new sessions begin with what is so now.
        """
        self.require(account)
        before = self.role(account)
        await self._host.db.write(table.set_role, account.text, role)
        if before != role and LIMITED in (before, role):
            self.sign_out(account, "Your role has changed: sign in again.", "reset")
        self._set_role(account, role)
        log.info("account.role_changed", jid=account, role=role)
        if before != role:
            self._host.hooks.tell(AccountRoleChanged(account, before, role))

    def _set_role(self, account: Jid, role: str) -> None:
        for name, held in self._roles.items():
            if name == role:
                held.add(account)
            else:
                held.discard(account)

    async def set_disabled(self, account: Jid, is_disabled: bool) -> None:
        """Let the account sign in or not; disabling signs it out at once."""
        self.require(account)
        await self._host.db.write(table.set_disabled, account.text, is_disabled)
        self._disabled[account] = is_disabled
        log.info("account.disabled" if is_disabled else "account.enabled", jid=account)
        if is_disabled:
            self.sign_out(account, "The account is disabled.")
        self._host.hooks.tell(AccountSwitched(account, is_disabled))

    async def delete(self, account: Jid) -> None:
        """Delete the account with everything that is its own."""
        self.require(account)
        was_disabled = self._disabled[account]
        self._disabled[account] = True  # nobody signs in meanwhile
        self.sign_out(account, "The account was deleted.")
        try:
            await self._host.db.write(retention.delete_account, account.text)
        except Exception:
            self._disabled[account] = was_disabled
            raise
        self._leave(account)
        self._host.hooks.tell(AccountDeleted(account))
        self._host.inboxes.forget(account)
        self._host.rosters.forget(account)
        self._host.tasks.spawn("purge", retention.purge(self._host.db))
        log.info("account.deleted", jid=account)

    def require(self, account: Jid) -> None:
        """Raises AccountError when there is no such account."""
        if account not in self._disabled:
            raise AccountError("item-not-found", f"There is no account “{account.local}”.")

    def sign_out(self, account: Jid, why: str, condition: str = "not-authorized") -> None:
        """End all of its sessions."""
        for session in list(self._host.sessions.of(account)):
            session.close(StreamError(condition, why))

    async def _derive(self, password: str) -> tuple[ScramKeys, ScramKeys]:
        """The keys for SHA-1 and SHA-256."""
        if not password or len(password) > PASSWORD_MAX:
            text = "A password has 1 to 1024 characters."
            raise AccountError("not-acceptable", text, "password")

        def both() -> tuple[ScramKeys, ScramKeys]:
            sha1 = derive(password, "sha1", secrets.token_bytes(SALT_SIZE))
            return sha1, derive(password, "sha256", secrets.token_bytes(SALT_SIZE))

        try:
            return await asyncio.to_thread(both)
        except PrepError as error:
            text = "The password has a character that no password may have, or is too long."
            raise AccountError("not-acceptable", text, "password") from error

"""One's own accounts: signing in and up, staying connected, leaving."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from magpie.desktop.core import addressing, spare
from magpie.desktop.core.entities.account import (
    Account,
    Connection,
    Invitation,
    Server,
    Show,
    SignIn,
    SignUp,
)
from magpie.desktop.core.entities.card import Card
from magpie.desktop.core.entities.notice import AccountRefused
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.ids import new_id
from magpie.desktop.core.link import Event, Finder, Link, Login, Opened, Profile
from magpie.desktop.core.nearby import Nearby
from magpie.desktop.core.observe import ObservableList
from magpie.desktop.core.passwords import Passwords
from magpie.desktop.core.pictures import Pictures, shrunk
from magpie.desktop.core.receiving import Lists, Receiver
from magpie.desktop.core.session import Session
from magpie.desktop.core.sessions import Sessions
from magpie.desktop.core.store import accounts as store
from magpie.desktop.core.store.accounts import Kept
from magpie.desktop.core.tickets import Tickets, revoke
from magpie.desktop.core.vault import DatabaseVault

MakeReceiver = Callable[[str, Session], Receiver]


class Accounts:
    """See `core.api.Accounts`. It owns the sessions."""

    def __init__(
        self,
        lists: Lists,
        sessions: Sessions,
        links: Callable[[], Link],
        finder: Finder,
        passwords: Passwords,
        pictures: Pictures,
        make_receiver: MakeReceiver,
        spare_path: Path,
    ) -> None:
        self.items: ObservableList[Account] = ObservableList(lambda a: a.id, lambda a: a.id)
        self.can_remember = passwords.can_remember
        self._lists = lists
        self._database = lists.database
        self._sessions = sessions
        self._links = links
        self._nearby = Nearby(finder)
        self._passwords = passwords
        self._tickets = Tickets(passwords)
        self._typed: dict[str, str] = {}  # passwords of this run, by address
        self._pictures = pictures
        self._make_receiver = make_receiver
        self._spare = spare_path
        self._receivers: dict[int, Receiver] = {}

    async def load(self) -> list[Kept]:
        """What is on disk; `connect` starts those that are on."""
        kept = await self._database.read(store.rows)
        if not kept and self._database.kept_aside:
            kept = await self._restored()
        self.items.reset(one.shown for one in kept)
        for one in kept:
            self._session(one, self._links())
        return kept

    def receiver(self, account: int) -> Receiver:
        """Who handles the account.

        Raises:
            Problem: UNAVAILABLE: it is gone.
        """
        found = self._receivers.get(account)
        if found is None:
            raise Problem(Reason.UNAVAILABLE)
        return found

    # Commands

    async def sign_in(self, how: SignIn) -> Account:
        return await self._enter(how, registers=False, token="")

    async def sign_up(self, how: SignUp) -> Account:
        if not how.password:
            raise Problem(Reason.PASSWORD_REFUSED)
        plain = SignIn(how.address, how.password, how.server, how.remember, how.trusted, how.device)
        return await self._enter(plain, registers=True, token=how.token)

    async def connect(self, account: int) -> None:
        await self._database.write(store.change, account, is_on=True)
        self.receiver(account).session.start()

    async def sign_out(self, account: int) -> None:
        await self._database.write(store.change, account, is_on=False)
        session = self.receiver(account).session
        login = await self._tickets.part(session, self._row(account).address, self.login)
        await session.stop()
        await revoke(session, login)

    async def forget(self, account: int) -> None:
        session = self._sessions.remove(account)
        row = self.items.find(account)
        login = None
        if session and row:
            login = await self._tickets.part(session, row.address, self.login)
        if session:
            await session.close()
        if row:
            self._typed.pop(row.address, None)
            await self._passwords.forget(row.address)
        self._receivers.pop(account, None)
        await self._database.write(store.delete, account)
        await self._write_spare()
        self._lists.conversations.forget(account)
        self._lists.people.forget(account)
        self._lists.forgotten.emit(account)
        self.items.remove(account)
        if session:
            await revoke(session, login)

    async def delete(self, account: int) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def remove_picture(self, account: int) -> None:
        row = self._row(account)
        await self._sessions.online(account).link.remove_picture(row.name)
        await self._database.write(store.change, account, avatar="")
        self.items.put(replace(self._row(account), avatar=""))

    async def card(self, account: int) -> Card:
        raise Problem(Reason.UNSUPPORTED)

    async def set_card(self, account: int, card: Card) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def forget_certificate(self, account: int) -> None:
        await self._database.write(store.change, account, trusted="")

    async def change_password(self, account: int, password: str) -> None:
        row = self._row(account)
        await self._sessions.online(account).link.change_password(password)
        self._typed[row.address] = password
        if row.remembers:
            await self._passwords.remember(row.address, password)

    async def show(self, account: int, show: Show, status: str = "") -> None:
        await self._database.write(store.change, account, show=show, status=status)
        session = self.receiver(account).session
        session.show, session.status = show, status
        self.items.put(replace(self._row(account), show=show, status=status))
        if session.is_online:
            session.link.send_presence(show, status)

    async def set_profile(self, account: int, name: str, picture: Path | None = None) -> None:
        session = self._sessions.online(account)
        small = b""
        avatar = self._row(account).avatar
        if picture:
            small = await asyncio.to_thread(lambda: shrunk(picture.read_bytes()))
            avatar = self._pictures.path(await asyncio.to_thread(self._pictures.keep, small))
        await session.link.set_profile(Profile(name, small))
        await self._database.write(store.change, account, name=name, avatar=avatar)
        self.items.put(replace(self._row(account), name=name, avatar=avatar))

    def servers(self) -> ObservableList[Server]:
        return self._nearby.servers()

    def stop_looking(self) -> None:
        self._nearby.stop_looking()

    async def invite(self, account: int) -> Invitation:
        return await self._sessions.online(account).link.invite()

    async def close(self) -> None:
        """All say goodbye at once."""
        await self._nearby.stop()
        await asyncio.gather(*(session.close() for session in self._sessions.all()))

    # What sessions ask of their owner

    async def login(self, session: Session) -> Login:
        kept = await self._database.read(store.one, session.account)
        address = kept.shown.address
        password = self._typed.get(address) or await self._passwords.get(address)
        if not password:
            raise Problem(Reason.NO_PASSWORD)
        ticket = await self._tickets.get(address)
        return Login(address, password, kept.device, kept.server, kept.trusted, ticket=ticket)

    def moved(self, session: Session) -> None:
        row = replace(
            self._row(session.account),
            connection=session.connection,
            problem=session.problem,
            retry_at=session.retry_at,
            upload_limit=session.abilities.upload_limit,
            rooms=session.abilities.rooms or self._row(session.account).rooms,
        )
        self.items.put(row)
        if session.connection is Connection.REFUSED:
            self._lists.notices.emit(AccountRefused(row))

    async def opened(self, session: Session, opened: Opened) -> None:
        row = self._row(session.account)
        await self._tickets.keep(row.address, opened.ticket, remembers=row.remembers)
        self._catching_up(session, True)
        await self._database.write(store.change, session.account, rooms=session.abilities.rooms)
        try:
            await self.receiver(session.account).opened(opened)
        finally:
            self._catching_up(session, False)

    async def told(self, session: Session, events: list[Event]) -> None:
        if receiver := self._receivers.get(session.account):
            await receiver.told(events)

    # The rest

    async def _enter(self, how: SignIn, *, registers: bool, token: str) -> Account:
        address, server = addressing.read(how.address, how.server, self._nearby.found)
        password = how.password or await self._passwords.get(address)
        if not password:
            raise Problem(Reason.NO_PASSWORD)
        known = await self._database.read(_find, address)
        trusted = how.trusted or (known.trusted if known else "")
        device = known.device if known else how.device or f"Magpie.{new_id()[:6]}"
        old = self._sessions.find(known.shown.id) if known else None
        was_on = old is not None and old.connection not in (Connection.OFF, Connection.REFUSED)
        if old:
            await old.stop()
        link = self._links()
        login = Login(address, password, device, server, trusted, registers, token)
        try:
            opened = await link.open(login)
        except Problem:
            await link.close()
            if old and was_on:
                old.start()
            raise
        if old:
            await old.close()
        self._typed[address] = password
        remembers = how.remember and await self._passwords.remember(address, password)
        kept = await self._database.write(
            store.keep, address, server, opened.fingerprint, device, remembers
        )
        await self._write_spare()
        self.items.put(replace(kept.shown, connection=Connection.CONNECTING))
        session = self._session(kept, link)
        await session.adopt(opened)
        return self._row(kept.shown.id)

    async def _write_spare(self) -> None:
        kept = await self._database.read(store.rows)
        await asyncio.to_thread(spare.write, self._spare, kept)

    async def _restored(self) -> list[Kept]:
        for one in await asyncio.to_thread(spare.read, self._spare):
            facts = (one.address, one.server, one.trusted, one.device, one.remembers)
            await self._database.write(store.keep, *facts)
        return await self._database.read(store.rows)

    def _session(self, kept: Kept, link: Link) -> Session:
        link.vault = DatabaseVault(self._database, kept.shown.id)
        session = Session(kept.shown.id, link, self._lists.clock, self)
        session.show, session.status = kept.shown.show, kept.shown.status
        self._sessions.put(session)
        self._receivers[kept.shown.id] = self._make_receiver(kept.shown.address, session)
        return session

    def _row(self, account: int) -> Account:
        row = self.items.find(account)
        if row is None:
            raise Problem(Reason.UNAVAILABLE)
        return row

    def _catching_up(self, session: Session, is_on: bool) -> None:
        row = replace(self._row(session.account), is_catching_up=is_on)
        self.items.put(replace(row, upload_limit=session.abilities.upload_limit))


def _find(db: sqlite3.Connection, address: str) -> Kept | None:
    return next((kept for kept in store.rows(db) if kept.shown.address == address), None)

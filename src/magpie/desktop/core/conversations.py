"""The list of conversations, and what a person does with a whole one."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from magpie.base.clock import Clock, Timer
from magpie.desktop.core import export
from magpie.desktop.core.devices import Key
from magpie.desktop.core.entities.conversation import Conversation, Kind
from magpie.desktop.core.entities.group import Group
from magpie.desktop.core.entities.key import Key as DeviceKey
from magpie.desktop.core.entities.key import Trust
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.entities.shared import Shared, Sort
from magpie.desktop.core.observe import ObservableList
from magpie.desktop.core.people import People
from magpie.desktop.core.secrecy import Secrecy
from magpie.desktop.core.store import conversations as store
from magpie.desktop.core.store import secrets, shared
from magpie.desktop.core.store.database import Database
from magpie.desktop.core.timelines import Timeline, Timelines

TYPING_FOR = 30.0  # seconds without a word: they have stopped (XEP-0085 lets it be lost)


class Conversations:
    """See `core.api.Conversations`.

    Attributes:
        reads: sees to it that others hear what was read.
        group: what is known of the group that a conversation is.
        ended: told of a group that is to be deleted.
        secrecy: the encryption of an account.
    """

    def __init__(
        self, database: Database, people: People, timelines: Timelines, clock: Clock
    ) -> None:
        self.items: ObservableList[Conversation] = ObservableList(lambda c: c.id, lambda c: c.order)
        self._database = database
        self._people = people
        self._timelines = timelines
        self._clock = clock
        self._ids: dict[Key, int] = {}
        self._typing: dict[int, dict[str, Timer]] = {}  # by conversation and name ("": the person)
        self.reads: Callable[[int], object] = lambda _: None
        self.group: Callable[[int], Group | None] = lambda _: None
        self.ended: Callable[[int], Awaitable[None]] | None = None
        self.secrecy: Callable[[int], Secrecy]
        people.known.connect(self._renamed)

    async def load(self) -> None:
        """What is on disk."""
        found = await self._database.read(store.rows)
        self._ids = {(one.account, one.address): one.id for one in found}
        self.items.reset([self._named(one) for one in found])

    def id_of(self, account: int, address: str) -> int:
        """0 when there is none."""
        return self._ids.get((account, address), 0)

    def get(self, conversation: int) -> Conversation:
        """The row.

        Raises:
            Problem: UNAVAILABLE, it is gone.
        """
        found = self.items.find(conversation)
        if found is None:
            raise Problem(Reason.UNAVAILABLE)
        return found

    async def open(self, account: int, address: str) -> Conversation:
        def work(db: sqlite3.Connection) -> list[Conversation]:
            return store.rows(db, (store.opened(db, account, address),))

        self.put(await self._database.write(work))
        return self.get(self.id_of(account, address))

    async def timeline(self, conversation: int, around: int = 0) -> Timeline:
        return await self._timelines.open(conversation, around)

    async def pin(self, conversation: int, is_pinned: bool) -> None:
        await self._change(conversation, is_pinned=is_pinned)

    async def archive(self, conversation: int, is_archived: bool) -> None:
        await self._change(conversation, is_archived=is_archived)

    async def mute(self, conversation: int, until: int) -> None:
        await self._change(conversation, muted_until=until)

    async def draft(self, conversation: int, text: str, reply: int = 0) -> None:
        row = self.get(conversation)
        if (row.draft, row.draft_reply) != (text, reply):
            await self._change(conversation, draft=text, draft_reply=reply)

    async def read(self, conversation: int) -> None:
        row = self.get(conversation)
        if not row.unread and not row.is_marked:
            return

        def work(db: sqlite3.Connection) -> list[Conversation]:
            last = store.last_of_theirs(db, conversation)
            store.read_to(db, conversation, last["at"] if last else 0)
            return store.rows(db, (conversation,))

        self.put(await self._database.write(work))
        self.reads(conversation)

    async def mark_unread(self, conversation: int) -> None:
        await self._change(conversation, is_marked=True)

    async def delete(self, conversation: int) -> None:
        row = self.get(conversation)
        if row.kind is Kind.GROUP and self.ended is not None:
            await self.ended(conversation)
        await self._database.write(store.delete, conversation)
        self._gone(row)

    async def export(self, conversation: int, path: Path, format: Literal["html", "json"]) -> None:
        row = self.get(conversation)
        await self._database.read(export.write, row, self._people.name_of, path, format)

    async def shared(
        self, conversation: int, sort: Sort, before: int = 0, limit: int = 50
    ) -> list[Shared]:
        return await self._database.read(shared.page, conversation, sort, before, limit)

    async def lock(self, conversation: int, is_locked: bool) -> None:
        row = self.get(conversation)
        if is_locked:
            await self._secrecy(row).check(row.address)

        def work(db: sqlite3.Connection) -> list[Conversation]:
            secrets.lock(db, conversation, is_locked)
            return store.rows(db, (conversation,))

        self.put(await self._database.write(work))

    async def keys(self, conversation: int) -> tuple[DeviceKey, ...]:
        row = self.get(conversation)
        return await self._secrecy(row).keys(row.address)

    async def trust(self, conversation: int, key: DeviceKey, trust: Trust) -> None:
        await self._secrecy(self.get(conversation)).trust(key, trust)

    def _secrecy(self, row: Conversation) -> Secrecy:
        if row.kind is not Kind.PERSON:
            raise Problem(Reason.UNSUPPORTED)
        return self.secrecy(row.account)

    # What others tell

    def put(self, rows: Iterable[Conversation]) -> None:
        """Rows as they are on disk now."""
        with self.items.batch():
            for row in rows:
                self._ids[row.account, row.address] = row.id
                self.items.put(self._named(row))

    def typing(self, account: int, address: str, is_typing: bool, name: str = "") -> None:
        """Somebody writes, or does not any more; `name`: who it is, in a group."""
        id = self.id_of(account, address)
        who = self._typing.get(id, {})
        if self.items.find(id) is None or (not is_typing and name not in who):
            return
        if timer := who.pop(name, None):
            timer.cancel()
        if is_typing:
            stop = (account, address, False, name)
            who[name] = self._clock.call_later(TYPING_FOR, self.typing, *stop)
        self._typing[id] = who
        self.items.put(self._named(self.get(id)))

    def renamed(self, conversation: int) -> None:
        """What is known of its group is different."""
        row = self.items.find(conversation)
        if row is not None:
            self.items.put(self._named(row))

    def forget(self, account: int) -> None:
        for row in [row for row in self.items if row.account == account]:
            self._gone(row)

    async def _change(self, conversation: int, **values: object) -> None:
        self.get(conversation)
        self.put(await self._database.write(store.change, conversation, **values))

    def _gone(self, row: Conversation) -> None:
        del self._ids[row.account, row.address]
        self.items.remove(row.id)

    def _named(self, row: Conversation) -> Conversation:
        who = self._typing.get(row.id, {})
        group = self.group(row.id) if row.kind is Kind.GROUP else None
        if group is not None:
            facts = {"name": group.name, "avatar": group.avatar, "notify": group.notify}
            return replace(row, typing=tuple(who), **facts)  # type: ignore[arg-type]
        name = self._people.name_of(row.account, row.address)
        return replace(row, name=name, typing=(name,) if who else ())

    def _renamed(self, key: Key) -> None:
        row = self.items.find(self._ids.get(key, 0))
        if row:
            self.items.put(self._named(row))

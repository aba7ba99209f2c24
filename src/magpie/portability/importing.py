"""An import: accounts and rooms of an export, one at a time, each as a whole or not at all.

What is there already stays: an account of a name that is taken is left out or, where that is
wanted, given what it lacks. The server does not run meanwhile.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from magpie.portability import files, nodes, person, rooms
from magpie.portability.archives import Archive
from magpie.portability.names import OWN, SCRAM
from magpie.portability.reading import pieces, sources
from magpie.portability.report import Report
from magpie.portability.things import Thing, Things
from magpie.storage import accounts, cursors, history, meta, retention
from magpie.storage.archive import first_since
from magpie.storage.database import Database
from magpie.storage.ids import KEY_BYTES, Ids, number_at
from magpie.storage.tables import message
from magpie.xmpp.element import Element

ELSEWHERE = {("account", OWN), ("taken", OWN), ("upload", OWN), ("scram-credentials", SCRAM)}


class LeftOut(Exception):
    """Why something is not taken in: `what`, and a sentence."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(why)
        self.what = what


class Tried(Exception):
    """Nothing is to be kept: it was only to be seen what would be."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever runs the server wants.

    Attributes:
        now: µs since 1970.
        blobs: the folder of uploaded files.
        merges: accounts that are there are given what they lack.
        is_trial: nothing is kept.
    """

    now: int
    blobs: Path
    merges: bool = False
    is_trial: bool = False


class Importer:
    """Takes exports in, into one database."""

    def __init__(
        self, database: Database, domain: str | None, wishes: Wishes, report: Report
    ) -> None:
        """`domain`: of the server; `None`: a new one, which takes that of the first file.

        `report`: where is noted what was done, also when it ends before its time.
        """
        self._database = database
        self._domain = domain
        self._wishes = wishes
        self._ids = database.ids
        self._is_same_key = False
        self._place = Path()
        self.report = report

    async def run(self, given: Path) -> None:
        """Take in a file or a folder. Raises Unusable."""
        await retention.purge(self._database)  # of people of the same names
        await self._note_domain()
        for source in sources(given):
            self._place = source.parent
            things = Things(pieces(source), self._domain, self._wishes.now, self.report)
            for thing in things:
                await self._settle(things.domain)
                await self._take(thing)
            await self._settle(things.domain)

    async def _settle(self, domain: str | None) -> None:
        """A new server takes the domain of what comes first."""
        if self._domain is not None or domain is None:
            return
        self._domain = domain
        await self._note_domain()

    async def _note_domain(self) -> None:
        if self._domain is not None and not self._wishes.is_trial:
            await self._database.write(meta.set, meta.DOMAIN, self._domain.encode())

    async def _take(self, thing: Thing) -> None:
        copied: list[Path] = []
        try:
            done = await self._database.write(self._put, thing, copied)
        except LeftOut as error:
            done = Report()
            done.drop(error.what, str(error))
        except Tried as tried:
            done = tried.report
        except BaseException:
            for file in copied:
                file.unlink(missing_ok=True)
            raise
        finally:
            thing.close()
        self.report.add(done)

    # In one transaction

    def _put(self, conn: Connection, thing: Thing, copied: list[Path]) -> Report:
        history.begin(conn)
        report = Report()
        match thing.kind:
            case "server":
                self._adopt(conn, thing.attrs.get("key", ""))
            case "user":
                self._put_account(conn, thing, report, copied)
            case "room":
                self._put_room(conn, thing, report)
            case "circle":
                self._put_circle(conn, thing.parts[0], report)
            case _:
                self._put_service(conn, thing, report)
        report.add(thing.report)
        if self._wishes.is_trial:
            raise Tried(report)
        return report

    def _adopt(self, conn: Connection, text: str) -> None:
        """Call messages what they were called, where none is called otherwise yet."""
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return
        if len(key) != KEY_BYTES:
            return
        if history.is_empty(conn):
            meta.set(conn, meta.ID_KEY, key)
        self._is_same_key = key == meta.key(conn)
        self._ids = Ids(meta.key(conn))

    def _put_account(
        self, conn: Connection, thing: Thing, report: Report, copied: list[Path]
    ) -> None:
        jid, now = thing.owner, self._wishes.now
        name = thing.attrs.get("name", "")
        if not jid:
            raise LeftOut("accounts", f"“{name[:64]}” cannot be a user name")
        is_new = self._make(conn, thing, report)
        waits = bool(cursors.pending(conn, jid, cursors.get(conn, jid), 1))
        taker = person.Taker(conn, jid, report, now)
        for part in thing.parts:
            if (part.name, part.ns) not in ELSEWHERE and not taker.take(part):
                report.drop("unknown", f"<{part.name} xmlns='{part.ns}'>")
        asked = nodes.displayed_ids(thing.nodes) | files.ids_in(thing.parts)
        archive = Archive(conn, jid, self._ids if self._is_same_key else None, report, asked)
        archive.take(thing.archive)
        if is_new:
            archive.take_waiting(thing.waiting)
            self._set_cursor(conn, jid, thing.parts, archive)
        else:  # its cursor may be further on already, and never goes back: it is history then
            archive.take(thing.waiting)
            if not waits and archive.newest:
                cursors.save(conn, {jid: archive.newest})
        numbers = archive.numbers
        ids = self._ids

        def find(text: str) -> str | None:
            return ids.encode(numbers[text]) if text in numbers else None

        nodes.Taker(conn, jid, report, now).take(thing.nodes, find)
        blobs = None if self._wishes.is_trial else self._wishes.blobs
        for part in thing.parts:
            if (part.name, part.ns) == ("upload", OWN):
                place = files.Place(self._place, blobs, copied, now)
                files.take(conn, jid, part, place, lambda text: numbers.get(text, 0), report)

    def _make(self, conn: Connection, thing: Thing, report: Report) -> bool:
        """Make the account, unless it is there. Raises LeftOut."""
        there = accounts.get(conn, thing.owner)
        if there is not None:
            if not self._wishes.merges:
                why = "there is an account of that name (--merge gives it what it lacks)"
                raise LeftOut("accounts", f"{thing.owner}: {why}")
            report.count("merged")
            return False
        password = thing.attrs.get("password")
        new = person.account_of(thing.owner, thing.parts, password, self._wishes.now)
        accounts.create(conn, new)
        report.count("accounts")
        if not new.sha1.stored_key and not new.sha256.stored_key:
            name = thing.attrs["name"]
            report.drop("passwords", f"{name}: there is none; magpie user reset {name}")
        return True

    def _set_cursor(
        self, conn: Connection, jid: str, parts: list[Element], archive: Archive
    ) -> None:
        """Up to where a new account has had everything."""
        own = {one.name: one for one in parts if one.ns == OWN}
        cursor = archive.newest if "account" not in own else 0  # of another server: all of it
        if "taken" in own:
            cursor = self._number(conn, own["taken"])
        if archive.waiting:
            cursor = min(cursor, min(archive.waiting) - 1)
        if cursor > 0:
            cursors.save(conn, {jid: cursor})

    def _number(self, conn: Connection, element: Element) -> int:
        """The place in the journal that an export names, by its id there or by its time."""
        newest = conn.execute(select(func.max(message.c.id))).scalar() or 0
        limit = max(newest, number_at(self._wishes.now))
        if self._is_same_key:
            return min(self._ids.decode(element.get("id") or "") or 0, limit)
        at = person.moment(element.get("at") or "", 0)
        return min(first_since(conn, at + 1) - 1, limit)

    def _put_room(self, conn: Connection, thing: Thing, report: Report) -> None:
        parts = rooms.Parts(dict(thing.attrs), thing.parts)
        try:
            jid = rooms.address(parts.attrs, self._domain or "")
            rooms.create(conn, jid, parts, self._wishes.now, report)
        except rooms.Bad as error:
            raise LeftOut("rooms", str(error)) from None
        ids = self._ids if self._is_same_key else None
        archive = Archive(conn, jid, ids, report, is_room=True)
        archive.take(thing.archive)
        rooms.put_members(conn, jid, parts, lambda seen: self._number(conn, seen), report)

    def _put_circle(self, conn: Connection, element: Element, report: Report) -> None:
        try:
            rooms.take_circle(conn, element, self._domain or "", self._wishes.now, report)
        except rooms.Bad as error:
            raise LeftOut("circles", str(error)) from None

    def _put_service(self, conn: Connection, thing: Thing, report: Report) -> None:
        if thing.owner != f"pubsub.{self._domain}":
            raise LeftOut("nodes", f"{thing.owner}: there is no such service here")
        taker = nodes.Taker(conn, thing.owner, report, self._wishes.now)
        taker.take(thing.nodes, lambda _: None)

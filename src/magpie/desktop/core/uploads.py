"""Own files on the way to the server (XEP-0363), and their messages afterwards.

The message stands in the conversation at once, WAITING, with the file on this machine; the row of
`upload` says what is still to be done, so that it goes on after a restart. When the server has the
file, one transaction gives the message its address and puts it into the outbox.
"""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import msgspec

from magpie.desktop.core import disk
from magpie.desktop.core.content import Outgoing, Text
from magpie.desktop.core.entities.conversation import Kind
from magpie.desktop.core.entities.message import Delivery, File, Message
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.entities.transfer import Stage
from magpie.desktop.core.link import Slot
from magpie.desktop.core.moving import Job, Moving
from magpie.desktop.core.receiving import Receiver
from magpie.desktop.core.store import messages

SLOT = msgspec.json.Decoder(Slot)


class Uploads:
    """Runs the jobs that send by way of the server."""

    def __init__(self, moving: Moving) -> None:
        self._moving = moving
        self._database = moving.lists.database

    async def put(self, message: int, account: int, chosen: disk.Chosen) -> None:
        """It is to be sent: on disk before anything else."""
        row = (message, account, str(chosen.path), chosen.size, chosen.changed)
        await self._database.write(_put, row)

    async def unfinished(self) -> list[tuple[Message, int, disk.Chosen]]:
        """(message, account, file) of what was under way when the program ended."""
        return await self._database.read(_unfinished)

    async def run(self, job: Job, receiver: Receiver, chosen: disk.Chosen) -> None:
        """Until the server has it, and the message is on its way.

        Raises:
            Problem: NOT_CONNECTED and TIMED_OUT may be tried again; others may not.
        """
        await asyncio.to_thread(disk.check, chosen)
        file = job.file
        if not file.sha256:
            self._moving.stage(job, Stage.CHECKING)
            file = replace(file, sha256=await asyncio.to_thread(disk.sha256, chosen.path))
            self._moving.file(job, file)
        self._moving.stage(job, Stage.RUNNING)
        slot = await self._slot(job, receiver, file)
        try:
            stored = await receiver.session.link.upload(
                slot, chosen.path, file.type, lambda done: self._moving.count(job, done)
            )
        except Problem as problem:
            if problem.reason is Reason.UNAVAILABLE:  # the slot is too old
                await self._database.write(_set_slot, job.message, "")
                raise Problem(Reason.TIMED_OUT) from problem
            raise
        await asyncio.to_thread(disk.check, chosen)
        if stored and stored != file.sha256:
            await self._database.write(_set_slot, job.message, "")
            raise Problem(Reason.DAMAGED)
        await self._say(job, receiver, replace(file, url=slot.get))

    async def forget(self, message: int) -> None:
        """Not to be sent, or sent."""
        await self._database.write(_forget, message)

    async def _slot(self, job: Job, receiver: Receiver, file: File) -> Slot:
        known = await self._database.read(_slot, job.message)
        if known:
            return SLOT.decode(known)
        limit = receiver.session.abilities.upload_limit
        if not limit:
            raise Problem(Reason.NO_UPLOADS)
        if file.size > limit:
            raise Problem(Reason.TOO_LARGE)
        slot = await receiver.session.link.slot(file.name, file.size, file.type)
        kept = msgspec.json.encode(slot).decode()
        await self._database.write(_set_slot, job.message, kept)
        return slot

    async def _say(self, job: Job, receiver: Receiver, file: File) -> None:
        row = self._moving.lists.conversations.get(job.conversation)

        def work(db: sqlite3.Connection) -> tuple[Outgoing, int, None]:
            messages.set_file(db, job.message, file)
            found = db.execute("SELECT * FROM message WHERE id = ?", (job.message,)).fetchone()
            if found is None:
                raise Problem(Reason.UNAVAILABLE)
            _forget(db, job.message)
            content = Text(
                "", found["reply"], found["reply_sender"], found["reply_text"], shared(file)
            )
            is_group = row.kind is Kind.GROUP
            return Outgoing(found["message_id"], row.address, content, is_group), job.message, None

        await receiver.outbox.write(work)
        self._moving.file(job, file)


def shared(file: File) -> File:
    """What others are told: not where it lies on this machine."""
    return replace(file, path="")


def fail(db: sqlite3.Connection, message: int, reason: Reason) -> None:
    """It will not go out by itself."""
    messages.fail(db, message, reason)


def wait(db: sqlite3.Connection, message: int) -> None:
    """It is to be tried once more."""
    messages.deliver(db, message, Delivery.WAITING)


def _put(db: sqlite3.Connection, row: tuple[int, int, str, int, int]) -> None:
    db.execute("INSERT OR REPLACE INTO upload VALUES (?, ?, ?, ?, ?, '')", row)


def _unfinished(db: sqlite3.Connection) -> list[tuple[Message, int, disk.Chosen]]:
    found = []
    for row in db.execute("SELECT * FROM upload ORDER BY message").fetchall():
        for message in messages.load(db, (row["message"],)):
            chosen = disk.Chosen(Path(row["path"]), row["size"], row["changed"])
            found.append((message, row["account"], chosen))
    return found


def _slot(db: sqlite3.Connection, message: int) -> str:
    row = db.execute("SELECT slot FROM upload WHERE message = ?", (message,)).fetchone()
    return row[0] if row else ""


def _set_slot(db: sqlite3.Connection, message: int, slot: str) -> None:
    db.execute("UPDATE upload SET slot = ? WHERE message = ?", (slot, message))


def _forget(db: sqlite3.Connection, message: int) -> None:
    db.execute("DELETE FROM upload WHERE message = ?", (message,))

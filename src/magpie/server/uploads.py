"""Files that people put here and read here (XEP-0363): what both stanzas and HTTP stand on.

`features/uploads.py` gives out slots, `web/uploads.py` takes and shows the bytes. A slot has two
addresses that nobody can guess: one to put the file to, which only its owner knows, and one to
read it at, which its owner tells whom they like.
"""

from __future__ import annotations

import asyncio
import errno
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import quote

from magpie.base.config import Duration, Size, duration, option, size
from magpie.base.log import get_logger
from magpie.server.host import Host
from magpie.server.http import Http
from magpie.storage import uploads as table
from magpie.storage.blobs import Blob, Blobs, Draft
from magpie.storage.uploads import Bounds, Full, Upload
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid

log = get_logger(__name__)

PUT_WITHIN = 300.0  # seconds from the slot to the file; XEP-0363, 9
RESUME_WITHIN = 86_400.0  # seconds from a part of the file to the next
BLOCK = 512 * 1024  # bytes that go to the disk at a time; of each upload two may wait
SLICE = 100  # files deleted between two looks
PROFILE_MAX = 10_000_000  # bytes of what people show of themselves, such as a picture
AT_ONCE = 30  # files that one account may be sending at the same time
NAME_MAX = 240  # bytes of a file's name

SHOWN = re.compile(rb"/files/([A-Za-z0-9_-]{32})(?![A-Za-z0-9_-])")


@dataclass(frozen=True, slots=True)
class UploadRules:
    """Files that people send by way of the server (XEP-0363)."""

    SECTION: ClassVar[str] = "uploads"

    max_size: Size = option(
        size("2 GB"), min=size("1 kB"), doc="The largest file. Clients are told before they send."
    )
    quota: Size | None = option(
        size("10 GB"),
        none="unlimited",
        min=size("1 kB"),
        doc="What the files of one account may take up in all.",
    )
    daily: Size | None = option(
        size("5 GB"),
        none="unlimited",
        min=size("1 kB"),
        doc="What one account may send within a day.",
    )
    daily_files: int = option(
        2_000, min=0, doc="How many files that may be; 0 means without limit."
    )
    retention: Duration | None = option(
        None,
        none="forever",
        min=duration("1 min"),
        doc="How long a file is kept. It goes earlier with the last message that shows it: when "
        "that is retracted, or `archive.retention` has passed.",
    )
    reserve: Size = option(
        size("500 MB"),
        min=0,
        doc="How much of the disk is left alone: what is nearer to full takes no files.",
    )


class TooLarge(Exception):
    """The file is larger than `limit` bytes, and no file may be."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} bytes")
        self.limit = limit


class Busy(Exception):
    """Somebody is writing to this slot already."""


class TooMany(Exception):
    """The owner is sending as many files as they may at the same time."""


class Gone(Exception):
    """The slot was taken away while its file came."""


@dataclass(slots=True)
class Coming:
    """A file of `owner` on its way: so many bytes are `left`, and `task` is reading them.

    `task` is None when there is nothing left to be read: then it must not be disturbed.
    """

    owner: str
    left: int
    task: asyncio.Task[Any] | None
    has_ended: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a slot is asked for. `type` is "" where it was not said; `expires` in µs since 1970."""

    name: str
    size: int
    type: str
    purpose: str = "message"
    expires: int | None = None


class Uploads:
    """The files of one host.

    Attributes:
        rules: their section of the settings; `blobs` where the bytes are.
        is_offered: whether there is a web site for them to come and go.
    """

    def __init__(self, host: Host, blobs: Blobs) -> None:
        self._host = host
        self._coming: dict[str, Coming] = {}
        self.rules = host.settings.get(UploadRules)
        self.blobs = blobs
        http = host.settings.get(Http)
        self.is_offered = bool(http.public_url or http.listen or http.tls_listen)

    # Slots

    async def reserve(self, owner: Jid, wanted: Wanted) -> Upload:
        """A slot for a file.

        Raises:
            TooLarge: no file may be so large. Full: the owner has no room, or ("disk") nobody has.
        """
        limit = self.rules.max_size
        if wanted.purpose == "profile":
            limit = min(limit, PROFILE_MAX)
        if wanted.size > limit:
            raise TooLarge(limit)
        await self.check_disk(wanted.size)
        now = self._host.clock.now()
        new = Upload(
            token=secrets.token_urlsafe(24),
            key=secrets.token_urlsafe(24),
            owner=owner.text,
            name=tame(wanted.name),
            type=wanted.type,
            size=wanted.size,
            purpose=wanted.purpose,
            at=now,
            until=now + int(PUT_WITHIN * 1_000_000),
            expires=wanted.expires,
        )
        await self._host.db.write(table.reserve, new, self._bounds())
        return new

    def _bounds(self) -> Bounds:
        rules = self.rules
        if not self._host.limits.enabled:  # those on rates and counts
            return Bounds(rules.quota or 0, 0, 0)
        return Bounds(rules.quota or 0, rules.daily or 0, rules.daily_files)

    async def check_disk(self, size: int) -> None:
        """Raises Full when so many bytes more are too many for the disk."""
        room = (
            await self.blobs.free()
            - self.rules.reserve
            - sum(one.left for one in self._coming.values())
        )
        if room < size:
            raise Full("disk")

    def put_url(self, upload: Upload) -> str:
        """Where its owner puts the file."""
        return f"{self._host.public_url}/uploads/{upload.key}/{quote(upload.name, safe='')}"

    def get_url(self, upload: Upload) -> str:
        """Where everybody who has been told reads it."""
        return f"{self._host.public_url}/files/{upload.token}/{quote(upload.name, safe='')}"

    async def slot(self, key: str) -> Upload | None:
        """The slot of that address: not used yet and in its time, or used."""
        found = await self._host.db.read(table.by_key, key)
        if found is None or (found.stored is None and found.until <= self._host.clock.now()):
            return None
        return found

    async def received(self, slot: Upload) -> int:
        """How many bytes of the file are here."""
        return slot.size if slot.stored is not None else await self.blobs.drafted(slot.token)

    # Bytes that come

    @contextmanager
    def alone(self, slot: Upload, count: int) -> Iterator[None]:
        """Nobody else writes to the slot meanwhile; `count` bytes are to come.

        Raises:
            Busy: somebody does already. TooMany: the owner writes to too many others.
        """
        if slot.token in self._coming:
            raise Busy
        theirs = sum(one.owner == slot.owner for one in self._coming.values())
        if theirs >= AT_ONCE and self._host.limits.enabled:
            raise TooMany
        coming = Coming(slot.owner, count, asyncio.current_task())
        self._coming[slot.token] = coming
        try:
            yield
        finally:
            del self._coming[slot.token]
            coming.has_ended.set()

    async def interrupt(self, slot: Upload) -> None:
        """End whatever writes to the slot: its sender has come back to go on from there."""
        coming = self._coming.get(slot.token)
        if coming is not None:
            if coming.task is not None:
                coming.task.cancel()
            await coming.has_ended.wait()

    async def receive(
        self, slot: Upload, offset: int, content: AsyncIterator[bytes], type: str
    ) -> Upload | None:
        """Write what comes from `offset` on. The file when it is complete and on disk, or None.

        What breaks off is kept for another sitting. Raises Full where there is no room for it.
        """
        try:
            draft = await self.blobs.draft(slot.token, offset)
            try:
                await self._copy(slot, draft, content)
            except BaseException:
                await self._pause(slot, draft)
                raise
            if draft.size < slot.size:
                await self._pause(slot, draft)
                return None
            self._coming[slot.token].task = None
            return await self._finish(slot, await draft.keep(), type)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            log.warning("upload.disk_full", owner=slot.owner, size=slot.size)
            await self.blobs.delete(slot.token)
            raise Full("disk") from error

    async def _copy(self, slot: Upload, draft: Draft, content: AsyncIterator[bytes]) -> None:
        chunks: list[bytes] = []
        waiting = 0
        try:
            async for chunk in content:
                chunks.append(chunk)
                waiting += len(chunk)
                self._coming[slot.token].left -= len(chunk)
                if waiting >= BLOCK:
                    await draft.write(chunks)
                    chunks, waiting = [], 0
        finally:  # also what came before the connection broke
            if chunks:
                await draft.write(chunks)

    async def _pause(self, slot: Upload, draft: Draft) -> None:
        await draft.pause()
        until = self._host.clock.now() + int(RESUME_WITHIN * 1_000_000)
        await self._host.db.write(table.extend, slot.token, until)

    async def _finish(self, slot: Upload, digest: bytes, type: str) -> Upload | None:
        now = self._host.clock.now()
        if not await self._host.db.write(table.finish, slot.token, now, digest, type):
            await self.blobs.delete(slot.token)
            raise Gone
        log.info("upload.stored", owner=slot.owner, size=slot.size)
        return slot._replace(stored=now, sha256=digest, type=type)

    # Bytes that go out

    async def file(self, token: str) -> Upload | None:
        """The file of that address, where there is one to be shown."""
        found = await self._host.db.read(table.by_token, token)
        if found is None or found.stored is None:
            return None
        is_over = found.expires is not None and found.expires <= self._host.clock.now()
        return None if is_over else found

    async def open(self, upload: Upload) -> Blob:
        """Its bytes. Raises FileNotFoundError."""
        return await self.blobs.open(upload.token)

    async def cancel(self, upload: Upload) -> None:
        """Its owner does not want it any more, or the operator does not."""
        if await self._host.db.write(table.doom, upload.token):
            await self.clear()

    # Messages that show files

    async def link(self, message: Element, number: int, sender: Jid, origin: str) -> None:
        """A message that lasts, the journal's `number`, shows files of ours."""
        tokens = tokens_in(message)
        if tokens:
            await self._host.db.write(table.link, tokens, number, sender.bare.text, origin)

    async def retract(self, sender: Jid | None, origin: str) -> None:
        """`sender` takes back the message that they sent with this id, or got it as stanza-id.

        Without a sender, a moderator does, who names the stanza-id.
        """
        number = self._host.journal.ids.decode(origin) or 0
        if sender is None:
            goes = await self._host.db.write(table.moderate, number)
        else:
            goes = await self._host.db.write(table.retract, sender.bare.text, origin, number)
        if goes:
            await self.clear()

    # The end of files

    async def expire(self) -> None:
        """Let go what is past its time."""
        now = self._host.clock.now()
        age = self.rules.retention
        before = None if age is None else now - int(age * 1_000_000)
        await self._host.db.write(table.expire, now, before)
        await self.clear()

    async def clear(self) -> None:
        """Delete the bytes of files that are doomed; those that are being written wait."""
        while tokens := await self._host.db.read(table.doomed, SLICE):
            free = [token for token in tokens if token not in self._coming]
            for token in free:
                for name in (token, thumbnail_of(token)):
                    await self.blobs.delete(name)
            if free:
                await self._host.db.write(table.remove, free)
                log.info("upload.deleted", files=len(free))
            if len(free) < SLICE:
                return


def tokens_in(message: Element) -> list[str]:
    """The files that a message shows, by their addresses anywhere in it."""
    return [found.decode() for found in SHOWN.findall(message.inner_bytes())]


def thumbnail_of(token: str) -> str:
    """The name of the small picture that was made of a file."""
    return f"{token}.small"


def tame(name: str) -> str:
    """A file's name without folders and what cannot be shown; of bounded length, with its ending.

    XEP-0363, 5: the service SHOULD keep the name and especially the ending.
    """
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(one if one.isprintable() else "_" for one in last).strip()
    if not shown.strip("."):
        return "file"
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, dot, ending = shown, "", ""
    room = NAME_MAX - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending

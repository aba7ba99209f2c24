"""Encryption from end to end as the rest of the link sees it: there, or not installed.

The library is an extra, and slow to load: it is loaded on a thread, and only for an account that
has keys. An account gets keys when a person locks the first conversation, and not before.
"""

import asyncio
import importlib
import importlib.util
from typing import Protocol

from slixmpp.xmlstream import ET

from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.desktop.core.content import Locked, Outgoing
from magpie.desktop.core.entities.key import Key, Trust
from magpie.desktop.core.entities.message import Lock
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.secrecy import Vault
from magpie.desktop.link import reading, writing
from magpie.desktop.link.names import (
    NS_CARBONS,
    NS_CLIENT,
    NS_ENCRYPTION,
    NS_EVENT,
    NS_FORWARD,
    NS_HINTS,
    NS_OMEMO,
    NS_OMEMO_2,
    NS_OMEMO_DEVICES,
    add,
    child,
    children,
    get,
    make,
)
from magpie.desktop.link.stream import Stream

log = get_logger(__name__)

MODULE = "magpie.desktop.link.sealing"
UNREADABLE = "This message is encrypted (OMEMO), and this program cannot read it."


class Sealer(Protocol):
    """What `sealing` does, for who has it."""

    async def look(self, address: str) -> None: ...
    async def keys(self, address: str) -> tuple[Key, ...]: ...
    async def trust(self, key: Key, trust: Trust) -> None: ...
    async def seal(self, body: str, to: str) -> ET.Element: ...
    async def unseal(self, encrypted: ET.Element, sender: str) -> tuple[Lock, str | None]: ...
    async def listed(self, item: ET.Element, sender: str) -> None: ...


class Locks:
    """Of one link; see `core.secrecy.Secrecy`."""

    def __init__(self, own: str) -> None:
        self._own = own
        self._vault: Vault | None = None
        self._tasks = Tasks("link.locks")
        self._stream: Stream | None = None
        self._sealer: asyncio.Task[Sealer | None] | None = None

    def begin(self, stream: Stream, vault: Vault | None) -> None:
        """A new session: who has keys gets them ready, meanwhile."""
        self.end()
        self._stream, self._vault = stream, vault
        self._sealer = self._tasks.spawn("begin", self._made(stream, is_new=False))

    def end(self) -> None:
        self._tasks.cancel_all()
        self._sealer = self._stream = None

    async def check(self, address: str) -> None:
        sealer = await self._ready()
        await sealer.look(address)
        if not any(key.is_used for key in await sealer.keys(address) if not key.is_own):
            raise Problem(Reason.NO_KEYS)

    async def keys(self, address: str) -> tuple[Key, ...]:
        sealer = await self._ready()
        await sealer.look(address)
        return await sealer.keys(address)

    async def trust(self, key: Key, trust: Trust) -> None:
        await (await self._ready()).trust(key, trust)

    async def seal(self, outgoing: Outgoing) -> ET.Element:
        """The stanza, with its body encrypted.

        Raises:
            Problem: NO_KEYS, or UNSUPPORTED: it must not go out.
        """
        assert isinstance(outgoing.content, Locked)
        stanza = writing.message(Outgoing(outgoing.id, outgoing.to, outgoing.content.content))
        body = child(stanza, "body", NS_CLIENT)
        assert body is not None
        sealer = await self._ready()
        stanza.append(await sealer.seal(body.text or "", outgoing.to))
        body.text = UNREADABLE
        add(stanza, "encryption", NS_ENCRYPTION, namespace=NS_OMEMO, name="OMEMO")
        add(stanza, "store", NS_HINTS)
        return stanza

    async def unseal(self, message: ET.Element) -> Lock:
        """Put the body there in the clear; or say that it cannot be read here."""
        encrypted = child(message, "encrypted", NS_OMEMO)
        lock, text = Lock.SEALED, None
        sealer = await self._sealer if self._sealer else None
        if encrypted is not None and sealer is not None:
            sender = reading.bare(get(message, "from")) or self._own
            lock, text = await sealer.unseal(encrypted, sender)
        elif encrypted is not None and child(encrypted, "payload", NS_OMEMO) is None:
            lock = Lock.LOCKED  # for machines only: nothing to read
        for body in children(message, "body", NS_CLIENT):
            message.remove(body)
        if text is not None:
            message.insert(0, make("body", NS_CLIENT, text))
        return lock

    def told(self, stanza: ET.Element) -> None:
        """An event of somebody's: devices, perhaps."""
        items = child(child(stanza, "event", NS_EVENT), "items", NS_EVENT)
        if self._sealer is not None and get(items, "node") == NS_OMEMO_DEVICES:
            self._tasks.spawn("listed", self._listed(stanza, items))

    async def _listed(self, stanza: ET.Element, items: ET.Element | None) -> None:
        sealer = await self._sealer if self._sealer else None
        if sealer is None:
            return
        for item in children(items, "item", NS_EVENT):
            found = child(item, "list", NS_OMEMO)
            if found is not None:
                await sealer.listed(found, reading.bare(get(stanza, "from")) or self._own)

    async def _ready(self) -> Sealer:
        """With keys, made now if there were none."""
        if self._stream is None or self._sealer is None:
            raise Problem(Reason.NOT_CONNECTED)
        found = await self._sealer
        if found is None:
            self._sealer = self._tasks.spawn("make", self._made(self._stream, is_new=True))
            found = await self._sealer
        if found is None:
            raise Problem(Reason.UNSUPPORTED)
        return found

    async def _made(self, stream: Stream, *, is_new: bool) -> Sealer | None:
        kept = await self._vault.load() if self._vault else {}
        if self._vault is None or not (kept or is_new):
            return None
        try:
            sealing = await asyncio.to_thread(importlib.import_module, MODULE)
        except ImportError as error:
            log.info("omemo.not_installed", reason=str(error))
            return None
        try:
            found: Sealer = await sealing.begin(stream, self._own, self._vault, kept)
        except Problem as problem:
            log.warning("omemo.failed", reason=str(problem))
            return None
        return found


def is_installed() -> bool:
    """Whether the extra is there, without loading it."""
    return importlib.util.find_spec("oldmemo") is not None


def sealed(stanza: ET.Element) -> ET.Element | None:
    """The message in it that is encrypted: itself, or what it is a copy of."""
    for wrapper in (child(stanza, "sent", NS_CARBONS), child(stanza, "received", NS_CARBONS)):
        inner = child(child(wrapper, "forwarded", NS_FORWARD), "message", NS_CLIENT)
        if inner is not None:
            return inner if is_sealed(inner) else None
    return stanza if is_sealed(stanza) else None


def is_sealed(message: ET.Element) -> bool:
    if get(message, "type") in ("error", "groupchat"):
        return False
    return any(child(message, "encrypted", ns) is not None for ns in (NS_OMEMO, NS_OMEMO_2))

"""OMEMO (XEP-0384 in its version 0.3, which all others speak) with python-omemo.

Only who has installed the extra has this module: its library is under the AGPL. `locks` imports it.
Of a message the body is encrypted and nothing else. All of it happens under one lock, one message
after the other: a key is good for one message.
"""

import asyncio
import hashlib
import logging
from collections.abc import Iterable

import oldmemo
import oldmemo.etree
import omemo
from slixmpp.xmlstream import ET

from magpie.base.log import get_logger
from magpie.desktop.core.entities.key import Key, Trust
from magpie.desktop.core.entities.message import Lock
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.secrecy import Vault
from magpie.desktop.link.names import (
    NS_OMEMO,
    child,
    text,
)
from magpie.desktop.link.nodes import Nodes
from magpie.desktop.link.stream import Stream
from magpie.desktop.link.vault import KeyStorage

log = get_logger(__name__)

READ_WITHIN = 8.0  # seconds: what comes later waits for it
OPEN_TO_ALL = {"persist_items": "true", "access_model": "open"}
FAILURES = (omemo.OMEMOException, ValueError, Problem, TimeoutError)
for name in (omemo.SessionManager.LOG_TAG, "oldmemo", "doubleratchet", "x3dh"):
    logging.getLogger(name).setLevel(logging.CRITICAL)  # it would log keys and texts


async def begin(stream: Stream, own: str, vault: Vault, kept: dict[str, str]) -> "Sealer":
    """Have keys of one's own, known to all, as `kept` has them or new ones.

    Raises:
        Problem: UNSUPPORTED: the server keeps no keys for others.
    """
    storage = KeyStorage(vault, kept)
    backends: list[omemo.Backend] = [oldmemo.Oldmemo(storage)]
    try:
        made = manager_of(Nodes(stream))
        manager = await made.create(backends, storage, own, None, Trust.NEW)
    except omemo.OMEMOException as error:
        raise Problem(Reason.UNSUPPORTED, str(error)) from error
    finally:
        await storage.commit()
    try:
        await manager.ensure_data_consistency()
        await manager.after_history_sync()
    except omemo.OMEMOException as error:  # the next session does it
        log.info("omemo.inconsistent", reason=str(error))
    await storage.commit()
    return Sealer(manager, storage, own)


class Sealer:
    """Of one session."""

    def __init__(self, manager: "Manager", storage: KeyStorage, own: str) -> None:
        self._manager = manager
        self._storage = storage
        self._own = own
        self._lock = asyncio.Lock()
        self._looked: set[str] = set()  # whose devices were asked for

    async def seal(self, body: str, to: str) -> ET.Element:
        """The body for all devices of theirs and one's own that are trusted.

        Raises:
            Problem: NO_KEYS: there is none.
        """
        if to not in self._looked:
            await self.look(to)
        async with self._lock:
            self._manager.is_sealing = True
            try:
                plain = {oldmemo.oldmemo.NAMESPACE: body.encode()}
                made, failed = await self._manager.encrypt(frozenset({to}), plain)
            except omemo.OMEMOException as error:
                raise Problem(Reason.NO_KEYS, str(error)) from error
            finally:
                self._manager.is_sealing = False
                await self._storage.commit()
            for one in failed:
                log.info("omemo.device_left_out", address=one.bare_jid, device=one.device_id)
            return oldmemo.etree.serialize_message(next(iter(made)))

    async def unseal(self, encrypted: ET.Element, sender: str) -> tuple[Lock, str | None]:
        """(LOCKED, text), (LOCKED, None) of what is for the machines only, or (SEALED, None)."""
        id = fingerprint_of(encrypted)
        known = self._storage.text_of(id)
        if known is not None:
            return Lock.LOCKED, known
        async with self._lock:
            try:
                async with asyncio.timeout(READ_WITHIN):
                    body = await self._read(encrypted, sender)
            except FAILURES as error:
                log.info("omemo.unreadable", sender=sender, reason=type(error).__name__)
                is_text = child(encrypted, "payload", NS_OMEMO) is not None
                return (Lock.SEALED if is_text else Lock.LOCKED), None
            finally:
                await self._storage.commit()
            if body is not None:
                self._storage.keep_text(id, body)
                await self._storage.commit()
            return Lock.LOCKED, body

    async def _read(self, encrypted: ET.Element, sender: str) -> str | None:
        message = await oldmemo.etree.parse_message(encrypted, sender, self._own, self._manager)
        plain, _, _ = await self._manager.decrypt(message)
        return None if plain is None else plain.decode()

    async def look(self, address: str) -> None:
        """Ask for their devices. Of friends it is told when they change."""
        async with self._lock:
            try:
                for one in (address, self._own):
                    await self._manager.refresh_device_list(oldmemo.oldmemo.NAMESPACE, one)
            except omemo.OMEMOException as error:
                raise Problem(Reason.NO_KEYS, str(error)) from error
            finally:
                await self._storage.commit()
        self._looked.add(address)

    async def listed(self, item: ET.Element, sender: str) -> None:
        """Somebody's devices are these now (XEP-0384 0.3, 4.2)."""
        async with self._lock:
            try:
                devices = oldmemo.etree.parse_device_list(item)
                await self._manager.update_device_list(NS_OMEMO, sender, devices)
            except FAILURES as error:
                log.info("omemo.devices", sender=sender, reason=type(error).__name__)
            finally:
                await self._storage.commit()

    async def keys(self, address: str) -> tuple[Key, ...]:
        """Theirs, then one's own."""
        async with self._lock:
            own = await self._manager.get_own_device_information()
            theirs = await self._manager.get_device_information(address)
            await self._storage.commit()
        here = self._key(own[0], theirs=())
        others = [self._key(one, own[1]) for one in own[1]] if address != self._own else []
        found = sorted((self._key(one, theirs) for one in theirs), key=lambda k: k.fingerprint)
        mine = Key(here.address, here.fingerprint, Trust.CHECKED, is_own=True, is_here=True)
        return (*found, mine, *others)

    async def trust(self, key: Key, trust: Trust) -> None:
        async with self._lock:
            devices = await self._manager.get_device_information(key.address)
            for one in devices:
                if shown(one) == key.fingerprint:
                    await self._manager.set_trust(key.address, one.identity_key, trust)
            await self._storage.commit()

    def _key(
        self, device: omemo.DeviceInformation, theirs: Iterable[omemo.DeviceInformation]
    ) -> Key:
        trust = Trust(device.trust_level_name)
        is_checked = any(one.trust_level_name == Trust.CHECKED for one in theirs)
        is_active = any(dict(device.active).values())
        is_good = trust is Trust.CHECKED or (trust is Trust.NEW and not is_checked)
        return Key(
            address=device.bare_jid,
            fingerprint=shown(device),
            trust=trust,
            is_own=device.bare_jid == self._own,
            is_used=is_good and is_active,
            is_active=is_active,
        )


class Manager(omemo.SessionManager):
    """Whom to trust: everybody, until a person has checked one key of theirs."""

    is_sealing = False

    async def _evaluate_custom_trust_level(
        self, device: omemo.DeviceInformation
    ) -> omemo.TrustLevel:
        trust = Trust(device.trust_level_name)
        if trust is not Trust.NEW:
            is_good = trust is Trust.CHECKED
            return omemo.TrustLevel.TRUSTED if is_good else omemo.TrustLevel.DISTRUSTED
        others = await self.get_device_information(device.bare_jid)
        if all(one.trust_level_name != Trust.CHECKED for one in others):
            return omemo.TrustLevel.TRUSTED
        # It may be read what it writes; nothing is written for it
        return omemo.TrustLevel.DISTRUSTED if self.is_sealing else omemo.TrustLevel.UNDECIDED

    async def _make_trust_decision(
        self, undecided: frozenset[omemo.DeviceInformation], identifier: str | None
    ) -> None:
        raise omemo.TrustDecisionFailed("while sealing, all is decided")


def manager_of(nodes: Nodes) -> type[Manager]:
    """The library asks for a class whose functions know where the keys of all are."""

    class Bound(Manager):
        _upload_bundle = staticmethod(nodes.upload_bundle)
        _download_bundle = staticmethod(nodes.download_bundle)
        _delete_bundle = staticmethod(nodes.delete_bundle)
        _upload_device_list = staticmethod(nodes.upload_devices)
        _download_device_list = staticmethod(nodes.download_devices)
        _send_message = staticmethod(nodes.send)

    return Bound


def shown(device: omemo.DeviceInformation) -> str:
    """The fingerprint as everybody shows it: of the Curve25519 form (XEP-0384, 7)."""
    return "".join(omemo.SessionManager.format_identity_key(device.identity_key))


def fingerprint_of(encrypted: ET.Element) -> str:
    """What tells one encrypted message from all others, by whatever way it came."""
    header = child(encrypted, "header", NS_OMEMO)
    parts = (
        (header.get("sid", "") if header is not None else ""),
        text(header, "iv", NS_OMEMO),
        text(encrypted, "payload", NS_OMEMO),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()

"""Passwords: in the keyring of the system, or until the program ends."""

import asyncio
from typing import Protocol

import keyring
import keyring.errors
from keyring.backends import fail, null

from magpie.base.log import get_logger

log = get_logger(__name__)

SERVICE = "magpie"


class Passwords(Protocol):
    """Where they are. Nothing is ever written in the clear."""

    can_remember: bool

    async def get(self, address: str) -> str:
        """ "" when none is known."""

    async def remember(self, address: str, password: str) -> bool:
        """Keep it beyond the end of the program; whether that worked."""

    async def forget(self, address: str) -> None: ...


class Keyring:
    """The system's; it may ask the person, so it has a thread to wait in."""

    def __init__(self) -> None:
        self.can_remember = not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)

    async def get(self, address: str) -> str:
        if not self.can_remember:
            return ""
        try:
            return await asyncio.to_thread(keyring.get_password, SERVICE, address) or ""
        except keyring.errors.KeyringError as error:
            log.warning("keyring.failed", reason=str(error))
            return ""

    async def remember(self, address: str, password: str) -> bool:
        if not self.can_remember:
            return False
        try:
            await asyncio.to_thread(keyring.set_password, SERVICE, address, password)
        except keyring.errors.KeyringError as error:
            log.warning("keyring.failed", reason=str(error))
            return False
        return True

    async def forget(self, address: str) -> None:
        if not self.can_remember:
            return
        try:
            await asyncio.to_thread(keyring.delete_password, SERVICE, address)
        except keyring.errors.KeyringError:
            pass  # it was not there

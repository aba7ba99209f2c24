"""The lock of a conversation: whether it is closed, and whose keys it has, in words."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.key import Key, Trust
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.ui import words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown

translate = QCoreApplication.translate

INSTALL = "pip install 'magpie-im[desktop,omemo]'"


class SecrecyView(QObject):
    """Of a conversation of two. Keys are asked for when somebody looks at them."""

    changed = Signal()

    def __init__(self, client: Client, deeds: Deeds, conversation: Conversation) -> None:
        super().__init__()
        self._client, self._deeds = client, deeds
        self._id = conversation.id
        self._first = conversation
        self._found: tuple[Key, ...] = ()
        self.problem: Problem | None = None
        self.is_busy = False
        self._close = client.conversations.items.changed.connect(lambda _: self.changed.emit())

    def close(self) -> None:
        self._close()

    @property
    def row(self) -> Conversation:
        return self._client.conversations.items.find(self._id) or self._first

    @property
    def theirs(self) -> list[dict[str, Any]]:
        return [described(key) for key in self._found if not key.is_own]

    @property
    def own(self) -> list[dict[str, Any]]:
        return [described(key) for key in self._found if key.is_own]

    @property
    def trouble(self) -> str:
        """Why it cannot be locked, and what to do."""
        if self.problem is None:
            return ""
        if self.problem.reason is Reason.UNSUPPORTED:
            return translate(
                "secrecy",
                "Encryption is not installed. Run the line below, then start Magpie again.",
            )
        if self.problem.reason is Reason.NO_KEYS:
            return translate(
                "secrecy",
                "No device of theirs can read encrypted messages yet. They have to turn on OMEMO.",
            )
        return words.problem(self.problem)

    @property
    def is_missing(self) -> bool:
        return self.problem is not None and self.problem.reason is Reason.UNSUPPORTED

    locked = shown(bool, "row.is_locked", changed)
    name = shown(str, "row.name", changed)
    keys = shown("QVariantList", "theirs", changed)
    ownKeys = shown("QVariantList", "own", changed)
    busy = shown(bool, "is_busy", changed)
    failed = shown(str, "trouble", changed)
    command = shown(str, lambda self: INSTALL if self.is_missing else "", changed)

    @Slot()
    def look(self) -> None:
        """The sheet is open."""
        self._begin("keys", self._look())

    @Slot(bool)
    def lock(self, wanted: bool) -> None:
        self._begin("lock", self._lock(wanted))

    @Slot(str, str)
    def trust(self, fingerprint: str, trust: str) -> None:
        for key in self._found:
            if key.fingerprint == fingerprint:
                self._begin("trust", self._trust(key, Trust(trust)))

    def _begin(self, name: str, deed: Any) -> None:
        self.problem, self.is_busy = None, True
        self.changed.emit()
        self._deeds.do(name, deed, failed=self._refused)

    def _refused(self, problem: Problem) -> None:
        self.problem = problem
        self._done()

    def _done(self) -> None:
        self.is_busy = False
        self.changed.emit()

    async def _look(self) -> None:
        if self.row.is_locked:
            self._found = await self._client.conversations.keys(self._id)
        self._done()

    async def _lock(self, wanted: bool) -> None:
        await self._client.conversations.lock(self._id, wanted)
        await self._look()

    async def _trust(self, key: Key, trust: Trust) -> None:
        await self._client.conversations.trust(self._id, key, trust)
        await self._look()


def described(key: Key) -> dict[str, Any]:
    """A key as a person sees it."""
    return {
        "fingerprint": key.fingerprint,
        "groups": key.groups,
        "said": said(key),
        "good": key.is_used,
        "here": key.is_here,
        "checked": key.trust is Trust.CHECKED,
        "refused": key.trust is Trust.REFUSED,
    }


def said(key: Key) -> str:
    """What was decided about it."""
    if key.is_here:
        return translate("secrecy", "This computer")
    if key.trust is Trust.REFUSED:
        return translate("secrecy", "Not trusted: nothing is encrypted for it")
    if not key.is_active:
        return translate("secrecy", "Not in use any more")
    if key.trust is Trust.CHECKED:
        return translate("secrecy", "You have compared it")
    if key.is_used:
        return translate("secrecy", "Trusted, though nobody has compared it yet")
    return translate("secrecy", "New: nothing is encrypted for it until you have compared it")

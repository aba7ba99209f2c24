"""Groups that one could join: those of the server, and any by its address or link."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Property, QCoreApplication, QTimer, Signal, Slot

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.group import FoundGroup
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.ui import faces, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown
from magpie.desktop.ui.rows import Rows

translate = QCoreApplication.translate
ROLES = ("key", "name", "initials", "tint", "picture", "line", "note", "joined", "spoken")
PAUSE = 250  # ms after the last key
ASKS = {Reason.PASSWORD_WANTED: "password", Reason.NICK_TAKEN: "nick"}


class Discovery(Rows):
    """What was found; `asks` names what the group wants to know before it lets one in."""

    changed = Signal()
    joined = Signal(int)

    def __init__(self, client: Client, deeds: Deeds) -> None:
        super().__init__(ROLES, self._about)
        self._client, self._deeds = client, deeds
        self._account = 0
        self._text = ""
        self.is_busy = False
        self.said_wrong = self.wants = self.joining = ""
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self._search)

    busy = shown(bool, "is_busy", changed)
    error = shown(str, "said_wrong", changed)
    asks = shown(str, "wants", changed)
    target = shown(str, "joining", changed)

    def begin(self, account: int, text: str = "") -> None:
        self._account, self._text = account, text
        self.said_wrong = self.wants = self.joining = ""
        self.reset([])
        self._search()

    def _get_text(self) -> str:
        return self._text

    def _set_text(self, text: str) -> None:
        if text.strip() != self._text:
            self._text = text.strip()
            self._pause.start()
            self.changed.emit()

    text = Property(str, _get_text, _set_text, notify=changed)

    def _search(self) -> None:
        self._pause.stop()
        self.is_busy, self.said_wrong = True, ""
        self.changed.emit()
        self._deeds.do("discover", self._find(self._text), failed=self._failed)

    async def _find(self, text: str) -> None:
        groups = self._client.groups
        if is_place(text):
            found = [await groups.look(self._account, text)]
        else:
            found = await groups.discover(self._account, text)
        if text == self._text:
            self.is_busy = False
            self.reset(found)
            self.changed.emit()

    @Slot(str, str, str)
    def join(self, address: str, nick: str, password: str) -> None:
        """Enter, or go to it when one is in it already."""
        known = next((g.conversation for g in self.items if g.address == address), 0)
        if known:
            self.joined.emit(known)
            return
        self.joining, self.said_wrong, self.is_busy = address, "", True
        self.changed.emit()
        self._deeds.do("join", self._join(address, nick.strip(), password), failed=self._failed)

    async def _join(self, address: str, nick: str, password: str) -> None:
        group = await self._client.groups.join(self._account, address, nick, password)
        self.is_busy, self.wants = False, ""
        self.changed.emit()
        self.joined.emit(group.conversation)

    def _failed(self, problem: Problem) -> None:
        again = self.wants and self.wants == ASKS.get(problem.reason)
        self.is_busy, self.wants = False, ASKS.get(problem.reason, "")
        self.said_wrong = words.problem(problem) if again or not self.wants else ""
        self.changed.emit()

    def _about(self, found: FoundGroup) -> Mapping[str, Any]:
        name = found.name or found.address.partition("@")[0]
        line = found.description or found.address
        return {
            "key": found.address,
            "name": name,
            **faces.face(found.address, name, ""),
            "line": line,
            "note": note(found),
            "joined": bool(found.conversation),
            "spoken": ", ".join(part for part in (name, line, note(found)) if part),
        }


def is_place(text: str) -> bool:
    """Whether it is the address of a room, or a link to one."""
    return text.startswith("xmpp:") or ("@" in text and " " not in text)


def note(found: FoundGroup) -> str:
    """How many are in it, and what it takes to get in."""
    parts = []
    count = found.count
    if count >= 0:
        parts.append(translate("discovery", "%n here now", "", count))
    if found.has_password:
        parts.append(translate("discovery", "asks for a password"))
    if found.is_members_only:
        parts.append(translate("discovery", "by invitation only"))
    return " · ".join(parts)

"""Searching over everyone and everything: people and chats at once, messages a moment later."""

from typing import Any

from PySide6.QtCore import Property, QCoreApplication, QTimer, Signal, Slot

from magpie.base.clock import Clock
from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.hit import Hit
from magpie.desktop.core.entities.person import Person
from magpie.desktop.ui import chats, faces, richtext, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown
from magpie.desktop.ui.rows import Rows

translate = QCoreApplication.translate
ROLES = (
    "key", "kind", "section", "name", "initials", "tint", "picture", "show", "line", "time",
)  # fmt: skip
PAUSE = 120  # ms after the last key
PAGE = 50
RECENT = 12


class Search(Rows):
    """`recent`: show the newest chats while nothing is typed, as the switcher does;
    `names_only`: people and chats, no messages.
    """

    textChanged = Signal()
    busyChanged = Signal()
    chosen = Signal(int, str, int)  # account, address, message or 0

    def __init__(
        self,
        client: Client,
        deeds: Deeds,
        clock: Clock,
        *,
        recent: bool = False,
        names_only: bool = False,
    ) -> None:
        super().__init__(ROLES, self._roles)
        self._client, self._deeds, self._clock = client, deeds, clock
        self._text, self._recent, self._names_only = "", recent, names_only
        self.is_busy = False
        self._all_found = True
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(lambda: self._deeds.do("search", self._messages()))

    busy = shown(bool, "is_busy", busyChanged)

    @Slot()
    def begin(self) -> None:
        """Nothing is typed yet."""
        self._text = ""
        self._list_names()

    def _get_text(self) -> str:
        return self._text

    def _set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self._list_names()
        self.is_busy = bool(text.strip()) and not self._names_only
        if self.is_busy:
            self._pause.start()
        else:
            self._pause.stop()
        self.textChanged.emit()
        self.busyChanged.emit()

    text = Property(str, _get_text, _set_text, notify=textChanged)

    @Slot(int)
    def open(self, at: int) -> None:
        item = self.items[at]
        if isinstance(item, Hit):
            chat = item.conversation
            self.chosen.emit(chat.account, chat.address, item.message.id)
        else:
            self.chosen.emit(item.account, item.address, 0)

    @Slot()
    def more(self) -> None:
        """The next page of messages."""
        if not self._all_found and not self.is_busy:
            self.is_busy = True
            self._deeds.do("search", self._messages(more=True))

    def _list_names(self) -> None:
        text = self._text.strip()
        if not text:
            chats_ = [c for c in self._client.conversations.items if not c.is_archived]
            self.reset(chats_[:RECENT] if self._recent else [])
            return
        found: list[Any] = list(self._client.search.conversations(text, 8))
        known = {(chat.account, chat.address) for chat in found}
        found += [p for p in self._client.search.people(text, 12) if p.key not in known]
        self.reset(found)

    async def _messages(self, *, more: bool = False) -> None:
        text = self._text.strip()
        last = self.items[-1] if more and self.items else None
        before = last.message.at if isinstance(last, Hit) else 0
        hits = await self._client.search.messages(text, before=before, limit=PAGE) if text else []
        if text != self._text.strip():
            return
        if hits:
            self.insert(len(self.items), hits)
        self._all_found = len(hits) < PAGE
        self.is_busy = False
        self.busyChanged.emit()

    def _roles(self, item: Conversation | Person | Hit) -> dict[str, Any]:
        if isinstance(item, Hit):
            return self._hit(item)
        person = (
            item
            if isinstance(item, Person)
            else self._client.people.items.find((item.account, item.address))
        )
        name = person.name if person else item.name
        if isinstance(item, Conversation):
            line = chats.last_line(self._client, item, name) or item.address
            section, time = translate("search", "Chats"), words.when(
                item.active_at, self._clock.now()
            )  # fmt: skip
        else:
            line, section, time = item.address, translate("search", "People"), ""
        return {
            "key": f"{item.account} {item.address}",
            "kind": "person",
            "section": section,
            "name": name,
            **faces.face(item.address, name, person.avatar if person else ""),
            "show": str(person.show) if person else "offline",
            "line": richtext.marked(line, ()),
            "time": time,
        }

    def _hit(self, hit: Hit) -> dict[str, Any]:
        chat = hit.conversation
        person = self._client.people.items.find((chat.account, chat.address))
        name = person.name if person else chat.name
        return {
            "key": str(hit.message.id),
            "kind": "message",
            "section": translate("search", "Messages"),
            "name": name,
            **faces.face(chat.address, name, person.avatar if person else ""),
            "show": "",
            "line": richtext.marked(hit.excerpt, hit.marks),
            "time": words.when(hit.message.at, self._clock.now()),
        }

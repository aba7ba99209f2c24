"""The messages that are chosen together, to be copied, forwarded, saved or deleted."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.message import Delivery, Lock, Message
from magpie.desktop.ui import chats, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown
from magpie.desktop.ui.timeline import Messages

translate = QCoreApplication.translate


def can_go_on(message: Message) -> bool:
    """Whether there is something to write once more elsewhere."""
    file = message.file
    there = not message.is_retracted and message.lock is not Lock.SEALED
    return there and (bool(file.url or file.path) if file else bool(message.body))


def can_retract(message: Message) -> bool:
    return message.is_own and not message.is_retracted and message.delivery > Delivery.WAITING


class Selecting(QObject):
    """Chosen with "Select", or by dragging over them; `active` while there are any."""

    changed = Signal()
    forwardWanted = Signal(list)

    def __init__(self, client: Client, deeds: Deeds, messages: Messages) -> None:
        super().__init__()
        self._client, self._deeds, self._messages = client, deeds, messages
        self._before: frozenset[int] = frozenset()  # chosen when the drag began
        self.chosen: dict[int, Message] = {}

    count = shown(int, lambda self: len(self.chosen), changed)
    active = shown(bool, lambda self: bool(self.chosen), changed)
    canCopy = shown(bool, lambda self: any(m.body for m in self.chosen.values()), changed)
    canForward = shown(bool, lambda self: any(map(can_go_on, self.chosen.values())), changed)
    canSave = shown(bool, lambda self: bool(self.unsaved()), changed)
    canRetract = shown(bool, lambda self: all(map(can_retract, self.chosen.values())), changed)

    @Slot(str)
    def toggle(self, key: str) -> None:
        message = self._messages.message(key)
        if message is not None and self.chosen.pop(message.id, None) is None:
            self.chosen[message.id] = message
        self._show({int(key)})

    @Slot()
    def begin(self) -> None:
        """A drag begins: what is chosen already stays so."""
        self._before = frozenset(self.chosen)

    @Slot(int, int)
    def span(self, first: int, last: int) -> None:
        """The rows from one to the other, and those that were chosen before the drag."""
        rows = self._messages.items[min(first, last) : max(first, last) + 1]
        over = {message.id: message for message in rows}
        kept = {id: message for id, message in self.chosen.items() if id in self._before}
        self._replace(kept | over)

    @Slot()
    def clear(self) -> None:
        self._replace({})

    @Slot()
    def copy(self) -> None:
        """Their words; with who said them and when, if there are several."""
        said = [message for message in self._in_order() if message.body]
        if len(said) == 1:
            text = said[0].body
        else:
            text = "\n\n".join(f"{self._heading(message)}\n{message.body}" for message in said)
        QGuiApplication.clipboard().setText(text)
        self._deeds.told.emit(translate("selecting", "Copied"))
        self.clear()

    @Slot(str)
    def copyText(self, text: str) -> None:
        """A part of a message."""
        if text:
            QGuiApplication.clipboard().setText(text)

    @Slot()
    def forward(self) -> None:
        ids = [message.id for message in self._in_order() if can_go_on(message)]
        self.clear()
        self.forwardWanted.emit(ids)

    @Slot(str)
    def forwardOne(self, key: str) -> None:
        self.forwardWanted.emit([int(key)])

    @Slot()
    def save(self) -> None:
        """The files that are not here yet."""
        for message in self.unsaved():
            self._deeds.do("fetch", self._client.transfers.fetch(message.id))
        self.clear()

    @Slot(bool)
    def remove(self, everywhere: bool) -> None:
        """From this computer; or, one's own, for everyone."""
        ids = [message.id for message in self._in_order()]
        self.clear()
        if everywhere:
            for id in ids:
                self._deeds.do("retract", self._client.messages.retract(id))
        else:
            self._deeds.do("hide", self._client.messages.hide(ids))

    def unsaved(self) -> list[Message]:
        return [m for m in self.chosen.values() if m.file and m.file.url and not m.file.path]

    def _in_order(self) -> Sequence[Message]:
        return sorted(self.chosen.values(), key=lambda message: message.at)

    def _heading(self, message: Message) -> str:
        name = self._messages.name(message)
        if message.is_own:
            name = chats.own_name(self._client, self._messages.conversation.account)
        return f"{name}, {words.moment(message.at):%Y-%m-%d %H:%M}"

    def _replace(self, chosen: dict[int, Message]) -> None:
        different = self.chosen.keys() ^ chosen.keys()
        self.chosen = chosen
        self._show(different)

    def _show(self, ids: Iterable[int]) -> None:
        self._messages.choose(self.chosen.keys(), ids)
        self.changed.emit()

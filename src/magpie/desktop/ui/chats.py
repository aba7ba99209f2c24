"""The list of chats: what each row says, and what can be done with it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    Property,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    QUrl,
    Signal,
    Slot,
)

from magpie.base.clock import Clock
from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.account import Account
from magpie.desktop.core.entities.conversation import Conversation, Kind
from magpie.desktop.core.entities.message import Delivery, FileKind, Lock, Message
from magpie.desktop.core.observe import Change, Changed
from magpie.desktop.core.styling import me
from magpie.desktop.ui import accounts, belonging, faces, group, muting, richtext, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown
from magpie.desktop.ui.rows import Mirror

translate = QCoreApplication.translate
ROLES = (
    "key", "name", "initials", "tint", "picture", "show", "line", "prefix", "tone", "time",
    "delivery", "unread", "mentioned", "marked", "muted", "pinned", "group", "locked", "account",
    "accountTint", "spoken",
)  # fmt: skip
DELIVERIES = {
    Delivery.FAILED: "failed",
    Delivery.WAITING: "waiting",
    Delivery.ON_SERVER: "sent",
    Delivery.DELIVERED: "delivered",
    Delivery.READ: "read",
}
KINDS: dict[FileKind, Callable[[], str]] = {
    FileKind.IMAGE: lambda: translate("chats", "Picture"),
    FileKind.VIDEO: lambda: translate("chats", "Video"),
    FileKind.AUDIO: lambda: translate("chats", "Sound"),
    FileKind.VOICE: lambda: translate("chats", "Voice message"),
    FileKind.OTHER: lambda: "",
}


def instead(message: Message) -> str:
    """What is said in the place of a message that is gone, or cannot be read; "" of others."""
    if message.lock is Lock.SEALED:
        return translate("chats", "Encrypted: this computer has no key for it")
    if message.is_retracted and message.moderator:
        return translate("chats", "Removed by %1").replace("%1", message.moderator)
    return translate("chats", "Message deleted") if message.is_retracted else ""


def summary(message: Message, name: str) -> str:
    """One line about a message: its beginning, or what it is."""
    if said := instead(message):
        return said
    if message.file:
        kind = KINDS[message.file.kind]()
        return richtext.line(message.body) or kind or message.file.name
    action = me(message.body)
    return f"{name} {richtext.line(action)}" if action is not None else richtext.line(message.body)


def own_name(client: Client, account: int) -> str:
    """What one is called oneself, with that account."""
    found = client.accounts.items.find(account)
    return accounts.name_of(found) if found else ""


def last_line(client: Client, chat: Conversation, name: str) -> str:
    """One line about the newest message of a chat with `name`; "" without one."""
    if chat.last is None:
        return ""
    doer = own_name(client, chat.account) if chat.last.is_own else chat.last.name or name
    return summary(chat.last, doer)


def speaker(message: Message) -> str:
    """Who says it, before the line: oneself, or one of many."""
    if instead(message) or me(message.body) is not None:
        return ""
    return translate("chats", "You:") if message.is_own else message.name and f"{message.name}:"


class Chats(QSortFilterProxyModel):
    """Those in use, or the archived ones."""

    archivedChanged = Signal()
    currentChanged = Signal()
    unreadChanged = Signal()
    opening = Signal(int)
    countsChanged = Signal()

    def __init__(self, client: Client, deeds: Deeds, clock: Clock) -> None:
        super().__init__()
        self._client, self._deeds, self._clock = client, deeds, clock
        self._archived = False
        self._loading = True
        self.current_key = ""
        self.archived_count = self.unread_count = 0
        self.rows = Mirror(client.conversations.items, ROLES, self._show)
        self.setSourceModel(self.rows)
        client.conversations.items.changed.connect(self._changed)
        client.people.items.changed.connect(self._person_changed)
        client.accounts.items.changed.connect(self._accounts_changed)
        self._count()

    loading = shown(bool, "_loading", countsChanged)
    archivedCount = shown(int, "archived_count", countsChanged)
    unread = shown(int, "unread_count", countsChanged)
    currentKey = shown(str, "current_key", currentChanged)

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        chat: Conversation = self.rows.items[row]
        return chat.is_archived == self._archived

    def _get_archived(self) -> bool:
        return self._archived

    def _set_archived(self, value: bool) -> None:
        if value != self._archived:
            self.beginFilterChange()
            self._archived = value
            self.endFilterChange()
            self.archivedChanged.emit()

    archived = Property(bool, _get_archived, _set_archived, notify=archivedChanged)
    current = Property(int, lambda self: self.place(self.current_key), notify=currentChanged)

    def loaded(self) -> None:
        """What is here has been read."""
        self._loading = False
        self._count()

    def show_current(self, key: str) -> None:
        """That chat is open now; its draft is where it is being written."""
        before, self.current_key = self.current_key, key
        for at, chat in enumerate(self.rows.items):
            if str(chat.id) in (before, key):
                self.rows.refresh(at)
        self.currentChanged.emit()

    def place(self, key: str) -> int:
        """The row of a chat among those shown; -1 without."""
        at = next((n for n, c in enumerate(self.rows.items) if str(c.id) == key), -1)
        return self.mapFromSource(self.rows.index(at)).row() if at >= 0 else -1

    def chat(self, key: str) -> Conversation:
        found = self._client.conversations.items.find(int(key))
        if found is None:
            raise KeyError(key)
        return found

    @Slot(int)
    def open(self, row: int) -> None:
        if 0 <= row < self.rowCount():
            self.opening.emit(self.rows.items[self.mapToSource(self.index(row, 0)).row()].id)

    @Slot(int)
    def step(self, by: int) -> None:
        """To the next chat of the list, or the one before."""
        here = self.place(self.current_key)
        self.open(max(0, min(self.rowCount() - 1, here + by)) if here >= 0 else 0)

    @Slot(str, bool)
    def pin(self, key: str, wanted: bool) -> None:
        self._deeds.do("pin", self._client.conversations.pin(int(key), wanted))

    @Slot(str, int)
    def mute(self, key: str, choice: int) -> None:
        until = muting.end(choice, self._clock.now())
        self._deeds.do("mute", self._client.conversations.mute(int(key), until))

    @Slot(str)
    def delete(self, key: str) -> None:
        """From this computer, with its messages."""
        self._deeds.do("delete", self._client.conversations.delete(int(key)))

    @Slot(str, bool)
    def mark(self, key: str, unread: bool) -> None:
        chats = self._client.conversations
        self._deeds.do("mark", (chats.mark_unread if unread else chats.read)(int(key)))

    @Slot(str, bool)
    def archive(self, key: str, wanted: bool) -> None:
        self._deeds.do("archive", self._client.conversations.archive(int(key), wanted))

    @Slot(str, QUrl)
    def exportTo(self, key: str, url: QUrl) -> None:
        path = Path(url.toLocalFile())
        self._deeds.do("export", self._export(int(key), path))

    async def _export(self, conversation: int, path: Path) -> None:
        form = "json" if path.suffix == ".json" else "html"
        await self._client.conversations.export(conversation, path, form)  # type: ignore[arg-type]
        self._deeds.told.emit(translate("chats", "Saved as %1").replace("%1", path.name))

    def _show(self, chat: Conversation) -> Mapping[str, Any]:
        person = self._client.people.items.find((chat.account, chat.address))
        name = person.name if person else chat.name
        avatar = person.avatar if person else chat.avatar
        row: dict[str, Any] = {
            "key": str(chat.id),
            "name": name,
            **faces.face(chat.address, name, avatar),
            "group": chat.kind is Kind.GROUP,
            "locked": chat.is_locked,
            "mentioned": chat.mentions > 0,
            "show": str(person.show) if person else "offline",
            "time": words.when(chat.active_at, self._clock.now()),
            "delivery": "",
            "unread": chat.unread,
            "marked": chat.is_marked,
            "muted": chat.muted_until > self._clock.now(),
            "pinned": chat.is_pinned,
            **belonging.mark(self._client, chat.account),
            **self._line(chat, name),
        }
        row["spoken"] = self._spoken(row)
        return row

    def _line(self, chat: Conversation, name: str) -> dict[str, str]:
        """What stands below the name: who types, the draft, or the newest message."""
        if chat.typing:
            line = group.who_types(chat.typing) if chat.kind is Kind.GROUP else translate(
                "chats", "typing…"
            )  # fmt: skip
            return {"prefix": "", "line": line, "tone": "typing"}
        if chat.draft and str(chat.id) != self.current_key:
            prefix = translate("chats", "Draft:")
            return {"prefix": prefix, "line": richtext.line(chat.draft), "tone": "draft"}
        if chat.last is None:
            return {"prefix": "", "line": translate("chats", "No messages yet"), "tone": ""}
        own = chat.last.is_own
        return {
            "prefix": speaker(chat.last),
            "line": last_line(self._client, chat, name),
            "tone": "",
            "delivery": DELIVERIES[chat.last.delivery] if own else "",
        }

    def _spoken(self, row: Mapping[str, Any]) -> str:
        parts = [row["name"], f"{row['prefix']} {row['line']}".strip(), row["time"]]
        if row["unread"]:
            parts.insert(1, translate("chats", "%n unread", "", row["unread"]))
        parts.append(row["account"])
        return ", ".join(part for part in parts if part)

    def _changed(self, _change: Change[Conversation]) -> None:
        self._count()
        self.currentChanged.emit()

    def _person_changed(self, _change: object) -> None:
        """Names, faces and presence of the rows come from the people."""
        self.rows.refresh_all()

    def _accounts_changed(self, change: Change[Account]) -> None:
        if not isinstance(change, Changed):
            self.rows.refresh_all()

    def _count(self) -> None:
        chats, now = self.rows.items, self._clock.now()
        self.archived_count = sum(chat.is_archived for chat in chats)
        self.unread_count = sum(
            max(chat.unread, chat.is_marked) for chat in chats if chat.muted_until <= now
        )
        self.countsChanged.emit()

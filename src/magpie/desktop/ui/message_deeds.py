"""What can be done with one message of the open conversation."""

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.group import Group
from magpie.desktop.core.entities.message import Delivery, Lock
from magpie.desktop.ui import richtext, selecting
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.timeline import Messages

SAFE = ("http", "https", "mailto", "geo")


class MessageDeeds(QObject):
    """Slots that take the key of a message's row."""

    linked = Signal(str)

    def __init__(self, client: Client, deeds: Deeds, messages: Messages) -> None:
        super().__init__()
        self._client, self._deeds, self._messages = client, deeds, messages

    @property
    def _group(self) -> Group | None:
        found: Group | None = self._client.groups.items.find(self._messages.conversation.id)
        return found

    @Slot(str, result="QVariantMap")
    def abilities(self, key: str) -> dict[str, bool]:
        """What the menu of a message offers."""
        message = self._messages.message(key)
        if message is None:
            return {}
        group = self._group
        there = not message.is_retracted and message.lock is not Lock.SEALED
        stuck = message.is_own and message.delivery in (Delivery.FAILED, Delivery.WAITING)
        text = there and bool(message.body)
        speaks = group is None or group.can_speak
        return {
            "reply": there and not stuck and speaks,
            "react": there and not stuck and speaks,
            "copy": text,
            "forward": selecting.can_go_on(message),
            "edit": text and message.is_own and message.file is None,
            "save": there and message.file is not None,
            "folder": there and message.file is not None and bool(message.file.path),
            "retry": message.is_own and message.delivery is Delivery.FAILED,
            "retract": there and message.is_own and not stuck,
            "moderate": there and not message.is_own and group is not None and group.can_moderate,
            "hide": not stuck,
            "discard": stuck,
        }

    @Slot(str)
    def copy(self, key: str) -> None:
        message = self._messages.message(key)
        if message is not None:
            QGuiApplication.clipboard().setText(message.body)

    @Slot(str, str)
    def react(self, key: str, emoji: str) -> None:
        """Give the reaction, or take it back."""
        message = self._messages.message(key)
        if message is None:
            return
        mine = [r["emoji"] for r in self._messages.row(self._messages.place(int(key)))["reactions"]
                if r["mine"]]  # fmt: skip
        wanted = [one for one in mine if one != emoji] if emoji in mine else [*mine, emoji]
        self._deeds.do("react", self._client.messages.react(message.id, wanted))

    @Slot(str)
    def retract(self, key: str) -> None:
        self._deeds.do("retract", self._client.messages.retract(int(key)))

    @Slot(str)
    def moderate(self, key: str) -> None:
        """Take back what another has said, for everyone in the group."""
        self._deeds.do("moderate", self._client.groups.moderate(int(key)))

    @Slot(str)
    def discard(self, key: str) -> None:
        self._deeds.do("discard", self._client.messages.discard(int(key)))

    @Slot(str)
    def hide(self, key: str) -> None:
        """From this computer; the others keep it."""
        self._deeds.do("hide", self._client.messages.hide([int(key)]))

    @Slot(str)
    def retry(self, key: str) -> None:
        self._deeds.do("retry", self._client.messages.retry(int(key)))

    @Slot(str, str)
    def follow(self, key: str, link: str) -> None:
        """A link in a message was pressed."""
        if link == richtext.MORE:
            self._messages.show_more(key)
        elif link.startswith("xmpp:"):
            self.linked.emit(link)
        elif QUrl(link).scheme() in SAFE:
            QDesktopServices.openUrl(QUrl(link))

    @Slot(str, result=str)
    def author(self, key: str) -> str:
        """The key of who wrote it among the members of the group, "" when they are not in it."""
        message, group = self._messages.message(key), self._group
        if message is None or group is None:
            return ""
        for member in self._client.groups.members(group.conversation):
            if message.sender in (member.address, f"{group.address}/{member.nick}"):
                return " ".join(member.key)
        return ""

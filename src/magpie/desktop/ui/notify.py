"""What is worth a notification, and its words."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from magpie.base.clock import Clock
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.notice import (
    AccountRefused,
    HistoryRebuilt,
    NewMessage,
    NewRequest,
    Notice,
    TransferEnded,
    TransferOffered,
)  # fmt: skip
from magpie.desktop.core.entities.transfer import Stage, Transfer
from magpie.desktop.core.setting import DO_NOT_DISTURB, NOTIFY, NOTIFY_TEXT, SOUND
from magpie.desktop.ui import chats, words
from magpie.desktop.ui.shell import Shell

translate = QCoreApplication.translate
AGAIN = 2_000_000  # µs: a sound is not made more often


@dataclass(frozen=True)
class Bubble:
    """One notification. What comes for the same conversation takes its place."""

    conversation: int
    title: str
    text: str
    sound: bool = False
    answerable: bool = False


class Notifier:
    """Turns notices into bubbles for `show`, or says why not by saying nothing."""

    def __init__(self, shell: Shell, clock: Clock, show: Callable[[Bubble], object]) -> None:
        self._shell, self._clock, self._show = shell, clock, show
        self._sounded = 0
        self.close = shell.client.notices.connect(self.notice)

    def notice(self, notice: Notice) -> None:
        bubble = self._bubble(notice)
        settings = self._shell.client.settings
        if isinstance(notice, HistoryRebuilt):
            self._shell.told.emit(translate(
                "notify", "The history here was damaged. It comes back from the server."
            ))  # fmt: skip
        if bubble and settings.get(NOTIFY) and not settings.get(DO_NOT_DISTURB):
            self._show(bubble)

    def _bubble(self, notice: Notice) -> Bubble | None:
        if isinstance(notice, NewMessage):
            if notice.is_muted or self._is_read(notice.conversation):
                return None
            return self._message(notice.conversation, notice.message)
        if isinstance(notice, TransferOffered):
            return self._offer(notice.transfer)
        if isinstance(notice, TransferEnded):
            return self._ended(notice.transfer)
        if isinstance(notice, NewRequest):
            text = translate("notify", "would like to be your contact")
            return Bubble(0, notice.request.name, text)
        if isinstance(notice, AccountRefused) and notice.account.problem:
            return Bubble(0, notice.account.address, words.problem(notice.account.problem))
        return None

    def _message(self, chat: Conversation, message: Message) -> Bubble:
        name = self._shell.name_of(chat)
        settings = self._shell.client.settings
        if settings.get(NOTIFY_TEXT):
            text = chats.summary(message, name)
        else:
            text = translate("notify", "New message")
        now = self._clock.now()
        sound = settings.get(SOUND) and now - self._sounded > AGAIN
        if sound:
            self._sounded = now
        return Bubble(chat.id, name, text, sound, answerable=True)

    def _offer(self, transfer: Transfer) -> Bubble | None:
        chat = self._shell.client.conversations.items.find(transfer.conversation)
        if chat is None or self._is_read(chat):
            return None
        text = translate("notify", "wants to send %1 (%2)")
        text = text.replace("%1", transfer.file.name).replace("%2", words.size(transfer.file.size))
        return Bubble(chat.id, self._shell.name_of(chat), text, sound=True)

    def _ended(self, transfer: Transfer) -> Bubble | None:
        chat = self._shell.client.conversations.items.find(transfer.conversation)
        if chat is None or self._is_read(chat):
            return None
        if transfer.stage is Stage.DONE:
            text = translate("notify", "%1 has arrived")
        elif transfer.stage is Stage.FAILED:
            text = translate("notify", "%1 did not arrive")
        elif transfer.stage is Stage.DECLINED and transfer.is_own:
            text = translate("notify", "does not want %1")
        else:
            return None
        return Bubble(chat.id, self._shell.name_of(chat), text.replace("%1", transfer.file.name))

    def _is_read(self, chat: Conversation) -> bool:
        """Whether somebody is looking at it just now."""
        view = self._shell.talking.view
        return bool(self._shell.is_active and view and view.id == chat.id and view.is_watching)

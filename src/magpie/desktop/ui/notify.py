"""What is worth a notification, its words, and when it has had its time."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from magpie.base.clock import Clock
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.group import GroupInvitation, Notify
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.notice import (
    AccountRefused,
    GroupEnded,
    HistoryRebuilt,
    InvitationRefused,
    NewInvitation,
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
    """One notification. What comes with the same key takes its place.

    Attributes:
        conversation: what is opened, 0: the window alone.
        picture: a file, "" without.
        answerable: whether it is a message, which may be answered, or marked as read.
    """

    key: str
    conversation: int
    title: str
    text: str
    picture: str = ""
    sound: bool = False
    answerable: bool = False


class Notifier:
    """Turns notices into bubbles for `show`, or says why not by saying nothing.

    `withdraw` gets the key of one that need not be seen any more: its messages were read, here or
    on another device, or taken back, or its conversation was opened.
    """

    def __init__(
        self,
        shell: Shell,
        clock: Clock,
        show: Callable[[Bubble], object],
        withdraw: Callable[[str], object],
    ) -> None:
        self._shell, self._clock, self._show, self._withdraw = shell, clock, show, withdraw
        self._sounded = 0
        self._told: dict[int, int] = {}  # the message that was shown last, by conversation
        client = shell.client
        self._ends = [
            client.notices.connect(self.notice),
            client.conversations.items.changed.connect(lambda _: self._compare()),
        ]
        shell.conversationShown.connect(self._looked)
        shell.activeChanged.connect(self._looked)

    def close(self) -> None:
        for end in self._ends:
            end()

    def notice(self, notice: Notice) -> None:
        bubble = self._bubble(notice)
        settings = self._shell.client.settings
        if isinstance(notice, HistoryRebuilt):
            self._shell.told.emit(translate(
                "notify", "The history here was damaged. It comes back from the server."
            ))  # fmt: skip
        if isinstance(notice, InvitationRefused):
            text = translate("notify", "Nobody was invited to %1: %2")
            text = text.replace("%2", words.problem(notice.problem))
            self._shell.told.emit(text.replace("%1", notice.group.name))
        if bubble and settings.get(NOTIFY) and not settings.get(DO_NOT_DISTURB):
            if isinstance(notice, NewMessage):
                self._told[bubble.conversation] = notice.message.id
            self._show(bubble)

    def _compare(self) -> None:
        """The list of chats is different: what was read, or is gone, need not be shown."""
        for conversation, message in list(self._told.items()):
            row = self._shell.client.conversations.items.find(conversation)
            is_read = row is None or not (row.unread or row.is_marked)
            last = row.last if row else None
            if is_read or (last and last.id == message and last.is_retracted):
                self._forget(conversation)

    def _looked(self) -> None:
        """Somebody looks at the open conversation."""
        view = self._shell.talking.view
        if view is not None and self._is_read(view.row):
            self._forget(view.id)

    def _forget(self, conversation: int) -> None:
        self._told.pop(conversation, None)
        self._withdraw(key(conversation))

    def _bubble(self, notice: Notice) -> Bubble | None:
        match notice:
            case NewMessage(chat, message, is_muted):
                is_wanted = not is_muted and concerns(chat, message)
                return self._message(chat, message) if is_wanted else None
            case TransferOffered(transfer):
                return self._offer(transfer)
            case TransferEnded(transfer):
                return self._ended(transfer)
            case NewRequest(request):
                text = translate("notify", "would like to be your contact")
                return Bubble("request", 0, request.name, text)
            case NewInvitation(invitation):
                return self._invitation(invitation)
            case GroupEnded(group) if group.problem:
                text = words.problem(group.problem)
                return Bubble(key(group.conversation), group.conversation, group.name, text)
            case AccountRefused(account) if account.problem:
                text = words.problem(account.problem)
                return Bubble(f"account {account.id}", 0, account.address, text)
        return None

    def _message(self, chat: Conversation, message: Message) -> Bubble | None:
        if self._is_read(chat):
            return None
        name = self._shell.name_of(chat)
        settings = self._shell.client.settings
        if settings.get(NOTIFY_TEXT):
            said = chats.summary(message, message.name or name)
            text = f"{chats.speaker(message)} {said}".strip()
        else:
            text = translate("notify", "New message")
        now = self._clock.now()
        sound = settings.get(SOUND) and now - self._sounded > AGAIN
        if sound:
            self._sounded = now
        picture = self._picture(chat)
        return Bubble(key(chat.id), chat.id, name, text, picture, sound, answerable=True)

    def _invitation(self, invitation: GroupInvitation) -> Bubble:
        name = invitation.sender_name or invitation.sender
        if name:
            text = translate("notify", "invites you to %1").replace("%1", invitation.name)
        else:
            name, text = invitation.name, translate("notify", "You are invited to this group.")
        return Bubble("invitation", 0, name, text)

    def _picture(self, chat: Conversation) -> str:
        person = self._shell.client.people.items.find((chat.account, chat.address))
        return chat.avatar or (person.avatar if person else "")

    def _offer(self, transfer: Transfer) -> Bubble | None:
        text = translate("notify", "wants to send %1 (%2)")
        text = text.replace("%2", words.size(transfer.file.size))
        return self._file(transfer, text, sound=self._shell.client.settings.get(SOUND))

    def _ended(self, transfer: Transfer) -> Bubble | None:
        if transfer.stage is Stage.DONE:
            text = translate("notify", "%1 has arrived")
        elif transfer.stage is Stage.FAILED:
            text = translate("notify", "%1 did not arrive")
        elif transfer.stage is Stage.DECLINED and transfer.is_own:
            text = translate("notify", "does not want %1")
        else:
            return None
        return self._file(transfer, text)

    def _file(self, transfer: Transfer, text: str, *, sound: bool = False) -> Bubble | None:
        chat = self._shell.client.conversations.items.find(transfer.conversation)
        if chat is None or self._is_read(chat) or chat.muted_until > self._clock.now():
            return None
        name, text = self._shell.name_of(chat), text.replace("%1", transfer.file.name)
        return Bubble(key(chat.id), chat.id, name, text, self._picture(chat), sound)

    def _is_read(self, chat: Conversation) -> bool:
        """Whether somebody is looking at it just now."""
        view = self._shell.talking.view
        return bool(self._shell.is_active and view and view.id == chat.id and view.is_watching)


def key(conversation: int) -> str:
    """Of what is about a conversation."""
    return f"chat {conversation}"


def concerns(chat: Conversation, message: Message) -> bool:
    """Whether one wants to hear of it, as one has chosen for that group."""
    return chat.notify is Notify.ALL or (chat.notify is Notify.MENTIONS and message.is_mention)

"""What is being written: the draft, the message that it answers, or the one that it changes."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QCoreApplication, QObject, QTimer, Signal, Slot

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.group import Member
from magpie.desktop.core.entities.message import Message
from magpie.desktop.ui import chats
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.mentions import Mentions
from magpie.desktop.ui.prop import fixed, shown
from magpie.desktop.ui.timeline import Messages

translate = QCoreApplication.translate
PAUSE = 5000  # ms after the last key: one is no longer typing


class Writing(QObject):
    """The line below a conversation. Its text is kept as a draft at each key."""

    stripChanged = Signal()
    draftReplaced = Signal(str)
    sent = Signal()

    def __init__(
        self, client: Client, deeds: Deeds, messages: Messages, members: Sequence[Member]
    ) -> None:
        super().__init__()
        self._client, self._deeds, self._messages = client, deeds, messages
        self._mentions = Mentions(members)
        row = messages.conversation
        self._id = row.id
        self._text = row.draft
        self.reply = row.draft_reply
        self.edited = 0
        self._kept = ""  # the draft that waits while a message is edited
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(lambda: self._typing(False))

    def _get_draft(self) -> str:
        return self._text

    def _set_draft(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self._typing(bool(text.strip()))
        self._keep()

    draft = Property(str, _get_draft, _set_draft, notify=draftReplaced)

    @property
    def strip(self) -> str:
        """What stands above the line: `edit`, `reply` or nothing."""
        return "edit" if self.edited else "reply" if self.reply else ""

    @property
    def _subject(self) -> Message | None:
        return self._messages.timeline.items.find(self.edited or self.reply)

    @property
    def title(self) -> str:
        if self.edited:
            return translate("writing", "Edit message")
        subject = self._subject
        name = self._messages.row(self._messages.place(subject.id))["sender"] if subject else ""
        return translate("writing", "Reply to %1").replace("%1", name)

    @property
    def words(self) -> str:
        return chats.summary(self._subject, "") if self._subject else ""

    mentions = fixed(QObject, "_mentions")
    stripKind = shown(str, "strip", stripChanged)
    stripTitle = shown(str, "title", stripChanged)
    stripWords = shown(str, "words", stripChanged)

    @Slot()
    def send(self) -> None:
        text = self._text.strip()
        if not text:
            return
        messages, edited, reply = self._client.messages, self.edited, self.reply
        self.edited = self.reply = 0
        self._typing(False)
        self._replace(self._kept if edited else "")
        self.stripChanged.emit()
        if edited:
            self._deeds.do("edit", messages.edit(edited, text))
        else:
            named = self._mentions.named(text)
            self._deeds.do("send", messages.send(self._id, text, reply, named))
            self.sent.emit()

    @Slot(str)
    def replyTo(self, key: str) -> None:
        if self.edited:
            self.cancel()
        self.reply = int(key)
        self._keep()
        self.stripChanged.emit()

    @Slot(str)
    def edit(self, key: str) -> None:
        message = self._messages.message(key)
        if message is not None:
            if not self.edited:
                self._kept = self._text
            self.edited = message.id
            self._replace(message.body)
            self.stripChanged.emit()

    @Slot(result=bool)
    def editLast(self) -> bool:
        """The newest own message that can be changed; False when there is none."""
        message = self._client.messages.last_own(self._messages.timeline)
        if message is None:
            return False
        self.edit(str(message.id))
        return True

    @Slot()
    def cancel(self) -> None:
        if self.edited:
            self.edited = 0
            self._replace(self._kept)
        else:
            self.reply = 0
            self._keep()
        self.stripChanged.emit()

    def leave(self) -> None:
        """The conversation is left: nobody types here any more."""
        if self._pause.isActive():
            self._typing(False)

    def _replace(self, text: str) -> None:
        self._text = text
        self._keep()
        self.draftReplaced.emit(text)

    def _keep(self) -> None:
        if not self.edited:
            self._deeds.do(
                "draft", self._client.conversations.draft(self._id, self._text, self.reply)
            )

    def _typing(self, is_typing: bool) -> None:
        self._client.messages.typing(self._id, is_typing)
        if is_typing:
            self._pause.start()
        else:
            self._pause.stop()

"""The open conversation: its messages, and what can be done with each."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QCoreApplication, QObject, QUrl, Signal, Slot

from magpie.base.clock import Clock
from magpie.desktop.core.api import Client, Timeline
from magpie.desktop.core.entities.conversation import Conversation, Kind
from magpie.desktop.core.entities.group import Member
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.observe import Change, Inserted
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.files import Files
from magpie.desktop.ui.finder import Finder
from magpie.desktop.ui.group import GroupView, refusal
from magpie.desktop.ui.media import Media
from magpie.desktop.ui.message_deeds import MessageDeeds
from magpie.desktop.ui.muting import Silence
from magpie.desktop.ui.prop import fixed, shown
from magpie.desktop.ui.secrecy import SecrecyView
from magpie.desktop.ui.selecting import Selecting
from magpie.desktop.ui.timeline import Messages
from magpie.desktop.ui.whom import Whom
from magpie.desktop.ui.writing import Writing

translate = QCoreApplication.translate


class ConversationView(QObject):
    """One conversation while it is open; `close` lets it go."""

    changed = Signal()
    pointed = Signal(int)
    linked = Signal(str)
    placeWanted = Signal(str, str)
    talkWanted = Signal(int, str)
    forwardWanted = Signal(list)

    def __init__(
        self,
        client: Client,
        deeds: Deeds,
        clock: Clock,
        conversation: Conversation,
        timeline: Timeline,
    ) -> None:
        super().__init__()
        self._client, self._deeds, self._clock = client, deeds, clock
        self._id = conversation.id
        self._messages = Messages(client, timeline, conversation, clock)
        self._group = GroupView(client, deeds, conversation) if self.is_group else None
        self._person = None if self._group else Whom(client, deeds, clock, conversation)
        self._whom = self._group or self._person
        if self._group:
            self._group.talkWanted.connect(self.talkWanted)
            self._group.entered.connect(self.reconnected)
        self._secrecy = None if self._group else SecrecyView(client, deeds, conversation)
        self._silence = Silence(client, deeds, clock, lambda: self.row)
        self._writing = Writing(client, deeds, self._messages, self._members())
        self._media = Media(client, deeds, clock, conversation.id)
        self._files = Files(client, deeds, self._messages, self._can_send_directly)
        self._files.elsewhere = self._media.message
        self._files.placeWanted.connect(self.placeWanted)
        self._finder = Finder(client, deeds, conversation.id, self.lead)
        self._handling = MessageDeeds(client, deeds, self._messages)
        self._handling.linked.connect(self.linked)
        self._selecting = Selecting(client, deeds, self._messages)
        self._selecting.forwardWanted.connect(self.forwardWanted)
        self.is_loading = False
        self._failed = False
        self._watching = True
        self._active = False
        self.missed = 0
        self._closers = [
            timeline.loading.connect(self._loading),
            timeline.items.changed.connect(self._arrived),
            client.conversations.items.changed.connect(lambda _: self._read()),
        ]

    key = Property(str, lambda self: str(self._id), constant=True)
    group = fixed(QObject, "_group")
    person = fixed(QObject, "_person")
    messages = fixed(QObject, "_messages")
    whom = fixed(QObject, "_whom")
    silence = fixed(QObject, "_silence")
    secrecy = fixed(QObject, "_secrecy")
    writing = fixed(QObject, "_writing")
    files = fixed(QObject, "_files")
    finder = fixed(QObject, "_finder")
    deeds = fixed(QObject, "_handling")
    chosen = fixed(QObject, "_selecting")
    loading = shown(bool, "is_loading", changed)
    below = shown(int, lambda self: self.waiting, changed)
    beginning = shown(str, lambda self: self.said_at_start, changed)
    media = fixed(QObject, "_media")

    @property
    def id(self) -> int:
        return self._id

    @property
    def is_group(self) -> bool:
        return self._messages.conversation.kind is Kind.GROUP

    @property
    def row(self) -> Conversation:
        """The row of the list as it is now."""
        found = self._client.conversations.items.find(self._id)
        return found or self._messages.conversation

    def _members(self) -> Sequence[Member]:
        return self._client.groups.members(self._id) if self.is_group else ()

    def _can_send_directly(self) -> bool:
        return self._person is not None and self._person.person.devices > 0

    def now(self) -> int:
        return self._clock.now()

    @property
    def timeline(self) -> Timeline:
        return self._messages.timeline

    @property
    def said_at_start(self) -> str:
        """What stands above the first message."""
        if self._failed and self._group and refusal(self._group.group):
            return translate("conversation", "Older messages come when you are in the group again.")
        if self._failed:
            return translate("conversation", "Older messages come when you are back online.")
        if self.timeline.is_at_start and len(self.timeline.items):
            return translate("conversation", "This is where the conversation begins.")
        return ""

    def offer_files(self, urls: Sequence[QUrl]) -> None:
        """Files were chosen: show them before they go."""
        self._files.offer(urls)

    def save_as(self, key: str, url: QUrl) -> None:
        """A place was chosen for a file."""
        self._files.saveAs(key, url)

    def close(self) -> None:
        self._writing.leave()
        for disconnect in self._closers:
            disconnect()
        for part in (self._group, self._person, self._secrecy, self._silence):
            if part is not None:
                part.close()
        self._messages.close()

    # Reading

    @Slot()
    def loadOlder(self) -> None:
        if not self.is_loading and not self._failed and not self.timeline.is_at_start:
            self._deeds.do("older", self.timeline.load_older(), failed=self._no_older)

    @Slot()
    def loadNewer(self) -> None:
        if not self.timeline.is_at_end:
            self._deeds.do("newer", self.timeline.load_newer())

    def _no_older(self, problem: Problem) -> None:
        if problem.reason is not Reason.NOT_CONNECTED:
            self._deeds.tell(problem)
        self._failed = True
        self.changed.emit()

    def reconnected(self) -> None:
        """The server, or the group, can be asked again."""
        self._failed = False
        self.changed.emit()

    def _loading(self, is_loading: bool) -> None:
        self.is_loading = is_loading
        self.changed.emit()

    @property
    def waiting(self) -> int:
        """How many messages of theirs have come below what is seen."""
        return self.missed if self.timeline.is_at_end else max(self.missed, self.row.unread)

    def _arrived(self, change: Change[Message]) -> None:
        self._media.tell(change)
        if isinstance(change, Inserted) and self.timeline.is_at_end:
            newest = change.index + len(change.items) == len(self.timeline.items)
            theirs = sum(not message.is_own for message in change.items)
            if newest and theirs and not self._watching:
                self.missed += theirs
            self._read()
        self.changed.emit()

    @property
    def is_watching(self) -> bool:
        """Whether the newest message is in sight."""
        return self._watching

    def _get_watching(self) -> bool:
        return self._watching

    def _set_watching(self, value: bool) -> None:
        self._watching = value
        if value:
            self.missed = 0
        self._read()
        self.changed.emit()

    watching = Property(bool, _get_watching, _set_watching, notify=changed)

    def set_active(self, active: bool) -> None:
        """Whether the window is the one that is used."""
        self._active = active
        self._read()

    def _read(self) -> None:
        row = self._client.conversations.items.find(self._id)
        if self._active and self._watching and row and (row.unread or row.is_marked):
            self._deeds.do("read", self._client.conversations.read(self._id))

    @Slot()
    def jumpToNewest(self) -> None:
        self.missed = 0
        if not self.timeline.is_at_end:
            self._deeds.do("newest", self.timeline.jump_to_newest())
        self.changed.emit()

    @Slot(str)
    def jumpTo(self, key: str) -> None:
        if key not in ("", "0"):
            self._deeds.do("jump", self._jump(int(key)))

    def lead(self, key: str) -> None:
        """To a place that a search has found; "" ends it."""
        self._messages.mark(key)
        self.jumpTo(key)

    async def _jump(self, message: int) -> None:
        at = self._messages.place(message)
        if at < 0 and await self.timeline.jump_to(message) >= 0:
            at = self._messages.place(message)
        if at < 0:
            self._deeds.told.emit(translate("conversation", "This message is not here any more."))
            return
        self._messages.mark(str(message))
        self.pointed.emit(at)

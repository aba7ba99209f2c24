"""Which conversation is open: opening another lets the one before go."""

from PySide6.QtCore import QObject, Signal

from magpie.base.clock import Clock
from magpie.desktop.core.api import Client
from magpie.desktop.core.setting import LAST_CONVERSATION
from magpie.desktop.ui.chats import Chats
from magpie.desktop.ui.conversation import ConversationView
from magpie.desktop.ui.deeds import Deeds


class Talking(QObject):
    """The open conversation, if any. `shown` comes also when it was open already."""

    changed = Signal()
    shown = Signal()
    linked = Signal(str)
    placeWanted = Signal(str, str)
    forwardWanted = Signal(list)

    def __init__(self, client: Client, deeds: Deeds, clock: Clock, chats: Chats) -> None:
        super().__init__()
        self._client, self._deeds, self._clock, self._chats = client, deeds, clock, chats
        self._is_active = False
        self.view: ConversationView | None = None

    def show(self, conversation: int, message: int = 0) -> None:
        """Open a conversation, at its newest message or at another."""
        self._deeds.do("open", self._open(conversation, message))

    def talk_to(self, account: int, address: str, message: int = 0) -> None:
        self._deeds.do("talk", self.open_with(account, address, message))

    async def open_with(
        self, account: int, address: str, message: int = 0, *, draft: str = ""
    ) -> None:
        """Open the conversation with an address, which may be new; a draft replaces none."""
        chat = await self._client.conversations.open(account, address)
        if draft and not chat.draft:
            await self._client.conversations.draft(chat.id, draft)
        await self._open(chat.id, message)

    def close(self) -> None:
        """None is open any more."""
        self._replace(None)

    def set_active(self, is_active: bool) -> None:
        """Whether the window is the one that is used: what is in it is read then."""
        self._is_active = is_active
        if self.view is not None:
            self.view.set_active(is_active)

    async def _open(self, conversation: int, message: int) -> None:
        if self.view is None or self.view.id != conversation:
            chat = self._client.conversations.items.find(conversation)
            if chat is None:
                return
            timeline = await self._client.conversations.timeline(conversation)
            view = ConversationView(self._client, self._deeds, self._clock, chat, timeline)
            view.linked.connect(self.linked)
            view.placeWanted.connect(self.placeWanted)
            view.talkWanted.connect(self.talk_to)
            view.forwardWanted.connect(self.forwardWanted)
            self._client.settings.set(LAST_CONVERSATION, conversation)
            self._replace(view)
            view.set_active(self._is_active)
        if message and self.view is not None:
            self.view.lead(str(message))
        self.shown.emit()

    def _replace(self, view: ConversationView | None) -> None:
        before, self.view = self.view, view
        self._chats.show_current(str(view.id) if view else "")
        self.changed.emit()
        if before is not None:
            before.close()
            before.deleteLater()

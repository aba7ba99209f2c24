"""To whom messages are forwarded: the newest chats, or whoever is searched by name."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal

from magpie.base.clock import Clock
from magpie.desktop.core.api import Client
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import fixed, shown
from magpie.desktop.ui.search import Search
from magpie.desktop.ui.talking import Talking

translate = QCoreApplication.translate


class Forwarding(QObject):
    """`wanted` opens the sheet; the chat that is chosen there is opened afterwards."""

    wanted = Signal()

    def __init__(self, client: Client, deeds: Deeds, clock: Clock, talking: Talking) -> None:
        super().__init__()
        self._client, self._deeds, self._talking = client, deeds, talking
        self._targets = Search(client, deeds, clock, recent=True, names_only=True)
        self._targets.chosen.connect(self._chosen)
        self.messages: Sequence[int] = ()

    targets = fixed(QObject, "_targets")
    count = shown(int, lambda self: len(self.messages), wanted)

    def begin(self, messages: Sequence[int]) -> None:
        if messages:
            self.messages = messages
            self.wanted.emit()

    def _chosen(self, account: int, address: str, _message: int) -> None:
        self._deeds.do("forward", self._forward(self.messages, account, address))

    async def _forward(self, messages: Sequence[int], account: int, address: str) -> None:
        chat = await self._client.conversations.open(account, address)
        await self._client.messages.forward(messages, chat.id)
        await self._talking.open_with(account, address)

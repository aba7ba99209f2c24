"""The window onto a conversation of the sample client: bounded, as the real one is."""

from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.observe import ObservableList, Signal


class SampleTimeline:
    kept = 400

    def __init__(self, conversation: int, messages: list[Message], unread: int) -> None:
        self.conversation = conversation
        self._all = messages
        self.items: ObservableList[Message] = ObservableList(lambda m: m.id, lambda m: m.at)
        self.items.reset(messages[-50:])
        self.is_at_start = len(messages) <= 50
        self.is_at_end = True
        self.first_unread = messages[-unread].id if unread else 0
        self.loading: Signal[bool] = Signal()

    async def load_older(self) -> int:
        first = self._all.index(self.items[0])
        older = self._all[max(0, first - 50) : first]
        self.items.put_all(older)
        self.is_at_start = first <= 50
        if len(self.items) > self.kept:
            self.is_at_end = False
            self.items.cut(self.kept, len(self.items) - self.kept)
        return len(older)

    async def load_newer(self) -> int:
        if self.is_at_end:
            return 0
        last = self._all.index(self.items[-1])
        newer = self._all[last + 1 : last + 51]
        self.items.put_all(newer)
        self.is_at_end = last + 51 >= len(self._all)
        if len(self.items) > self.kept:
            self.is_at_start = False
            self.items.cut(0, len(self.items) - self.kept)
        return len(newer)

    async def jump_to(self, message: int) -> int:
        self.items.put_all(self._all)
        return self.items.index_of(message) if self.items.find(message) else -1

    async def jump_to_newest(self) -> None:
        if not self.is_at_end:
            self.items.reset(self._all[-50:])
            self.is_at_start, self.is_at_end = len(self._all) <= 50, True

    def close(self) -> None:
        pass

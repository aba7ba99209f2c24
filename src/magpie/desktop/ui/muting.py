"""Silence for a time: what the menu offers, and what is said while it lasts."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from magpie.base.clock import Clock
from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.conversation import FOREVER, MUTES, Conversation
from magpie.desktop.ui import words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown

translate = QCoreApplication.translate


def end(choice: int, now: int) -> int:
    """When the silence of a choice ends, as `Conversations.mute` takes it; -1 ends it now."""
    if choice < 0:
        return 0
    time = MUTES[choice]
    return FOREVER if time == FOREVER else now + time


def note(until: int, now: int) -> str:
    """`Muted until 14:02`; "" when it is not, or without an end."""
    if not now < until < FOREVER:
        return ""
    day, time = words.day_name(until, now), words.clock_time(until)
    at = time if words.day(until) == words.day(now) else f"{day}, {time}"
    return translate("muting", "Muted until %1").replace("%1", at)


class Silence(QObject):
    """Whether the open conversation is silent; `row` gives it as it is now."""

    changed = Signal()

    def __init__(
        self, client: Client, deeds: Deeds, clock: Clock, row: Callable[[], Conversation]
    ) -> None:
        super().__init__()
        self._client, self._deeds, self._clock, self._row = client, deeds, clock, row
        self.close = client.conversations.items.changed.connect(lambda _: self.changed.emit())

    muted = shown(bool, lambda self: self.is_on, changed)
    note = shown(str, lambda self: note(self.until, self.now), changed)

    @property
    def now(self) -> int:
        return self._clock.now()

    @property
    def until(self) -> int:
        return self._row().muted_until

    @property
    def is_on(self) -> bool:
        return self.until > self.now

    @Slot(int)
    def choose(self, choice: int) -> None:
        """One of `MUTES`, or -1."""
        until = end(choice, self.now)
        self._deeds.do("mute", self._client.conversations.mute(self._row().id, until))

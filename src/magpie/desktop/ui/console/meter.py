"""How much passes in a second, as numbers and as two small curves."""

from collections import deque

from PySide6.QtCore import QLocale, QObject, Signal

from magpie.desktop.console.entities import Numbers
from magpie.desktop.ui import words
from magpie.desktop.ui.prop import shown

POINTS = 120  # seconds that a curve shows
SECOND = 1_000_000  # µs


class Meter(QObject):
    """Rates of the last two minutes, one for each second."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._last: Numbers | None = None
        self._messages: deque[float] = deque(maxlen=POINTS)
        self._bytes: deque[float] = deque(maxlen=POINTS)
        self.clear()

    messages = shown("QVariantList", lambda self: list(self._messages), changed)
    bytes = shown("QVariantList", lambda self: list(self._bytes), changed)
    messagesNow = shown(str, lambda self: number(self._messages[-1]), changed)
    bytesNow = shown(str, lambda self: words.size(round(self._bytes[-1])), changed)
    messagesMost = shown(str, lambda self: number(max(self._messages)), changed)
    bytesMost = shown(str, lambda self: words.size(round(max(self._bytes))), changed)

    def clear(self) -> None:
        """Another server, or the same anew: its counters begin at nought."""
        self._last = None
        for rates in (self._messages, self._bytes):
            rates.clear()
            rates.extend([0.0] * POINTS)
        self.changed.emit()

    def note(self, numbers: Numbers) -> None:
        """The counters at a time; batches that come quicker than once a second are joined."""
        last = self._last
        if last is None:
            self._last = numbers
            return
        seconds = (numbers.at - last.at) / SECOND
        if seconds < 0.95:
            return
        self._last = numbers
        total, before = numbers.received + numbers.sent, last.received + last.sent
        self._messages.append(max(0, numbers.messages - last.messages) / seconds)
        self._bytes.append(max(0, total - before) / seconds)
        self.changed.emit()


def number(rate: float) -> str:
    """Whole, or with one decimal where it is small."""
    locale = QLocale()
    if 0 < rate < 9.95:
        return locale.toString(rate, "f", 1)
    return locale.toString(round(rate))

"""Voice messages: recorded in the line where one writes, played in the message."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QDateTime,
    QElapsedTimer,
    QObject,
    QStandardPaths,
    QTimer,
    Signal,
    Slot,
)

from magpie.desktop.ui import words
from magpie.desktop.ui.prop import shown
from magpie.desktop.ui.sound import SUFFIX, Sound

translate = QCoreApplication.translate
TICK = 200  # ms
SHORTEST = 700  # ms: less is a slip of the finger
LONGEST = 15 * 60 * 1000  # ms


class Recorder(QObject):
    """`take` is given the file and its seconds when it is to be sent."""

    changed = Signal()
    told = Signal(str)

    def __init__(self, sound: Sound) -> None:
        super().__init__()
        self._sound = sound
        self._clock = QElapsedTimer()
        self._tick = QTimer(self, interval=TICK)
        self._tick.timeout.connect(self._ticked)
        self._take: Callable[[Path, int], object] | None = None
        self.path: Path | None = None

    available = shown(bool, lambda self: self._sound.can_record(), changed)
    recording = shown(bool, lambda self: self.path is not None, changed)
    time = shown(str, lambda self: words.length(self.length // 1000), changed)

    @property
    def length(self) -> int:
        return self._clock.elapsed() if self.path and self._clock.isValid() else 0

    @Slot()
    def begin(self) -> None:
        if self.path is None and self._sound.can_record():
            self.path = new_path()
            self._clock.start()
            self._tick.start()
            self._sound.record(self.path, self._done)
            self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        self._take = None
        self._sound.stop()

    def finish(self, take: Callable[[Path, int], object]) -> None:
        """Stop, and give it to `take`."""
        self._take = take if self.length >= SHORTEST else None
        self._seconds = round(self.length / 1000)
        self._sound.stop()

    def _ticked(self) -> None:
        if self.length > LONGEST:
            self._tick.stop()
        self.changed.emit()

    def _done(self, is_there: bool) -> None:
        path, self.path = self.path, None
        self._tick.stop()
        self.changed.emit()
        if path is None:
            return
        if is_there and self._take is not None:
            self._take(path, max(1, self._seconds))
        else:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
            if not is_there:
                self.told.emit(translate("voice", "The microphone gave nothing."))


class Player(QObject):
    """Plays one sound at a time, known by the key of its message."""

    changed = Signal()
    shaped = Signal(str)

    def __init__(self, sound: Sound) -> None:
        super().__init__()
        self._sound = sound
        self._shapes: dict[str, list[float]] = {}
        self.key = ""
        self.at = self.length = 0
        self.is_playing = False

    available = shown(bool, "_sound.can_play", changed)
    current = shown(str, "key", changed)
    playing = shown(bool, "is_playing", changed)
    place = shown(float, lambda self: self.at / self.length if self.length else 0.0, changed)
    time = shown(str, lambda self: words.length(self.at // 1000), changed)

    @Slot(str, str)
    def toggle(self, key: str, path: str) -> None:
        """Play it, or halt it; another one halts."""
        if self.key == key and self.is_playing:
            self._sound.pause()
            return
        if self.key != key:
            self.key, self.at, self.length = key, 0, 0
        self._sound.play(Path(path), self._told)

    @Slot(str, str, float)
    def seek(self, key: str, path: str, place: float) -> None:
        if self.key != key:
            self.toggle(key, path)
        self._sound.seek(round(place * self.length))

    @Slot(str, result="QVariantList")
    def shape(self, path: str) -> list[float]:
        """How loud it is, as far as that is known; `shaped` tells when it is."""
        if path not in self._shapes:
            self._shapes[path] = []
            self._sound.shape(Path(path), lambda levels: self._shaped(path, levels))
        return self._shapes[path]

    def _shaped(self, path: str, levels: list[float]) -> None:
        self._shapes[path] = levels
        self.shaped.emit(path)

    def _told(self, at: int, length: int, is_playing: bool) -> None:
        self.at, self.length, self.is_playing = at, length, is_playing
        self.changed.emit()


def new_path() -> Path:
    where = QStandardPaths.StandardLocation.CacheLocation
    folder = Path(QStandardPaths.writableLocation(where)) / "voice"
    folder.mkdir(parents=True, exist_ok=True)
    name = QDateTime.currentDateTime().toString("'voice' yyyy-MM-dd HH.mm.ss")
    return folder / f"{name}{SUFFIX}"

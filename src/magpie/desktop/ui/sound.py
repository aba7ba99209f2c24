"""Recording and playing, where Qt Multimedia (PySide6-Addons) is installed: it is no part of ours.

`Sound` is what the screen needs of it; a test has one without a microphone.
"""

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, QUrl

BARS = 40  # of a drawn sound
SUFFIX = ".m4a"


class Sound(Protocol):
    """One recording and one playing at a time."""

    can_play: bool

    def can_record(self) -> bool:
        """Whether there is a microphone now."""
        ...

    def record(self, path: Path, done: Callable[[bool], object]) -> None:
        """Until `stop`; `done` says whether the file is there."""
        ...

    def stop(self) -> None: ...
    def play(self, path: Path, told: Callable[[int, int, bool], object]) -> None:
        """`told` of the place, the length (ms), and whether it plays on."""
        ...

    def pause(self) -> None: ...
    def seek(self, at: int) -> None: ...
    def shape(self, path: Path, done: Callable[[list[float]], object]) -> None:
        """How loud it is, from its beginning to its end, each 0 to 1."""
        ...


class Silence:
    """Without Qt Multimedia: nothing is recorded or played."""

    can_play = False

    def can_record(self) -> bool:
        return False

    def record(self, path: Path, done: Callable[[bool], object]) -> None: ...
    def stop(self) -> None: ...
    def play(self, path: Path, told: Callable[[int, int, bool], object]) -> None: ...
    def pause(self) -> None: ...
    def seek(self, at: int) -> None: ...
    def shape(self, path: Path, done: Callable[[list[float]], object]) -> None: ...


def best() -> Sound:
    """What this machine has."""
    if importlib.util.find_spec("PySide6.QtMultimedia") is None:
        return Silence()
    return QtSound(importlib.import_module("PySide6.QtMultimedia"))


class QtSound:
    """By Qt Multimedia, given as the module: ours is checked and tested without it."""

    can_play = True

    def __init__(self, multimedia: Any) -> None:
        self._qt = multimedia
        self._parent = QObject()
        self._recorder: Any = None
        self._session: Any = None
        self._player: Any = None
        self._told: Callable[[int, int, bool], object] = lambda *_: None
        self._decoders: set[Any] = set()

    def can_record(self) -> bool:
        return bool(self._qt.QMediaDevices.audioInputs())

    def record(self, path: Path, done: Callable[[bool], object]) -> None:
        qt = self._qt
        form = qt.QMediaFormat(qt.QMediaFormat.FileFormat.Mpeg4Audio)
        form.setAudioCodec(qt.QMediaFormat.AudioCodec.AAC)
        recorder = qt.QMediaRecorder(self._parent)
        recorder.setMediaFormat(form)
        recorder.setAudioChannelCount(1)
        recorder.setQuality(qt.QMediaRecorder.Quality.NormalQuality)
        recorder.setOutputLocation(QUrl.fromLocalFile(str(path)))
        session = qt.QMediaCaptureSession(self._parent)
        session.setAudioInput(qt.QAudioInput(self._parent))
        session.setRecorder(recorder)
        stopped = qt.QMediaRecorder.RecorderState.StoppedState

        def changed(state: Any) -> None:
            if state == stopped:
                self._recorder = self._session = None
                session.deleteLater()
                recorder.deleteLater()
                done(path.exists() and path.stat().st_size > 0)

        recorder.recorderStateChanged.connect(changed)
        self._recorder, self._session = recorder, session
        recorder.record()

    def stop(self) -> None:
        if self._recorder is not None:
            self._recorder.stop()

    def play(self, path: Path, told: Callable[[int, int, bool], object]) -> None:
        self._told = told
        player = self._player or self._made_player()
        source = QUrl.fromLocalFile(str(path))
        if player.source() != source:
            player.setSource(source)
        player.play()

    def _made_player(self) -> Any:
        player = self._player = self._qt.QMediaPlayer(self._parent)
        player.setAudioOutput(self._qt.QAudioOutput(self._parent))
        for signal in (player.positionChanged, player.playbackStateChanged, player.durationChanged):
            signal.connect(lambda _: self._tell())
        return player

    def _tell(self) -> None:
        player = self._player
        playing = player.playbackState() == self._qt.QMediaPlayer.PlaybackState.PlayingState
        self._told(player.position(), player.duration(), playing)

    def pause(self) -> None:
        if self._player is not None:
            self._player.pause()

    def seek(self, at: int) -> None:
        if self._player is not None:
            self._player.setPosition(at)

    def shape(self, path: Path, done: Callable[[list[float]], object]) -> None:
        decoder = self._qt.QAudioDecoder(self._parent)
        form = self._qt.QAudioFormat()
        form.setSampleRate(8000)
        form.setChannelCount(1)
        form.setSampleFormat(self._qt.QAudioFormat.SampleFormat.Int16)
        decoder.setAudioFormat(form)
        decoder.setSource(QUrl.fromLocalFile(str(path)))
        levels: list[int] = []

        def ready() -> None:
            data = bytes(decoder.read().constData())
            samples = memoryview(data[: len(data) // 2 * 2]).cast("h")
            levels.extend(
                max(map(abs, samples[at : at + 400]), default=0)
                for at in range(0, len(samples), 400)
            )

        def ended(*_: object) -> None:
            self._decoders.discard(decoder)
            decoder.deleteLater()
            done(bars(levels))

        decoder.bufferReady.connect(ready)
        decoder.finished.connect(ended)
        decoder.error.connect(ended)
        self._decoders.add(decoder)
        decoder.start()


def bars(levels: Sequence[int]) -> list[float]:
    """So many loud parts as are drawn, the loudest 1; quiet ones can be seen, too."""
    if not levels:
        return []
    parts = [
        max(levels[at * len(levels) // BARS : max(1, (at + 1) * len(levels) // BARS)] or [0])
        for at in range(BARS)
    ]
    most = max(parts) or 1
    return [max(0.08, part / most) for part in parts]

"""Voice messages, with a sound that needs no microphone; and without Qt Multimedia."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from tests.desktop.gallery import talk
from tests.desktop.hand import inside, press, row, soon
from tests.desktop.stage import Stage

from magpie.desktop.ui import voice
from magpie.desktop.ui.sound import BARS, Silence, bars


class FakeSound:
    """Records at once, and plays what it is told to have played."""

    can_play = True

    def __init__(self) -> None:
        self.path = Path()
        self.done: Callable[[bool], object] = lambda _: None
        self.told: Callable[[int, int, bool], object] = lambda *_: None

    def can_record(self) -> bool:
        return True

    def record(self, path, done) -> None:
        self.path, self.done = path, done
        path.write_bytes(b"sound")

    def stop(self) -> None:
        self.done(self.path.exists())

    def play(self, path, told) -> None:
        self.path, self.told = path, told
        told(0, 12_000, True)

    def pause(self) -> None:
        self.told(3_000, 12_000, False)

    def seek(self, at: int) -> None:
        self.told(at, 12_000, True)

    def shape(self, path, done) -> None:
        done([0.5] * BARS)


def buttons(on: Stage) -> set[str]:
    return {item.property("label") for item in inside(on.window.contentItem(), "IconButton_")}


def test_a_recording_is_sent_or_thrown_away(play, client, monkeypatch):
    monkeypatch.setattr(voice, "SHORTEST", 0)
    sound = FakeSound()
    client.conversations.change(1, draft="")

    async def act(on: Stage) -> None:
        await talk(on)
        assert "Record a voice message" in buttons(on)
        await soon(on.shell.recorder.begin)
        await on.settle()
        await press(on, Qt.Key.Key_Escape)
        await on.settle()
        assert not on.shell.recorder.recording
        assert not sound.path.exists()
        await soon(on.shell.recorder.begin)
        await on.settle()
        await press(on, Qt.Key.Key_Return)
        await on.settle()
        assert client.transfers.sent == [(sound.path.name, True, 1)]

    play(act, client, language="en", sound=sound)


def test_a_sound_is_played_halted_and_sought(play, client, tmp_path):
    file = tmp_path / "voice.ogg"
    file.write_bytes(b"sound")
    talked = client.conversations.messages[1]
    at = next(n for n, one in enumerate(talked) if one.file and one.file.is_voice)
    talked[at] = replace(talked[at], file=replace(talked[at].file, path=str(file)))
    key = str(talked[at].id)

    async def act(on: Stage) -> None:
        await talk(on)
        await on.settle()
        card = inside(row(on, key), "VoiceCard_")[0]
        player = on.shell.player
        player.toggle(key, str(file))
        assert card.property("playing")
        player.toggle(key, str(file))
        assert (card.property("playing"), card.property("place")) == (False, 0.25)
        player.seek(key, str(file), 0.5)
        assert player.time == "0:06"

    play(act, client, language="en", sound=FakeSound())


def test_without_qt_multimedia_there_is_no_button_and_the_settings_say_how(play, client):
    async def act(on: Stage) -> None:
        await talk(on)
        assert "Record a voice message" not in buttons(on)
        on.find("page").setProperty("place", "settings")
        await on.settle()
        lines = inside(on.window.contentItem(), "SettingsLine_")
        shown = {line.property("text") for line in lines if line.isVisible()}
        assert "Voice messages" in shown

    play(act, client, language="en", sound=Silence())


def test_bars_are_as_many_as_are_drawn():
    assert bars([]) == []
    assert len(bars(range(7))) == len(bars(range(1000))) == BARS
    assert max(bars(range(1000))) == 1

"""The emoji of the picker: by group, by a word for them in English or Chinese, those used last."""

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from PySide6.QtCore import Property, QCoreApplication, QLocale, Signal, Slot

from magpie.desktop.core.api import Settings
from magpie.desktop.core.setting import Setting
from magpie.desktop.ui.prop import shown
from magpie.desktop.ui.rows import Rows

translate = QCoreApplication.translate
RECENT = Setting("emoji_recent", "😀 ❤️ 👍 😂 🎉 🙏 😊 🔥")
TONE = Setting("emoji_tone", "")
TONES = ("", "\U0001f3fb", "\U0001f3fc", "\U0001f3fd", "\U0001f3fe", "\U0001f3ff")
KEPT = 32
FOUND = 120
VARIATION = "\ufe0f"
GROUPS: dict[str, tuple[str, Callable[[], str]]] = {
    "recent": ("recent", lambda: translate("emoji", "Used last")),
    "smileys": ("emoji", lambda: translate("emoji", "Smileys")),
    "people": ("person", lambda: translate("emoji", "People and gestures")),
    "animals": ("animals", lambda: translate("emoji", "Animals and nature")),
    "food": ("food", lambda: translate("emoji", "Food and drink")),
    "travel": ("travel", lambda: translate("emoji", "Travel and places")),
    "activities": ("activity", lambda: translate("emoji", "Activities")),
    "objects": ("objects", lambda: translate("emoji", "Objects")),
    "symbols": ("symbols", lambda: translate("emoji", "Symbols")),
    "flags": ("flags", lambda: translate("emoji", "Flags")),
}


class Emoji(NamedTuple):
    """`takes_tone`: it has a skin. `english`, `chinese`: its name, `|`, more words."""

    group: str
    text: str
    takes_tone: bool
    english: str
    chinese: str

    @property
    def name(self) -> str:
        is_chinese = QLocale().language() == QLocale.Language.Chinese
        return (self.chinese if is_chinese else self.english).partition("|")[0]

    def toned(self, tone: str) -> str:
        """With a skin tone, which follows the first character (UTS 51, 2.4)."""
        if not (tone and self.takes_tone):
            return self.text
        first, rest = self.text[0], self.text[1:].removeprefix(VARIATION)
        return first + tone + rest


@cache
def table() -> dict[str, Emoji]:
    """All of them, in Unicode's order, by their text."""
    lines = (files("magpie.desktop.ui") / "emoji.tsv").read_text(encoding="utf-8").splitlines()
    found = {}
    for line in lines:
        group, text, toned, english, chinese = line.split("\t")
        found[text] = Emoji(group, text, toned == "t", english, chinese)
    return found


def search(text: str) -> list[Emoji]:
    """Those with a word that begins with the text; those whose name does come first."""
    wanted = text.casefold().strip()
    begins = re.compile(rf"(?:^|[\s|]){re.escape(wanted)}", re.IGNORECASE)
    found = [e for e in table().values() if begins.search(e.english) or wanted in e.chinese]
    found.sort(key=lambda e: not (e.english.casefold().startswith(wanted)
                                  or e.chinese.startswith(wanted)))  # fmt: skip
    return found[:FOUND]


class EmojiRows(Rows):
    """The grid of the picker."""

    groupChanged = Signal()
    toneChanged = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__(("glyph", "name"), self._about)
        self._settings = settings
        self._group, self._filter = "smileys", ""

    hand = shown(str, lambda self: "✋" + self.tone, toneChanged)
    groups = shown("QVariantList", lambda _: named_groups(), toneChanged)

    @property
    def tone(self) -> str:
        return self._settings.get(TONE)

    def _get_group(self) -> str:
        return "" if self._filter else self._group

    def _set_group(self, group: str) -> None:
        self._group, self._filter = group, ""
        self._fill()

    group = Property(str, _get_group, _set_group, notify=groupChanged)

    def _get_filter(self) -> str:
        return self._filter

    def _set_filter(self, text: str) -> None:
        text = text.strip()
        if text != self._filter:
            self._filter = text
            self._fill()

    filter = Property(str, _get_filter, _set_filter, notify=groupChanged)

    @Slot()
    def begin(self) -> None:
        """The picker has opened: all of the group that was shown last."""
        self._filter = ""
        self._fill()

    def _fill(self) -> None:
        if self._filter:
            self.reset(search(self._filter))
        elif self._group == "recent":
            known = table()
            self.reset([known[e] for e in self._settings.get(RECENT).split() if e in known])
        else:
            self.reset([e for e in table().values() if e.group == self._group])
        self.groupChanged.emit()

    @Slot(int, result=str)
    def take(self, at: int) -> str:
        """The emoji in that place, in the tone chosen; it is among those used last now."""
        emoji: Emoji = self.items[at]
        recent = [e for e in self._settings.get(RECENT).split() if e != emoji.text]
        self._settings.set(RECENT, " ".join([emoji.text, *recent][:KEPT]))
        return emoji.toned(self.tone)

    @Slot()
    def nextTone(self) -> None:
        at = TONES.index(self.tone) if self.tone in TONES else 0
        self._settings.set(TONE, TONES[(at + 1) % len(TONES)])
        self.refresh_all()
        self.toneChanged.emit()

    def _about(self, emoji: Emoji) -> dict[str, Any]:
        return {"glyph": emoji.toned(self.tone), "name": emoji.name}


def named_groups() -> list[dict[str, str]]:
    return [{"key": key, "glyph": glyph, "name": name()} for key, (glyph, name) in GROUPS.items()]

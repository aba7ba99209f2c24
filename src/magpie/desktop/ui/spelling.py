"""Spell checking where one writes: wrong words are underlined, the menu has what may be meant."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Signal, Slot
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtQuick import QQuickTextDocument

from magpie.desktop.core.api import Settings
from magpie.desktop.core.hunspell import library
from magpie.desktop.core.setting import OWN_WORDS, SPELL_CHECK
from magpie.desktop.core.spelling import WITHOUT, Speller, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown

translate = QCoreApplication.translate


class Underline(QSyntaxHighlighter):
    """Underlines in one document; the word at whose end one writes waits until it is left."""

    def __init__(self, document: QTextDocument, wrong: Callable[[str], list[tuple[int, int]]]):
        super().__init__(document)
        self._wrong = wrong
        self._cursor = -1
        self._colour = QColor("#C4362C")

    def paint(self, colour: QColor) -> None:
        if colour != self._colour:
            self._colour = colour
            self.rehighlight()

    def move(self, cursor: int) -> None:
        """The cursor is elsewhere: the paragraphs that it left and came to may look otherwise."""
        before, self._cursor = self._cursor, cursor
        document = self.document()
        for block in {document.findBlock(at).blockNumber() for at in (before, cursor)}:
            self.rehighlightBlock(document.findBlockByNumber(block))

    def highlightBlock(self, text: str) -> None:
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        form.setUnderlineColor(self._colour)
        form.setFontUnderline(True)
        start = self.currentBlock().position()
        for at, length in self._wrong(text):
            if start + at + length != self._cursor:
                self.setFormat(at, length, form)


class Spelling(QObject):
    """The dictionaries of one's languages; `note` says what is missing, for the settings."""

    changed = Signal()
    suggested = Signal()

    def __init__(self, settings: Settings, deeds: Deeds) -> None:
        super().__init__()
        self._settings, self._deeds = settings, deeds
        self._speller = Speller(ones_languages())
        self._underline: Underline | None = None
        self._speller.added = {word for word in settings.get(OWN_WORDS).split("\n") if word}
        self.found: list[str] = []
        self.word = ""
        settings.changed.connect(self._set)

    available = shown(bool, lambda self: bool(self._speller.languages), changed)
    note = shown(str, lambda self: said(self._speller), changed)
    suggestions = shown("QStringList", "found", suggested)

    def begin(self) -> None:
        """Read the dictionaries."""
        self._deeds.do("dictionaries", self._load())

    async def _load(self) -> None:
        await self._speller.load()
        self._again()

    @property
    def is_on(self) -> bool:
        return self._settings.get(SPELL_CHECK)

    def _set(self, name: str) -> None:
        if name == SPELL_CHECK.name:
            self._again()

    def _again(self) -> None:
        if self._underline is not None:
            self._underline.rehighlight()
        self.changed.emit()

    def _wrong(self, text: str) -> list[tuple[int, int]]:
        return self._speller.wrong(text) if self.is_on else []

    @Slot(QQuickTextDocument)
    def watch(self, document: QQuickTextDocument) -> None:
        """Underline in this one from now on."""
        self._underline = Underline(document.textDocument(), self._wrong)

    @Slot()
    def leave(self) -> None:
        """The document goes, and what underlines in it."""
        self._underline = None

    @Slot(int, "QColor")
    def move(self, cursor: int, colour: QColor) -> None:
        if self._underline is not None and self.is_on:
            self._underline.paint(colour)
            self._underline.move(cursor)

    @Slot(str, int, result="QVariantMap")
    def look(self, text: str, at: int) -> dict[str, int]:
        """The wrong word at a place, as {start, end}, empty without; suggestions come later."""
        self.found, self.word = [], ""
        place: dict[str, int] = {}
        begin = text.rfind("\n", 0, at) + 1
        paragraph = text[begin:].partition("\n")[0]
        for start, word in words(paragraph) if self.is_on else ():
            if start <= at - begin <= start + len(word) and self._speller.is_wrong(word):
                self.word = word
                place = {"start": begin + start, "end": begin + start + len(word)}
                self._deeds.do("suggest", self._suggest(word))
        self.suggested.emit()
        return place

    async def _suggest(self, word: str) -> None:
        found = await self._speller.suggestions(word)
        if word == self.word:
            self.found = found
            self.suggested.emit()

    @Slot()
    def learn(self) -> None:
        """The word is right, and stays so."""
        self._speller.added.add(self.word.casefold())
        self._settings.set(OWN_WORDS, "\n".join(sorted(self._speller.added)))
        self._again()

    def close(self) -> None:
        self._speller.close()


def ones_languages() -> list[str]:
    """Those of the system, as dictionaries are called; English where it says nothing."""
    found = [one.replace("-", "_") for one in QLocale.system().uiLanguages()]
    return [one for one in found if one.count("_") < 2 and one != "C"] or ["en_US"]


def name_of(language: str) -> str:
    locale = QLocale(language)
    return locale.nativeLanguageName() if locale.language() != QLocale.Language.C else language


def said(speller: Speller) -> str:
    """Which languages are checked, or what to install."""
    if speller.languages:
        names = ", ".join(dict.fromkeys(map(name_of, speller.languages)))
        return translate("spelling", "Wrong words are underlined: %1").replace("%1", names)
    if library() is None:
        return translate(
            "spelling", "Install Magpie's extra 'spelling', or the system's hunspell, for it."
        )
    first = next((one for one in speller.wanted if not one.startswith(WITHOUT)), "en_US")
    text = translate("spelling", "There is no dictionary for %1. Install the system's hunspell-%2.")
    return text.replace("%1", name_of(first)).replace("%2", first.partition("_")[0])

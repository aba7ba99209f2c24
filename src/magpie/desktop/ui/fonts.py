"""Fonts: the system's own for words, one icon font for signs."""

from importlib.resources import files

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

ICONS = "phosphor"
# Behind the system's font, for what it lacks, and before Qt looks through all others.
BEHIND = ("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "Noto Color Emoji")


class FontError(Exception):
    """The icon font is not where qtawesome puts it."""


def load_icons() -> str:
    """Load the icon font that qtawesome brings; the name of its family."""
    folder = files("qtawesome") / "fonts"
    for file in folder.iterdir():
        if file.name.startswith(ICONS) and file.name.endswith(".ttf"):
            number = QFontDatabase.addApplicationFontFromData(file.read_bytes())
            if number >= 0:
                return QFontDatabase.applicationFontFamilies(number)[0]
    raise FontError(f"{folder}: no {ICONS} font that can be loaded")


def set_up(application: QGuiApplication) -> None:
    """The system's font, with others behind it; text as sharp as the system draws it."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    installed = set(QFontDatabase.families())
    behind = [family for family in BEHIND if family in installed and family != font.family()]
    font.setFamilies([font.family(), *behind])
    font.setPixelSize(14)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    application.setFont(font)

"""The language of the screen: the system's, or the one that was chosen."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

FOLDER = Path(__file__).with_name("languages")
ENGLISH = "en"


def locale_of(choice: str) -> QLocale:
    """`system`, or a name such as `zh_CN`."""
    return QLocale.system() if choice == "system" else QLocale(choice)


class Languages:
    """Loads the translation for a choice, in the place of the one before."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._translator: QTranslator | None = None

    def use(self, choice: str) -> None:
        if self._translator is not None:
            self._application.removeTranslator(self._translator)
            self._translator = None
        locale = locale_of(choice)
        if locale.language() == QLocale.Language.C:
            locale = QLocale(ENGLISH)
        QLocale.setDefault(locale)
        name = "zh_CN" if locale.language() == QLocale.Language.Chinese else ENGLISH
        translator = QTranslator(self._application)
        if translator.load(str(FOLDER / f"magpie_{name}.qm")):
            self._application.installTranslator(translator)
            self._translator = translator

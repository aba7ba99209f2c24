"""Choosing files and places: the system's own dialogues, which do not hold up the program."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, QUrl, Slot
from PySide6.QtWidgets import QFileDialog

from magpie.desktop.core.api import Settings
from magpie.desktop.core.setting import DOWNLOADS
from magpie.desktop.ui.chats import Chats
from magpie.desktop.ui.places import downloads, home
from magpie.desktop.ui.portrait import Portrait
from magpie.desktop.ui.talking import Talking

translate = QCoreApplication.translate
PICTURES = "*.png *.jpg *.jpeg *.webp *.gif *.bmp"


class Choosing(QObject):
    """A slot for each thing that is chosen, and what is then done with it."""

    def __init__(
        self, settings: Settings, talking: Talking, chats: Chats, portrait: Portrait
    ) -> None:
        super().__init__()
        self._settings, self._talking, self._chats = settings, talking, chats
        self._portrait = portrait
        self._open: QFileDialog | None = None

    @Slot()
    def attach(self) -> None:
        """Files to send in the open conversation."""
        view = self._talking.view
        if view is not None:
            dialog = QFileDialog(None, translate("choosing", "Send files"), home())
            dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self._ask(dialog, view.offer_files)

    def save(self, name: str, done: Callable[[QUrl], object]) -> None:
        """A place for a file that was received."""
        folder = self._settings.get(DOWNLOADS) or downloads()
        dialog = QFileDialog(None, translate("choosing", "Save as"), f"{folder}/{name}")
        self._place(dialog, lambda urls: done(urls[0]))

    @Slot(str)
    def export(self, chat: str) -> None:
        """A place for a conversation, as a web page or as JSON."""
        kinds = [translate("choosing", "Web page") + " (*.html)", "JSON (*.json)"]
        dialog = QFileDialog(None, translate("choosing", "Export the conversation"), home())
        dialog.setNameFilters(kinds)
        dialog.setDefaultSuffix("html")
        dialog.filterSelected.connect(
            lambda kind: dialog.setDefaultSuffix("json" if kind == kinds[1] else "html")
        )
        self._place(dialog, lambda urls: self._chats.exportTo(chat, urls[0]))

    @Slot()
    def downloads(self) -> None:
        """The folder for files."""
        dialog = QFileDialog(None, translate("choosing", "Save files in"), home())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._ask(dialog, lambda urls: self._settings.set(DOWNLOADS, urls[0].toLocalFile()))

    @Slot(QObject)
    def portrait(self, me: QObject) -> None:
        """A picture of oneself or of a group; the part of it that is wanted is for
        `me.choosePicture`.
        """
        dialog = QFileDialog(None, translate("choosing", "Choose a picture"), home())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kind = translate("choosing", "Pictures")
        dialog.setNameFilter(f"{kind} ({PICTURES})")
        done = me.choosePicture  # type: ignore[attr-defined]
        self._ask(dialog, lambda urls: self._portrait.begin(urls[0], done))

    def _place(self, dialog: QFileDialog, done: Callable[[Sequence[QUrl]], object]) -> None:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._ask(dialog, done)

    def _ask(self, dialog: QFileDialog, done: Callable[[Sequence[QUrl]], object]) -> None:
        """Show the dialogue; one at a time."""
        if self._open is not None:
            self._open.close()
        self._open = dialog
        # Not urlsSelected: Qt's own dialogue never says that, only the system's do.
        dialog.accepted.connect(lambda: done(dialog.selectedUrls()))
        dialog.finished.connect(lambda _: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: QFileDialog) -> None:
        if self._open is dialog:
            self._open = None
        dialog.deleteLater()

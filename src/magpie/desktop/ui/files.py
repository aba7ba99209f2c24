"""Files of a conversation: those about to be sent, and what the buttons of a card do."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PySide6.QtCore import (
    QCoreApplication,
    QDateTime,
    QMimeDatabase,
    QObject,
    QStandardPaths,
    QUrl,
    Signal,
    Slot,
)  # fmt: skip
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.message import File, Message
from magpie.desktop.core.entities.transfer import Transfer, Way
from magpie.desktop.ui import cards, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown
from magpie.desktop.ui.timeline import Messages
from magpie.desktop.ui.voice import Recorder

translate = QCoreApplication.translate


class Files(QObject):
    """`outgoing` is what the sheet shows before anything is sent."""

    outgoingChanged = Signal()
    outgoingWanted = Signal()
    pictureShown = Signal(dict)
    placeWanted = Signal(str, str)

    def __init__(
        self, client: Client, deeds: Deeds, messages: Messages, directly: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._client, self._deeds, self._messages = client, deeds, messages
        self.can_go_directly = directly
        self.elsewhere: Callable[[str], Message | None] = lambda _: None  # not in the window
        self._paths: list[Path] = []
        self._types = QMimeDatabase()

    outgoing = shown(
        "QVariantList", lambda self: [self._about(p) for p in self._paths], outgoingChanged
    )
    canSendDirectly = shown(bool, lambda self: self.can_go_directly(), outgoingChanged)

    @Slot("QVariantList")
    def offer(self, urls: Sequence[QUrl]) -> None:
        """Files were chosen, dropped or pasted: show them before they go."""
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        files = [path for path in paths if path.is_file()]
        if len(files) < len(paths):
            self._deeds.told.emit(translate("files", "Folders cannot be sent. Pack them first."))
        self._paths += [path for path in files if path not in self._paths]
        self.outgoingChanged.emit()
        if self._paths:
            self.outgoingWanted.emit()

    @Slot(result=bool)
    def paste(self) -> bool:
        """Files or a picture from the clipboard; False when it holds text."""
        data = QGuiApplication.clipboard().mimeData()
        if data.hasUrls() and any(url.isLocalFile() for url in data.urls()):
            self.offer(data.urls())
            return True
        if data.hasImage() and not data.hasText():
            self.offer([QUrl.fromLocalFile(str(save_picture(QImage(data.imageData()))))])
            return True
        return False

    @Slot(int)
    def leaveOut(self, at: int) -> None:
        del self._paths[at]
        self.outgoingChanged.emit()

    @Slot()
    def drop(self) -> None:
        self._paths = []
        self.outgoingChanged.emit()

    @Slot(bool)
    def send(self, directly: bool) -> None:
        way = Way.DIRECT if directly else Way.AUTO
        row = self._messages.conversation
        self._deeds.do("send_files", self._client.transfers.send(row.id, list(self._paths), way))

    @Slot(QObject)
    def sendVoice(self, recorder: Recorder) -> None:
        """What is being recorded is complete."""
        recorder.finish(self._send_voice)

    def _send_voice(self, path: Path, seconds: int) -> None:
        sent = self._client.transfers.send(
            self._messages.conversation.id, [path], is_voice=True, seconds=seconds
        )
        self._deeds.do("send_voice", sent)

    @Slot(str, str)
    def act(self, key: str, action: str) -> None:
        """A button of a card was pressed; its name is one of `FileButton.qml`'s."""
        message = self._message(key)
        if message is None or message.file is None:
            return
        transfer = self._transfer(message)
        if action in ("save", "download"):
            self._take(message, transfer, None)
        elif action == "saveAs":
            self.placeWanted.emit(key, message.file.name)
        elif action in ("open", "folder"):
            path = Path(message.file.path)
            self._open(path if action == "open" else path.parent)
        elif action == "view":
            self.pictureShown.emit(self._picture(message))
        elif action == "retry" and transfer is None:
            self._deeds.do("retry", self._client.messages.retry(message.id))
        elif transfer is not None:
            self._steer(transfer, action)

    @Slot(str, QUrl)
    def saveAs(self, key: str, url: QUrl) -> None:
        message = self._message(key)
        if message is not None:
            self._take(message, self._transfer(message), Path(url.toLocalFile()))

    @Slot(str, int, result="QVariant")
    def beside(self, key: str, direction: int) -> Any:
        """The next picture of the conversation, or the one before; None at the end."""
        pictures = [m for m in self._messages.timeline.items if m.file and cards.is_picture(m.file)]
        here = next((n for n, m in enumerate(pictures) if str(m.id) == key), None)
        at = -1 if here is None else here + direction
        return self._picture(pictures[at]) if 0 <= at < len(pictures) else None

    def _message(self, key: str) -> Message | None:
        return self._messages.message(key) or self.elsewhere(key)

    def _take(self, message: Message, transfer: Transfer | None, path: Path | None) -> None:
        transfers = self._client.transfers
        if transfer is not None:
            self._deeds.do("accept", transfers.accept(transfer.id, path))
        else:
            self._deeds.do("fetch", transfers.fetch(message.id, path))

    def _steer(self, transfer: Transfer, action: str) -> None:
        transfers = self._client.transfers
        known = {
            "decline": transfers.decline,
            "cancel": transfers.cancel,
            "pause": transfers.pause,
            "resume": transfers.resume,
            "retry": transfers.resume,
        }
        if action in known:
            self._deeds.do(action, known[action](transfer.id))

    def _transfer(self, message: Message) -> Transfer | None:
        return self._client.transfers.items.find(message.transfer) if message.transfer else None

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._deeds.told.emit(
                translate("files", "No program opens %1.").replace("%1", path.name)
            )

    def _picture(self, message: Message) -> dict[str, str]:
        file = message.file
        assert file is not None
        name, time = self._messages.name(message), words.clock_time(message.at)
        return {
            "key": str(message.id),
            "name": file.name,
            "source": cards.preview(file, "whole"),
            "detail": f"{name} · {time} · {words.size(file.size)}",
        }

    def _about(self, path: Path) -> dict[str, Any]:
        """A line of the sheet: what would be sent, and what is wrong with it."""
        try:
            size = path.stat().st_size
        except OSError:
            size = -1
        kind = self._types.mimeTypeForFile(str(path)).name()
        account = self._client.accounts.items.find(self._messages.conversation.account)
        limit = account.upload_limit if account else 0
        too_large = bool(limit) and size > limit
        detail = words.size(size)
        if too_large and not self.can_go_directly():
            most = translate("files", "the server takes %1 at most").replace(
                "%1", words.size(limit)
            )
            detail = f"{detail} · {most}"
        return {
            "name": path.name,
            "detail": detail,
            "wrong": too_large and not self.can_go_directly(),
            "glyph": cards.glyph(File(path.name, kind, size)),
            "preview": f"image://preview/{quote(str(path), safe='')}"
            if kind.startswith("image/") and kind != "image/svg+xml"
            else "",
        }


def save_picture(image: QImage) -> Path:
    """A picture from the clipboard, as a file in the program's cache."""
    where = QStandardPaths.StandardLocation.CacheLocation
    folder = Path(QStandardPaths.writableLocation(where)) / "pasted"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / QDateTime.currentDateTime().toString("'picture' yyyy-MM-dd HH.mm.ss'.png'")
    image.save(str(path))
    return path

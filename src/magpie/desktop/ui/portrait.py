"""Cutting a picture of oneself, or of a group, out of a larger one."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import (
    QCoreApplication,
    QFile,
    QIODevice,
    QObject,
    QRect,
    QSize,
    QStandardPaths,
    Qt,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import QImage

from magpie.desktop.ui import pictures
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown

translate = QCoreApplication.translate
SIDE = 512  # pixels: clients show no more, and the core makes it smaller still


class Portrait(QObject):
    """`wanted` opens the sheet with `source`; what is cut out goes to whoever asked for it."""

    wanted = Signal()

    def __init__(self, deeds: Deeds) -> None:
        super().__init__()
        self._deeds = deeds
        self._path = Path()
        self._done: Callable[[QUrl], object] = lambda _: None

    source = shown("QUrl", lambda self: f"image://whole/{quote(str(self._path), safe='')}", wanted)

    def begin(self, url: QUrl, done: Callable[[QUrl], object]) -> None:
        """A picture was chosen; `done` gets the part of it that is wanted."""
        self._deeds.do("look", self._begin(Path(url.toLocalFile()), done))

    async def _begin(self, path: Path, done: Callable[[QUrl], object]) -> None:
        image = await asyncio.to_thread(read, path)
        self._path, self._done = path, done
        if image.isNull():
            self._deeds.told.emit(translate("portrait", "This is no picture that can be shown."))
        else:
            self.wanted.emit()

    @Slot(float, float, float)
    def cut(self, x: float, y: float, side: float) -> None:
        """A square, in parts of the picture's shorter side, from its upper left corner."""
        self._deeds.do("cut", self._cut(self._path, x, y, side))

    async def _cut(self, path: Path, x: float, y: float, side: float) -> None:
        done = self._done
        written = await asyncio.to_thread(write, path, x, y, side)
        done(QUrl.fromLocalFile(str(written)))


def read(path: Path) -> QImage:
    """The picture as it is looked at; null when it is none, or a bomb."""
    file = QFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        return QImage()
    return pictures.read(file, QSize())


def square(image: QImage, x: float, y: float, side: float) -> QRect:
    """The part that is meant, within the picture."""
    unit = min(image.width(), image.height())
    length = max(1, min(unit, round(side * unit)))
    left = max(0, min(image.width() - length, round(x * unit)))
    top = max(0, min(image.height() - length, round(y * unit)))
    return QRect(left, top, length, length)


def write(path: Path, x: float, y: float, side: float) -> Path:
    """Cut it out, into a new file of the program's cache."""
    image = read(path)
    part = image.copy(square(image, x, y, side))
    if part.width() > SIDE:
        smooth = Qt.TransformationMode.SmoothTransformation
        part = part.scaled(SIDE, SIDE, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    where = QStandardPaths.StandardLocation.CacheLocation
    folder = Path(QStandardPaths.writableLocation(where)) / "portraits"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    written = folder / f"{time.time_ns()}.png"
    part.save(str(written))
    return written

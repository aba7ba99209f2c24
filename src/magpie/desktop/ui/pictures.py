"""Pictures for QML: faces cut round, previews with round corners, codes, the mark.

Whatever others send is decoded here and nowhere else: in a thread of Qt's, within a limit of
memory, and only as large as it is shown.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath
from PySide6.QtQuick import QQuickImageProvider

MEGABYTES = 128  # of one decoded picture: a bomb is refused
PIXELS_MAX = 50_000_000
SUFFIXES = {"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"}


def read(device: QIODevice, wanted: QSize) -> QImage:
    """The picture, turned as its camera held it, no larger than needed; null when it is none."""
    reader = QImageReader(device)
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > PIXELS_MAX:
        return QImage()
    if wanted.isValid() and not wanted.isEmpty() and reader.format() != b"svg":
        scaled = size.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        if scaled.width() < size.width():
            reader.setScaledSize(scaled)
    return reader.read()


def from_path(path: str, wanted: QSize) -> QImage:
    data = QByteArray()
    if path.startswith("data:"):
        data = QByteArray.fromBase64(path.partition(",")[2].encode())
    else:
        try:
            data = QByteArray(Path(path).read_bytes())
        except OSError:
            return QImage()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return read(buffer, wanted)


def clipped(image: QImage, size: QSize, radius: float) -> QImage:
    """`image` filling `size`, with round corners."""
    result = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, size.width(), size.height()), radius, radius)
    painter.setClipPath(path)
    filling = image.size().scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    place = QRectF(
        (size.width() - filling.width()) / 2,
        (size.height() - filling.height()) / 2,
        filling.width(),
        filling.height(),
    )
    painter.drawImage(place, image)
    painter.end()
    return result


class Pictures(QQuickImageProvider):
    """One kind of picture: `draw(name, size)` makes it, for `image://KIND/NAME`."""

    def __init__(self, draw: Callable[[str, QSize], QImage]) -> None:
        super().__init__(
            QQuickImageProvider.ImageType.Image,
            QQuickImageProvider.Flag.ForceAsynchronousImageLoading,
        )
        self._draw = draw

    def requestImage(self, name: str, size: QSize, wanted: QSize) -> QImage:
        image = self._draw(unquote(name), wanted)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


def face(path: str, wanted: QSize) -> QImage:
    image = from_path(path, wanted)
    return image if image.isNull() else clipped(image, wanted, wanted.width() / 2)


def preview(path: str, wanted: QSize) -> QImage:
    """A picture in a message: it fills its place, with the corners of a card."""
    image = from_path(path, wanted)
    return image if image.isNull() else clipped(image, wanted, 16)


def whole(path: str, _wanted: QSize) -> QImage:
    return from_path(path, QSize())


def mark(_name: str, wanted: QSize) -> QImage:
    return from_path(str(Path(__file__).with_name("mark.svg")), wanted)


def providers() -> dict[str, Pictures]:
    QImageReader.setAllocationLimit(MEGABYTES)
    kinds = {"face": face, "preview": preview, "whole": whole, "mark": mark}
    return {kind: Pictures(draw) for kind, draw in kinds.items()}

"""Places: where the window was, and the folders of the person."""

from PySide6.QtCore import QRect, QStandardPaths
from PySide6.QtGui import QGuiApplication, QWindow


def keep(window: QWindow) -> str:
    """`x,y,width,height`, with `,max` when it filled the screen."""
    place = window.geometry()
    text = f"{place.x()},{place.y()},{place.width()},{place.height()}"
    return text + ",max" if window.windowState().name == "WindowMaximized" else text


def restore(window: QWindow, kept: str) -> None:
    """Put the window where it was, if enough of it would be seen."""
    parts = kept.split(",")
    try:
        place = QRect(*(int(part) for part in parts[:4]))
    except (TypeError, ValueError):
        return
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if any(screen.intersects(place.adjusted(40, 0, -40, -40)) for screen in screens):
        window.setGeometry(place)
    if parts[4:] == ["max"]:
        window.showMaximized()


def home() -> str:
    """Where a person's own files begin."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)


def downloads() -> str:
    """The system's own folder for downloads."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)

"""Where the window was: kept as text, and never off the screens that are there now."""

from PySide6.QtCore import QRect
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

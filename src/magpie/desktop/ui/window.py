"""Opens the window: fonts, language, pictures, QML."""

import asyncio
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow, QSGRendererInterface
from PySide6.QtQuickControls2 import QQuickStyle

from magpie.base.log import get_logger
from magpie.desktop.ui import fonts, inputs, pictures

log = get_logger(__name__)
QML = Path(__file__).with_name("qml")


class WindowError(Exception):
    """The window cannot be made: what QML says of it."""


def prepare() -> None:
    """What has to be set before the application object is made."""
    inputs.set_up(os.environ)  # type: ignore[arg-type]
    QQuickStyle.setStyle("Basic")
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )


def dress(application: QGuiApplication) -> None:
    """Names and fonts of the application."""
    application.setApplicationName("magpie")
    application.setApplicationDisplayName("Magpie")
    application.setDesktopFileName("magpie")
    application.setQuitOnLastWindowClosed(False)  # the tray may be all that is left, or the loop
    fonts.load_icons()
    fonts.set_up(application)


def make_engine() -> QQmlApplicationEngine:
    engine = QQmlApplicationEngine()
    engine.addImportPath(str(QML))
    for kind, provider in pictures.providers().items():
        engine.addImageProvider(kind, provider)
    return engine


def open_window(
    engine: QQmlApplicationEngine, shell: QObject, page: str = "Magpie/pages/Main.qml"
) -> QQuickWindow:
    """The window of that page. Raises WindowError with what QML has against it."""
    wrong: list[str] = []
    engine.warnings.connect(lambda found: wrong.extend(one.toString() for one in found))
    engine.setInitialProperties({"shell": shell})
    engine.load(QUrl.fromLocalFile(str(QML / page)))
    roots: list[Any] = engine.rootObjects()
    if not roots:
        raise WindowError("; ".join(wrong))
    window: QQuickWindow = roots[0]
    return window


async def close_engine(engine: QQmlApplicationEngine) -> None:
    """Let the windows go, then the engine, and wait until they are gone.

    The engine's thread for pictures may be in Python just now: whoever destroyed the engine from
    Python, as its collector would, held the interpreter's lock and waited for that thread for ever.
    """
    for one in (*engine.rootObjects(), engine):
        gone = asyncio.Event()
        one.destroyed.connect(gone.set)
        one.deleteLater()
        await gone.wait()


def draw_in_software() -> None:
    """Without a graphics card, or where its driver is not to be trusted."""
    QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.Software)


LEVELS = {
    QtMsgType.QtWarningMsg: log.warning,
    QtMsgType.QtCriticalMsg: log.error,
    QtMsgType.QtFatalMsg: log.error,
}


def log_messages() -> None:
    """What Qt has to say goes to the log."""

    def handle(kind: QtMsgType, _context: object, text: str) -> None:
        if kind in LEVELS:
            LEVELS[kind]("qt.said", warning=text)

    qInstallMessageHandler(handle)

"""Runs the console's window: the application, its loop, the window."""

import asyncio
import signal
import sys
from pathlib import Path

import qasync
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtWidgets import QApplication

from magpie.base.clock import SystemClock
from magpie.desktop.console.server import Server
from magpie.desktop.core.setting import LANGUAGE, WINDOW
from magpie.desktop.core.settings import Settings
from magpie.desktop.ui import tray, window
from magpie.desktop.ui.console.board import Board
from magpie.desktop.ui.garbage import collected_here
from magpie.desktop.ui.languages import Languages
from magpie.desktop.ui.main import end_all
from magpie.desktop.ui.places import keep, restore

PAGE = "Magpie/console/ConsoleWindow.qml"


def run(folder: Path, kept: Path) -> int:
    """Show the console of a data folder until it is closed; the exit code.

    `kept`: the file for what is chosen in the window.
    """
    window.prepare()
    application = QApplication(sys.argv[:1])
    window.dress(application)
    window.log_messages()
    application.setWindowIcon(tray.icon())
    application.setApplicationDisplayName("Magpie")
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with collected_here(), loop:
        loop.run_until_complete(live(application, Server(folder), Settings(kept)))
        loop.run_until_complete(end_all())
    return 0


async def live(application: QApplication, server: Server, settings: Settings) -> None:
    """From the window's opening to its end."""
    languages = Languages(application)
    languages.use(settings.get(LANGUAGE))
    board = Board(server, settings, SystemClock())
    engine = window.make_engine()
    opened = window.open_window(engine, board, PAGE)
    restore(opened, settings.get(WINDOW))
    ended = asyncio.Event()
    board.quitting.connect(ended.set)
    board.choices.languageChosen.connect(lambda: translate(languages, engine, board))
    for wish in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(wish, ended.set)
    opened.show()
    board.begin()
    await ended.wait()
    settings.set(WINDOW, keep(opened))
    opened.hide()
    await board.work.close()
    await server.close()
    await window.close_engine(engine)


def translate(languages: Languages, engine: QQmlApplicationEngine, board: Board) -> None:
    """All of the window in the language that is chosen now."""
    languages.use(board.choices.kept.get(LANGUAGE))
    engine.retranslate()
    board.retranslate()

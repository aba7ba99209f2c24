"""Runs the screen: the application, its loop, the window, the tray, notifications."""

import asyncio
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import qasync
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication

from magpie.base.clock import Clock, SystemClock
from magpie.desktop.core.api import Client
from magpie.desktop.core.setting import LANGUAGE, START_MINIMISED, TRAY, WINDOW
from magpie.desktop.ui import tray, window
from magpie.desktop.ui.bus import Bus, Heard, Labels
from magpie.desktop.ui.garbage import collected_here
from magpie.desktop.ui.languages import Languages
from magpie.desktop.ui.notify import Bubble, Notifier
from magpie.desktop.ui.places import keep, restore
from magpie.desktop.ui.shell import Shell
from magpie.desktop.ui.single import Single, hand_over
from magpie.desktop.ui.tray import Tray

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Start:
    """How the program is started: for which folder, with which link, seen or not."""

    folder: Path
    link: str = ""
    minimised: bool = False


def run(start: Start, make_client: Callable[[], Client]) -> int:
    """Show the window until somebody quits; the exit code.

    When a window is open for the same folder, that one is shown, and this returns at once.
    """
    window.prepare()
    application = QApplication(sys.argv[:1])
    window.dress(application)
    window.log_messages()
    application.setWindowIcon(tray.icon())
    if hand_over(start.folder, start.link):
        return 0
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with collected_here(), loop:
        loop.run_until_complete(Program(application, start, make_client, SystemClock()).live())
        loop.run_until_complete(end_all())
    return 0


async def end_all() -> None:
    """What still runs when all is closed (a library's own tasks) ends before the loop does."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


class Program:
    """All that lives between start and quit."""

    def __init__(
        self,
        application: QApplication,
        start: Start,
        make_client: Callable[[], Client],
        clock: Clock,
    ) -> None:
        self._start, self._clock = start, clock
        self._languages = Languages(application)
        self._client = make_client()
        self._ended = asyncio.Event()
        self._tray: Tray | None = None
        self._bus = Bus(Heard(self._open_chat, self._read, self._answer), labels)

    async def live(self) -> None:
        self._languages.use(self._client.settings.get(LANGUAGE))
        shell = self._shell = Shell(self._client, self._clock)
        engine = self._engine = window.make_engine()
        self._window = window.open_window(engine, shell)
        restore(self._window, self._client.settings.get(WINDOW))
        self._listen(shell)
        single = Single(self._start.folder)
        single.asked.connect(self._asked)
        self._set_tray(shell)
        self._appear()
        await self._client.start()
        shell.begin()
        if self._start.link:
            shell.open_link(self._start.link)
        await self._bus.open()
        notifier = Notifier(shell, self._clock, self._notify, self._bus.withdraw)
        await self._ended.wait()
        notifier.close()
        single.close()
        await self._close(shell)
        await window.close_engine(engine)

    def _listen(self, shell: Shell) -> None:
        shell.quitting.connect(self._ended.set)
        shell.hidden.connect(self._window.hide)
        shell.choices.languageChosen.connect(lambda: self._translate(shell))
        loop = asyncio.get_running_loop()
        for wish in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(wish, self._ended.set)
        if QNetworkInformation.loadDefaultBackend():
            network = QNetworkInformation.instance()
            network.reachabilityChanged.connect(lambda _: self._client.network_changed())

    def _translate(self, shell: Shell) -> None:
        self._languages.use(self._client.settings.get(LANGUAGE))
        self._engine.retranslate()
        shell.retranslate()

    def _set_tray(self, shell: Shell) -> None:
        self._tray = Tray(shell)
        self._tray.clicked.connect(shell.raised.emit)
        shell.set_tray(tray.is_there)

    def _appear(self) -> None:
        """The window, unless it is to stay away: in the tray, or where there is none, minimised."""
        settings = self._client.settings
        if not (self._start.minimised or settings.get(START_MINIMISED)):
            self._window.show()
        elif not (settings.get(TRAY) and tray.is_there()):
            self._window.showMinimized()

    def _asked(self, link: str) -> None:
        self._shell.raised.emit()
        if link:
            self._shell.open_link(link)

    def _notify(self, bubble: Bubble) -> None:
        if self._bus.is_there:
            self._bus.show(bubble)
        elif self._tray is not None:
            self._tray.show(bubble.title, bubble.text)
        if bubble.sound and not self._bus.has_sound:
            QApplication.beep()
        self._window.alert(0)

    def _open_chat(self, conversation: int) -> None:
        self._shell.raised.emit()
        if conversation:
            self._shell.show_conversation(conversation)

    def _read(self, conversation: int) -> None:
        self._shell.deeds.do("read", self._client.conversations.read(conversation))

    def _answer(self, conversation: int, text: str) -> None:
        """Who answers has read it."""
        if text.strip():
            self._shell.deeds.do("answer", self._client.messages.send(conversation, text.strip()))
        self._read(conversation)

    async def _close(self, shell: Shell) -> None:
        self._client.settings.set(WINDOW, keep(self._window))
        self._window.hide()
        if self._tray is not None:
            self._tray.close()
        await self._bus.close()
        await shell.deeds.close()
        await self._client.close()


def labels() -> Labels:
    """The words on notifications."""
    return Labels(
        open=translate("main", "Open"),
        read=translate("main", "Mark as read"),
        reply=translate("main", "Reply"),
        placeholder=translate("main", "Write a message…"),
    )

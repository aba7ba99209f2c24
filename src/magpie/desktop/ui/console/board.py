"""Everything that the console's window shows and does."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from magpie.base.clock import Clock
from magpie.desktop.console import checks
from magpie.desktop.console.entities import Check, Device, News, Numbers, State
from magpie.desktop.console.server import BUSY, Server
from magpie.desktop.console.setting import SETTINGS
from magpie.desktop.core.observe import ObservableList
from magpie.desktop.core.settings import Settings
from magpie.desktop.ui.console import said
from magpie.desktop.ui.console.choices import Choices
from magpie.desktop.ui.console.devices import Devices
from magpie.desktop.ui.console.invite import Invite
from magpie.desktop.ui.console.meter import Meter
from magpie.desktop.ui.console.passing import Lines, Passing
from magpie.desktop.ui.console.places import addresses, guessed_domain, is_domain
from magpie.desktop.ui.console.work import Work
from magpie.desktop.ui.prop import fixed, shown
from magpie.desktop.ui.rows import Rows
from magpie.desktop.ui.shell import is_calm

translate = QCoreApplication.translate
Examine = Callable[[Path], Awaitable[list[Check]]]


class Board(QObject):
    """The console of one server. `told` is a line for the person; `leaving` asks about the end."""

    changed = Signal()
    numbersChanged = Signal()
    checksChanged = Signal()
    told = Signal(str)
    leaving = Signal()
    quitting = Signal()

    def __init__(
        self, server: Server, settings: Settings, clock: Clock, examine: Examine = checks.examine
    ) -> None:
        super().__init__()
        self.server, self._clock, self._examine = server, clock, examine
        self.items: ObservableList[Device] = ObservableList(
            lambda device: device.key, lambda device: device.address
        )
        self.numbers = Numbers()
        self.work = Work()
        self.choices = Choices(settings)
        self._devices = Devices(self.items, clock)
        self._passing, self._lines, self._meter = Passing(), Lines(), Meter()
        self._checks = Rows(("key", "level", "subject", "text"), show_check)
        self._invite = Invite(server, self.work)
        self._is_looking = False
        self._wrong_domain = ""
        self._connect()

    devices = fixed(QObject, "_devices")
    passing = fixed(QObject, "_passing")
    lines = fixed(QObject, "_lines")
    meter = fixed(QObject, "_meter")
    checks = fixed(QObject, "_checks")
    invite = fixed(QObject, "_invite")
    settings = fixed(QObject, "choices")
    calm = shown(bool, lambda _: is_calm(), changed)

    state = shown(str, lambda self: self.server.state.value, changed)
    status = shown(str, lambda self: said.STATES[self.server.state](), changed)
    title = shown(str, lambda self: self.server.about.domain or "Magpie", changed)
    version = shown(str, "server.about.version", changed)
    addresses = shown("QVariantList", lambda self: addresses(self.server.about), changed)
    registration = shown(str, lambda self: self._registration(), changed)
    folder = shown(str, lambda self: str(self.server.folder), changed)
    showsText = shown(bool, "server.shows_text", changed)
    failure = shown(str, lambda self: self._failed(said.title), changed)
    advice = shown(str, lambda self: self._failed(said.advice), changed)
    lastWords = shown("QStringList", lambda self: self._last_words(), changed)
    guess = shown(str, lambda _: guessed_domain(), changed)
    domainError = shown(str, "_wrong_domain", changed)

    people = shown(int, "numbers.people", numbersChanged)
    sessions = shown(int, "numbers.sessions", numbersChanged)
    accounts = shown(int, "numbers.accounts", numbersChanged)

    looking = shown(bool, "_is_looking", checksChanged)
    troubles = shown(int, lambda self: len(self._checks.items), checksChanged)

    def _connect(self) -> None:
        self.server.changed.connect(self._server_changed)
        self.server.began.connect(lambda _: self._begin_anew())
        self.server.told.connect(self._hear)
        self.work.told.connect(self.told)

    def begin(self) -> None:
        """The window is open: is there a server?"""
        self.server.attend()
        self.lookAgain()

    # What the server tells

    def _server_changed(self, state: State) -> None:
        self.changed.emit()
        if state in (State.RUNNING, State.STOPPED, State.FAILED):
            self.lookAgain()

    def _begin_anew(self) -> None:
        self.items.reset(())
        self._passing.domain = self.server.about.domain
        self.numbers = Numbers()
        self._meter.clear()
        self.changed.emit()
        self.numbersChanged.emit()

    def _hear(self, news: News) -> None:
        with self.items.batch():
            for key in news.gone:
                self.items.remove(key)
            for device in news.here:
                self.items.put(device)
        self._passing.add(news.passed, news.missed)
        self._lines.put(news.lines)
        self._meter.note(news.numbers)
        before, self.numbers = self.numbers, news.numbers
        counts = (before.people, before.sessions, before.accounts)
        if counts != (self.numbers.people, self.numbers.sessions, self.numbers.accounts):
            self.numbersChanged.emit()

    def _registration(self) -> str:
        words = said.REGISTRATION.get(self.server.about.registration)
        return words() if words else ""

    def _failed(self, words: Callable[..., str]) -> str:
        return words(self.server.failure) if self.server.failure else ""

    def _last_words(self) -> list[str]:
        return list(self.server.failure.lines) if self.server.failure else []

    # What the person does

    @Slot()
    def start(self) -> None:
        self.work.do("start", self.server.start())

    @Slot(str)
    def startNew(self, domain: str) -> None:
        """The first start: of a domain that stays."""
        domain = domain.strip().lower()
        good = is_domain(domain)
        self._wrong_domain = "" if good else translate("console", "This is no name of a domain.")
        self.changed.emit()
        if good:
            self.work.do("start", self.server.start(domain))

    @Slot()
    def stop(self) -> None:
        self.work.do("stop", self.server.stop())

    @Slot(bool)
    def showText(self, shown: bool) -> None:
        """What people write is in the view, or no longer: then what was there goes, too."""
        if not shown:
            self._passing.forget()
        self.work.do("show text", self.server.show_text(shown))

    @Slot(str)
    def end(self, key: str) -> None:
        """End a session."""
        self.work.do("end", self.server.run("session.end", address=key))

    @Slot(str)
    def copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.told.emit(translate("console", "Copied"))

    @Slot()
    def lookAgain(self) -> None:
        """What does `magpie doctor` say?"""
        if self.server.state is not State.NEW and not self._is_looking:
            self._is_looking = True
            self.checksChanged.emit()
            self.work.do("look", self._look())

    async def _look(self) -> None:
        try:
            self._checks.reset(await self._examine(self.server.folder))
        finally:
            self._is_looking = False
            self.checksChanged.emit()

    @Slot()
    def openSettings(self) -> None:
        """The settings in the system's editor; a file to write in, where there is none."""
        file = self.server.folder / SETTINGS
        if not file.exists():
            file.touch(0o600)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))

    @Slot(result=bool)
    def closing(self) -> bool:
        """The window is being closed: whether it may. A server that runs is asked about."""
        if self.server.state in BUSY:
            self.leaving.emit()
            return False
        self.quitting.emit()
        return True

    @Slot(bool)
    def leave(self, stop: bool) -> None:
        """The console ends; the server goes on, or stops first."""
        self.work.do("leave", self._leave(stop))

    async def _leave(self, stop: bool) -> None:
        if stop:
            await self.server.stop()
        else:
            self.server.let_go()
        self.quitting.emit()

    def retranslate(self) -> None:
        """Another language: make everything that holds words anew."""
        for rows in (self._devices.rows, self._passing, self._lines, self._checks):
            rows.refresh_all()
        self.changed.emit()
        self.numbersChanged.emit()


def show_check(check: Check) -> dict[str, str]:
    return {"key": "", "level": check.level, "subject": check.subject, "text": check.text}

"""The console's window in each of its states, to look at and for tests."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMetaObject, QObject
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow
from tests.desktop.console import sample
from tests.desktop.sample_talk import NOW

from magpie.base.clock import Clock, ManualClock
from magpie.desktop.console.entities import Check, Reason, State
from magpie.desktop.console.server import Server
from magpie.desktop.core.setting import THEME
from magpie.desktop.core.settings import Settings
from magpie.desktop.ui import window
from magpie.desktop.ui.console.board import Board
from magpie.desktop.ui.console.main import PAGE
from magpie.desktop.ui.languages import Languages

LATER = 130 * sample.SECOND


@dataclass
class Stage:
    """A window on a sample server."""

    board: Board
    window: QQuickWindow
    engine: QQmlApplicationEngine
    patience: float = 1.0

    @property
    def server(self) -> Server:
        return self.board.server

    def find(self, name: str) -> Any:
        found = self.window.findChild(QObject, name)
        assert found is not None, name
        return found

    def call(self, name: str, method: str) -> None:
        assert QMetaObject.invokeMethod(self.find(name), method)

    async def settle(self, seconds: float = 0.25) -> None:
        await asyncio.sleep(seconds * self.patience)

    async def close(self) -> None:
        await self.board.work.close()
        self.window.close()
        await window.close_engine(self.engine)


async def nothing(_: Path) -> list[Check]:
    return []


async def something(_: Path) -> list[Check]:
    return sample.CHECKS


def stage(
    folder: Path,
    size: tuple[int, int] = (1280, 800),
    *,
    dark: bool = False,
    language: str = "en",
    languages: Languages | None = None,
    examine: Any = nothing,
    clock: Clock | None = None,
) -> Stage:
    settings = Settings(folder / "settings.json")
    settings.set(THEME, "dark" if dark else "light")
    if languages is not None:
        languages.use(language)
    board = Board(
        sample.sample_server(folder), settings, clock or ManualClock(NOW + LATER), examine
    )
    engine = window.make_engine()
    opened = window.open_window(engine, board, PAGE)
    opened.setWidth(size[0])
    opened.setHeight(size[1])
    opened.show()
    return Stage(board, opened, engine)


Act = Callable[[Stage], Any]


def running(*then: Act, place: str = "", **how: Any) -> Act:
    async def act(on: Stage) -> None:
        sample.running(on.server, **how)
        if place:
            on.find("page").setProperty("place", place)
        for one in then:
            one(on)
        await on.settle(0.4)

    return act


def failed(reason: Reason) -> Act:
    async def act(on: Stage) -> None:
        sample.failed(on.server, reason)
        await on.settle()

    return act


def in_state(state: State) -> Act:
    async def act(on: Stage) -> None:
        on.server._set(state)
        await on.settle()

    return act


async def crowd(on: Stage) -> None:
    sample.crowd(on.server)
    on.find("page").setProperty("place", "online")
    await on.settle(0.4)


def invited(on: Stage) -> None:
    invite: Any = on.board.invite
    invite.text = "https://laptop.local:5443/invite/7Wq2nQvY3mXk"
    invite.near = invite.text
    on.call("invite", "open")
    invite.changed.emit()


def opened(name: str) -> Act:
    return lambda on: on.call(name, "open")


def empty(on: Stage) -> None:
    on.board.items.reset(())
    on.board._passing.forget()
    on.board._lines.reset(())
    on.board._meter.clear()


SCENES: dict[str, Act] = {
    "console": running(),
    "console-text": running(text=True),
    "console-log": running(place="log"),
    "console-checks": running(place="checks"),
    "console-server": running(place="server"),
    "console-online": running(place="online"),
    "console-crowd": crowd,
    "console-first": running(empty, people=0, sessions=0, accounts=0),
    "console-new": in_state(State.NEW),
    "console-stopped": in_state(State.STOPPED),
    "console-starting": in_state(State.STARTING),
    "console-port": failed(Reason.PORT_TAKEN),
    "console-settings": failed(Reason.SETTINGS),
    "console-crashed": failed(Reason.CRASHED),
    "console-invite": running(invited),
    "console-end": running(opened("end")),
    "console-ask": running(opened("text")),
    "console-leave": running(opened("leave")),
    "console-look": running(opened("look")),
}
TROUBLED = ("console-checks", "console-crashed", "console-server")

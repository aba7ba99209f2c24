"""A window on the sample client, for pictures and tests."""

import asyncio
from dataclasses import dataclass

from PySide6.QtCore import QMetaObject, QObject
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow
from tests.desktop.sample import SampleClient, sample_client
from tests.desktop.sample_talk import NOW

from magpie.base.clock import ManualClock
from magpie.desktop.core.setting import LANGUAGE, THEME
from magpie.desktop.ui import window
from magpie.desktop.ui.languages import Languages
from magpie.desktop.ui.shell import Shell
from magpie.desktop.ui.sound import Sound

LATER = 60_000_000  # µs after the newest message


@dataclass
class Stage:
    """A window on the sample client."""

    client: SampleClient
    shell: Shell
    window: QQuickWindow
    engine: QQmlApplicationEngine
    patience: float = 1.0

    def find(self, name: str) -> QObject:
        found = self.window.findChild(QObject, name)
        assert found is not None, name
        return found

    def call(self, name: str, method: str) -> None:
        assert QMetaObject.invokeMethod(self.find(name), method)

    async def settle(self, seconds: float = 0.25) -> None:
        """Let tasks, timers and pictures come to an end; a test has less patience for them."""
        await asyncio.sleep(seconds * self.patience)

    async def close(self) -> None:
        await self.shell.deeds.close()
        self.window.close()
        await window.close_engine(self.engine)


def stage(
    client: SampleClient | None = None,
    size: tuple[int, int] = (1280, 800),
    *,
    dark: bool = False,
    language: str = "en",
    languages: Languages | None = None,
    sound: Sound | None = None,
) -> Stage:
    client = client or sample_client()
    client.settings.set(THEME, "dark" if dark else "light")
    client.settings.set(LANGUAGE, language)
    if languages is not None:
        languages.use(language)
    shell = Shell(client, ManualClock(NOW + LATER), sound)  # type: ignore[arg-type]
    engine = window.make_engine()
    opened = window.open_window(engine, shell)
    opened.setWidth(size[0])
    opened.setHeight(size[1])
    opened.show()
    shell.begin()
    return Stage(client, shell, opened, engine)

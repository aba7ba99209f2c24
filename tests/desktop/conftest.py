"""The screen offscreen: one application for all, drawn in software; what Qt complains of fails."""

import asyncio
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"

import pytest
import qasync
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from tests.desktop.gallery import application
from tests.desktop.sample import SampleClient, sample_client
from tests.desktop.stage import Stage, stage

from magpie.desktop.ui.garbage import collected_here
from magpie.desktop.ui.languages import Languages

# What Qt says when it drops rows that it was still building: the list begins anew, the window ends.
# Or that an offscreen window cannot come to the front.
HARMLESS = (
    "DelegateModel::cancel",
    "There are still ",
    '"There are still ',
    "This plugin does not support raise()",
    "This plugin does not support propagateSizeHints()",
)


@pytest.fixture(scope="session")
def qt() -> QApplication:
    return application()


@pytest.fixture(scope="session")
def languages(qt: QApplication) -> Languages:
    return Languages(qt)


@pytest.fixture
def english(languages: Languages) -> None:
    languages.use("en")


@pytest.fixture
def complaints(qt: QApplication):
    """What Qt and QML warned of; a test that leaves something here fails."""
    found: list[str] = []

    def handle(kind: QtMsgType, _context: object, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not text.startswith(HARMLESS):
            found.append(text)

    qInstallMessageHandler(handle)
    yield found
    qInstallMessageHandler(None)
    assert found == []


@pytest.fixture
def client() -> SampleClient:
    return sample_client()


@pytest.fixture
def play(qt: QApplication, languages: Languages, complaints: list[str]):
    """Runs a coroutine in Qt's loop: `play(lambda on: ..., client)` with a window open."""

    def run(act, client: SampleClient | None = None, **look) -> None:
        loop = qasync.QEventLoop(qt)
        asyncio.set_event_loop(loop)

        async def whole() -> None:
            on: Stage = stage(client, languages=languages, **look)
            on.patience = 0.05
            try:
                await on.settle(0)
                await act(on)
            finally:
                await on.close()

        with collected_here(), loop:
            loop.run_until_complete(whole())
        asyncio.set_event_loop(None)

    return run

"""The console's window offscreen, on a server that is told what to show."""

import asyncio
from pathlib import Path

import pytest
import qasync
from tests.desktop.console.scenes import Stage, nothing, stage

from magpie.desktop.ui.garbage import collected_here


@pytest.fixture
def console(qt, languages, complaints, tmp_path: Path):
    """Runs a coroutine in Qt's loop: `console(act)` with the window open."""

    def run(act, examine=nothing, **look) -> None:
        loop = qasync.QEventLoop(qt)
        asyncio.set_event_loop(loop)
        look.setdefault("language", "en")

        async def whole() -> None:
            on: Stage = stage(tmp_path, languages=languages, examine=examine, **look)
            on.patience = 0.05
            try:
                await on.settle(0)
                await act(on)
            finally:
                await on.close()
                await on.server.close()

        with collected_here(), loop:
            loop.run_until_complete(whole())
        asyncio.set_event_loop(None)

    return run

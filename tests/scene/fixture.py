"""The fixture `scene`: in memory, or with `--live` against a running server."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from tests.scene.live import LiveStage
    from tests.scene.stage import Stage

HAS_FAILED = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--live", metavar="URL", help="play talks against a running server")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Over the wire only talks are played, and of those not what needs the stage in memory."""
    if not config.getoption("live", None):
        return

    def is_playable(item: pytest.Item) -> bool:
        has_stage = "scene" in getattr(item, "fixturenames", ())
        return has_stage and item.get_closest_marker("memory") is None

    config.hook.pytest_deselected(items=[item for item in items if not is_playable(item)])
    items[:] = [item for item in items if is_playable(item)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.when == "call":
        item.stash[HAS_FAILED] = not report.passed
    return report


@pytest_asyncio.fixture
async def scene(request: pytest.FixtureRequest) -> "AsyncIterator[Stage | LiveStage]":
    """The stage, new for each test: see tests/scene/README.md."""
    # Only a talk needs the whole server: units are tested while some other room is broken
    from tests.scene.live import LiveStage  # noqa: PLC0415
    from tests.scene.stage import Listener, Stage  # noqa: PLC0415

    url = request.config.getoption("live", None)
    stage = LiveStage(url) if url else Stage()
    listener = Listener(stage.errors)
    loggers = [logging.getLogger(name) for name in ("magpie", "asyncio")]
    for logger in loggers:
        logger.addHandler(listener)
    asyncio.get_running_loop().set_exception_handler(listener.noted)
    try:
        yield stage
        if not request.node.stash.get(HAS_FAILED, True):
            await stage.finishes()
    finally:
        try:
            await stage.ends()
        finally:
            for logger in loggers:
                logger.removeHandler(listener)

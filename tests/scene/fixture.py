"""The fixture `scene`, and what it must know of how the test went."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from tests.scene.stage import Stage

HAS_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.when == "call":
        item.stash[HAS_FAILED] = not report.passed
    return report


@pytest_asyncio.fixture
async def scene(request: pytest.FixtureRequest) -> "AsyncIterator[Stage]":
    """The stage, new for each test: see tests/scene/README.md."""
    # Only a talk needs the whole server: units are tested while some other room is broken
    from tests.scene.stage import Listener, Stage  # noqa: PLC0415

    stage = Stage()
    listener = Listener(stage)
    loggers = [logging.getLogger(name) for name in ("magpie", "asyncio")]
    for logger in loggers:
        logger.addHandler(listener)
    asyncio.get_running_loop().set_exception_handler(stage.noted)
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

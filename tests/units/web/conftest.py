"""The web site in this process, on a free port of loopback."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.units.web.house import House


@pytest.fixture
async def new_house(tmp_path: Path) -> AsyncIterator[Callable[..., House]]:
    """Opens a server with its site: `await new_house(**{"section.key": "value"})`."""
    numbers = itertools.count()
    async with AsyncExitStack() as stack:

        async def make(**settings: str) -> House:
            house = House(tmp_path / f"house{next(numbers)}", settings)
            return await stack.enter_async_context(house)

        yield make


@pytest.fixture
async def house(new_house) -> House:
    """One with nothing special."""
    return await new_house()

"""PostgreSQL, as the tests of storage have it, and an empty server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.units.portability.taking import Server
from tests.units.storage.conftest import cluster

from magpie.storage.database import Database

__all__ = ["cluster", "server"]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """An empty server."""
    db = await Database.open("sqlite://")
    yield Server(db, tmp_path)
    await db.close()

"""PostgreSQL, as the tests of storage have it."""

from tests.units.storage.conftest import cluster

__all__ = ["cluster"]

"""What the tests of federation stand on."""

from collections.abc import Iterator

import pytest
from tests.live.federation.peers import KINDS, Pair

ALL = ["prosody", pytest.param("ejabberd", marks=pytest.mark.slow), "magpie"]


@pytest.fixture(scope="session", params=ALL)
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Our program beside each other server in turn."""
    with KINDS[request.param]() as found:
        yield found
        assert found.ours.errors() == []

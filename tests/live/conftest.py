"""Live tests: real sockets, the real program, clients that we did not write."""

import asyncio
import itertools
import os
import resource
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from tests.live.program import Program
from tests.live.wire import OPEN, Bystanders

MANY = 10_500  # files
_names = itertools.count(1)


@pytest.fixture(scope="session")
def shared() -> Iterator[Program]:
    """One running server for all tests of this process that need nothing special."""
    with Program() as program:
        yield program


@pytest.fixture(autouse=True)
async def nothing_left_open() -> AsyncIterator[None]:
    """Cut the connections that the test has left."""
    yield
    while OPEN:
        OPEN.pop().drop()
    for _ in range(5):
        await asyncio.sleep(0)  # for the loop to close them


@pytest.fixture
def server(shared: Program) -> Iterator[Program]:
    """A running server that logs no error while the test runs."""
    before = len(shared.errors())
    yield shared
    assert shared.errors()[before:] == []


@pytest.fixture
def new_server() -> Iterator[Callable[..., Program]]:
    """Makes a server of the test's own: `new_server(**{"section.key": "value"})`."""
    started: list[Program] = []

    def make(**settings: str) -> Program:
        program = Program(**settings)
        program.__enter__()
        started.append(program)
        return program

    yield make
    for program in started:
        program.__exit__()
        assert program.errors() == []


@pytest.fixture
def name() -> Callable[[str], str]:
    """User names that no other test of this run has."""
    number = f"{next(_names)}x{os.getpid()}"
    return lambda base: f"{base}{number}"


@pytest.fixture
async def bystanders(server: Program) -> AsyncIterator[Bystanders]:
    """Two who chat all the while, whatever others do to the server."""
    async with Bystanders(server) as pair:
        yield pair


@pytest.fixture
def many_files() -> Iterator[None]:
    """Each of many silent connections is one of ours, too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    is_enough = hard == resource.RLIM_INFINITY or hard > MANY
    assert is_enough, "the system allows too few files"
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

"""Devices on a server in memory, closed at the end."""

import pytest
from tests.desktop.device import Device
from tests.desktop.fake import FakeServer


@pytest.fixture
def server():
    return FakeServer()


@pytest.fixture
async def device(server, tmp_path):
    """Makes one: `await device("ana@example.org")`, signed in; `name` tells devices apart."""
    made: list[Device] = []

    async def make(address: str, name: str = "laptop", *, signs_in: bool = True) -> Device:
        one = Device(server, address, tmp_path / f"{address}-{name}")
        made.append(one)
        await (one.sign_in() if signs_in else one.start())
        return one

    yield make
    for one in made:
        await one.client.close()

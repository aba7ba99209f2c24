"""What is announced, and what is not."""

import pytest

from magpie.base.config import address
from magpie.server.lan import CLIENT, DIRECT, SITE, Lan, Service, announced

SERVICES = [
    Service(CLIENT, address("0.0.0.0:5222")),
    Service(CLIENT, address("[::]:5222")),
    Service(DIRECT, address("127.0.0.1:5223")),
    Service(SITE, address("0.0.0.0:5443")),
]


@pytest.mark.parametrize(
    ("lan", "domain", "types"),
    [
        (Lan(), "laptop.local", [CLIENT, SITE]),
        (Lan(), "chat.example", []),
        (Lan("on"), "chat.example", [CLIENT, SITE]),
        (Lan("off"), "laptop.local", []),
        (Lan("on", ("127.0.0.1",)), "laptop.local", [CLIENT, DIRECT, SITE]),
    ],
)
def test_what_others_cannot_reach_they_are_not_told_of(lan, domain, types):
    assert [one.type for one in announced(lan, domain, SERVICES)] == types

"""Lines from device to device: by which name the other side asks for one."""

from typing import Any

import pytest

from magpie.desktop.link import socks
from magpie.desktop.link.jingle import JingleSession
from magpie.desktop.link.lines import Lines, candidates, destinations
from magpie.desktop.link.names import get

ANA, BEN = "ana@example.org/laptop", "ben@example.org/gajim"


@pytest.fixture
def session() -> JingleSession:
    """Ben has offered, and has given the line a name of its own (XEP-0260, 2.1)."""
    return JingleSession("session", BEN, ANA, is_initiator=False, line="line")


async def test_the_answer_names_the_line_as_the_offer_does(session: JingleSession) -> None:
    nobody: Any = None  # neither proxies nor pieces in band: the stream is not needed
    listener, _, answer = await Lines(nobody, [], print).offer(session)
    assert get(answer, "sid") == "line"
    assert get(answer, "dstaddr") == socks.destination("line", BEN, ANA)
    here = [one for one in candidates(answer) if one.host == "127.0.0.1"]
    for wanted in destinations(session):
        found = await socks.first(here, wanted)
        assert found is not None
        found[1][1].close()
    assert await socks.first(here, socks.destination("another", BEN, ANA)) is None
    listener.close()


def test_without_a_name_of_its_own_the_line_has_the_sessions() -> None:
    assert JingleSession("session", BEN, ANA, is_initiator=True).line == "session"

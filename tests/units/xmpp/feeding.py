"""What every sample of the wire goes through: whole, byte by byte, and with more behind it."""

from collections.abc import Iterable

from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import StreamEvent, StreamParser

OPEN = (
    b"<?xml version='1.0'?><stream:stream to='a.example' version='1.0' xmlns='jabber:client'"
    b" xmlns:stream='http://etherx.jabber.org/streams'>"
)
MAX_SIZE = 262_144


def fed(pieces: Iterable[bytes], max_size: int = MAX_SIZE) -> list[StreamEvent]:
    """All events of a stream that comes in these pieces."""
    parser = StreamParser(max_size)
    events = [event for piece in pieces for event in parser.feed(piece)]
    parser.close()
    return events


def by_byte(data: bytes) -> list[bytes]:
    return [data[i : i + 1] for i in range(len(data))]


def comparable(events: list[StreamEvent]) -> list[object]:
    return [e.condition if isinstance(e, StreamError) else e for e in events]


def heard(data: bytes) -> list[object]:
    """The events of `data`, an error by its condition; the same however it is cut."""
    whole = comparable(fed([data]))
    assert comparable(fed(by_byte(data))) == whole
    half = len(data) // 2
    assert comparable(fed([data[:half], data[half:]])) == whole
    more = comparable(fed([data + b" \n<next/>", b"\n"]))
    assert more[: len(whole)] == whole
    return whole


def stanzas(data: bytes) -> list[object]:
    """The events of `data` within an open stream, without the opening."""
    return heard(OPEN + data)[1:]

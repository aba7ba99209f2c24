"""What one end of a stream has heard from the server."""

from collections import deque

from magpie.xmpp.element import NS_STREAMS, Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import StreamClosed, StreamOpened, StreamParser


class Ear:
    """Parses the server's bytes as a client would.

    Attributes:
        unread: stanzas and other elements that the test has not asked for yet, in order.
        opened: the server's last stream header.
        stream_error: the condition of the error with which the server ended the stream.
        is_closed: the stream or the connection below it has ended.
    """

    def __init__(self) -> None:
        self.unread: deque[Element] = deque()
        self.opened: StreamOpened | None = None
        self.stream_error: str | None = None
        self.is_closed = False
        self._parser = StreamParser(max_size=100_000_000, max_depth=1000)

    def restart(self) -> None:
        """The server's next bytes begin a new XML stream."""
        self._parser = StreamParser(max_size=100_000_000, max_depth=1000)

    def hear(self, data: bytes) -> None:
        """Bytes came. What is not a proper stream is the server's fault: AssertionError."""
        for event in self._parser.feed(data):
            if isinstance(event, Element):
                if event.ns == NS_STREAMS and event.name == "error":
                    self.stream_error = next(iter(event)).name
                else:
                    self.take(event)
            elif isinstance(event, StreamOpened):
                self.opened = event
            elif isinstance(event, StreamClosed):
                self.is_closed = True
            elif isinstance(event, StreamError):
                raise AssertionError(f"the server wrote bad XML ({event}): {data[-2000:]!r}")

    def take(self, element: Element) -> None:
        """An element came."""
        self.unread.append(element)

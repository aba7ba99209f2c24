"""What stands below a stream, and what stands on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from magpie.server.session import Wire
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.stream import Framing


class Carrier(Protocol):
    """The connection below a stream.

    Attributes:
        address: the peer's IP address as text.
        is_secure: TLS is on, or the connection never left this machine.
        has_tls: TLS is on.
        can_start_tls: it can be put on by STARTTLS.
        framing: how a stream looks on this kind of connection.
        is_web: it comes through the web site, whose pages have tickets.
    """

    address: str
    is_secure: bool
    has_tls: bool
    is_web: bool

    @property
    def can_start_tls(self) -> bool:
        """Whether TLS can be put on the connection now."""

    @property
    def framing(self) -> Framing:
        """How a stream looks here."""

    def write(self, pieces: Sequence[bytes]) -> None:
        """Send pieces, each of them one element or our header or its end."""

    @property
    def unsent(self) -> int:
        """Bytes that wait for the peer."""

    def end(self) -> None:
        """Close when what was written has left."""

    def abort(self) -> None:
        """Close at once."""

    def pause_reading(self) -> None:
        """Do not call `feed` until `resume_reading`."""

    def resume_reading(self) -> None:
        """The opposite."""

    async def start_tls(self) -> None:
        """Put TLS on the connection."""

    def bindings(self) -> Mapping[str, bytes]:
        """Channel bindings by type (RFC 5929)."""

    def signed_in(self) -> None:
        """The peer is no stranger any more."""


class Bound(Protocol):
    """What a stream carries once it is negotiated: a session, or the stanzas of a server."""

    def receive(self, element: Element) -> None:
        """Take one element of the peer's, in order."""

    def when_done(self, act: Callable[[], None]) -> None:
        """Run `act` when all that the peer has sent so far is handled."""

    def close(self, error: StreamError | None = None) -> None:
        """The stream is closed, by the peer or for an error of its."""

    def unclogged(self) -> None:
        """The peer's buffer has room again."""

    def lost(self, wire: Wire) -> None:
        """The connection is gone."""

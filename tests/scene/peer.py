"""Who sends and receives: a device of an account, or a bare stream that is not signed in yet."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Protocol

from tests.scene import match
from tests.scene.ear import Ear
from tests.scene.tcp import HEADER

from magpie.xmpp.element import Element

if TYPE_CHECKING:
    from tests.scene.stage import Stage


class Wire(Protocol):
    """The connection below: in memory, or TCP and TLS."""

    async def send(self, data: bytes) -> None: ...

    def drop(self) -> None: ...


class Peer:
    """What a device and a bare stream have in common: the checks."""

    def __init__(self, scene: Stage, name: str) -> None:
        self._scene = scene
        self._line: Ear | None = None
        self._is_end_known = False
        self.name = name

    def __repr__(self) -> str:
        return self.name

    @property
    def unread(self) -> list[Element]:
        """What came and was not asked for yet."""
        return list(self._line.unread) if self._line is not None else []

    @property
    def is_closed(self) -> bool:
        """Whether the stream has ended, from whichever side."""
        self._is_end_known = True
        return self._line is not None and self._line.is_closed

    @property
    def stream_error(self) -> str | None:
        """The condition of the stream error with which the server ended the stream."""
        self._is_end_known = True
        return self._line.stream_error if self._line is not None else None

    @property
    def unseen_end(self) -> str | None:
        """A stream error that the test has not looked at."""
        if self._line is None or self._is_end_known:
            return None
        return self._line.stream_error

    # Sending

    async def sends(self, *xml: str) -> None:
        """Send stanzas, names filled in, and let the server do all that follows from them."""
        for one in xml:
            await self.sends_bytes(match.fill_in(one.strip(), self._scene.names).encode())

    async def sends_bytes(self, *chunks: bytes) -> None:
        """Send bytes as they are, one chunk after the other; the server sees each alone."""
        line = await self._ready()
        for chunk in chunks:
            await line.send(chunk)
            await self._scene.settles()

    async def closes(self) -> None:
        """End the stream properly; the server ends its side too."""
        await self.sends_bytes(b"</stream:stream>")
        assert self.is_closed, f"{self.name}: the server left the stream open"

    async def drops(self) -> None:
        """Lose the connection without a word."""
        line = await self._ready()
        self._is_end_known = True
        line.drop()
        await self._scene.settles()

    async def stops_reading(self) -> None:
        """Leave everything that the server sends in its buffers. In memory only."""
        (await self._ready()).stops_reading()

    async def reads_one(self) -> None:
        """Read no more than one write of what waits. In memory only."""
        (await self._ready()).reads_one()

    async def reads_again(self) -> None:
        """Read what has waited, and go on."""
        (await self._ready()).reads_again()
        await self._scene.settles()

    # Receiving

    async def receives(self, *xml: str) -> None:
        """The next unread stanzas are these, in this order."""
        await self._ready()
        for wanted in [element for one in xml for element in match.parse(one)]:
            await self._scene.waits_for(self)
            self._is_next(wanted)

    async def receives_any_order(self, *xml: str) -> None:
        """The next unread stanzas are these, in whatever order."""
        await self._ready()
        wanted = [element for one in xml for element in match.parse(one)]
        await self._scene.waits_for(self, len(wanted))
        assert self._line is not None
        seen = [self._line.unread.popleft() for _ in wanted if self._line.unread]
        names = match.match_any_order(wanted, seen, self._scene.names)
        if names is None:
            raise AssertionError(
                f"{self.name} received other stanzas, in whatever order.\n"
                f"Expected:\n{match.shown(wanted)}\nReceived:\n{match.shown(seen)}"
                f"{self._others()}"
            )
        self._scene.names.update(names)

    def receives_nothing(self) -> None:
        """No stanza is left that this device has not been asked for."""
        if self.unread:
            raise AssertionError(
                f"{self.name} should have received nothing more, but received:\n"
                f"{match.shown(self.unread)}{self._others()}"
            )

    def forget(self, name: str | None = None) -> None:
        """Discard what is unread, or of it only the stanzas of that name."""
        if self._line is not None:
            kept = [one for one in self._line.unread if name is not None and one.name != name]
            self._line.unread.clear()
            self._line.unread.extend(kept)

    def _is_next(self, wanted: Element) -> None:
        assert self._line is not None
        names = self._scene.names
        if not self._line.unread:
            end = f" Its stream ended: {self.stream_error}." if self.is_closed else ""
            raise AssertionError(
                f"{self.name} received nothing.{end}\nExpected:\n{match.shown([wanted])}"
                f"{self._others()}"
            )
        seen = self._line.unread.popleft()
        bound = match.match(wanted, seen, names)
        if bound is None:
            rest = f"\nNext for it:\n{match.shown(self.unread)}" if self.unread else ""
            raise AssertionError(
                f"{self.name} received another stanza.\n{match.diff(wanted, seen, names)}"
                f"{rest}{self._others()}"
            )
        names.update(bound)

    def _others(self) -> str:
        """What the other devices have unread: often the stanza that is missed here."""
        parts = [
            f"\nUnread by {peer.name}:\n{match.shown(peer.unread)}"
            for peer in self._scene.peers
            if peer is not self and peer.unread
        ]
        return "".join(parts)

    async def _ready(self):  # type: ignore[no-untyped-def]
        await self._scene.begins()
        assert self._line is not None
        return self._line


class RawStream(Peer):
    """A connection that has said nothing yet."""

    @property
    def header(self) -> dict[str, str]:
        """The attributes of the server's last stream header."""
        assert self._line is not None
        assert self._line.opened is not None, "the server has not opened its stream"
        return dict(self._line.opened.attrs)

    async def opens(self) -> None:
        """Send a stream header; the features are left to read."""
        await self.sends_bytes(HEADER.format(domain=self._scene.domain).encode())

    async def signs_in(self, account: str, password: str | None = None) -> None:
        """Authenticate by PLAIN and stop before binding, with nothing unread."""
        await self._scene.account(account)
        local = self._scene.outward(account).partition("@")[0]
        text = f"\0{local}\0{password or self._scene.password}"
        proof = base64.b64encode(text.encode()).decode()
        await self.opens()
        self.forget()
        await self.sends(
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + proof + "</auth>"
        )
        await self.receives("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
        await self.opens()
        self.forget()


class Device(RawStream):
    """One device of an account. It signs in, with its full address, when the play begins."""

    def __init__(self, scene: Stage, jid: str) -> None:
        super().__init__(scene, jid)
        self.jid = jid
        self.account, _, self.resource = jid.partition("/")

    async def is_online(self) -> None:
        """Send available presence; nobody hears more of it than is sent until all is quiet."""
        await self.sends("<presence/>")
        self.forget()
        for peer in self._scene.peers:
            if peer is not self and peer._line is not None:
                kept = [one for one in peer._line.unread if not self._is_mine(one)]
                peer._line.unread.clear()
                peer._line.unread.extend(kept)

    def _is_mine(self, element: Element) -> bool:
        return element.name == "presence" and element.get("from") == self.jid

    async def reconnects(self) -> None:
        """A new connection, signed in but not bound: to resume, or to bind by hand."""
        await self.drops()
        self._is_end_known = False
        left = self._line.unread if self._line is not None else None
        self._line = await self._scene.new_line()
        await self.signs_in(self.account)
        if left:
            self._line.unread.extend(left)

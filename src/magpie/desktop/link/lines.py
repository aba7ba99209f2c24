"""A line between two devices for one session: SOCKS5 (XEP-0260), or else in-band (XEP-0261)."""

import asyncio
import base64
import binascii
from collections.abc import Callable
from typing import Protocol

from slixmpp.xmlstream import ET

from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.ids import new_id
from magpie.desktop.link import socks
from magpie.desktop.link.jingle import NS_BYTES, NS_SOCKS, JingleSession, transport
from magpie.desktop.link.names import add, child, children, get, make, number
from magpie.desktop.link.socks import Candidate, Listener
from magpie.desktop.link.stream import Stream

NS_IBB = "http://jabber.org/protocol/ibb"
NS_PROXY = "http://jabber.org/protocol/bytestreams"
BLOCK = 8192  # bytes of one in-band piece
CHUNK = 1 << 16
SILENT_FOR = 60.0  # seconds without a byte


class Line(Protocol):
    """Bytes one way."""

    async def write(self, data: bytes) -> None: ...
    async def read(self) -> bytes:
        """The next bytes, b"" at the end."""

    async def close(self) -> None: ...


class SocksLine:
    """Over a connection."""

    def __init__(self, line: socks.Line) -> None:
        self._reader, self._writer = line

    async def write(self, data: bytes) -> None:
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError as error:
            raise Problem(Reason.NOT_CONNECTED, str(error)) from error

    async def read(self) -> bytes:
        try:
            async with asyncio.timeout(SILENT_FOR):
                return await self._reader.read(CHUNK)
        except (TimeoutError, OSError) as error:
            raise Problem(Reason.NOT_CONNECTED, str(error)) from error

    async def close(self) -> None:
        self._writer.close()


class InBandLine:
    """XEP-0047: pieces in requests through the server; each waits for its answer."""

    def __init__(self, stream: Stream, sid: str, peer: str, block: int) -> None:
        self._stream, self.sid, self.peer, self._block = stream, sid, peer, block
        self._sequence = 0
        self._is_ours = False
        self._came: asyncio.Queue[bytes] = asyncio.Queue(256)

    async def open(self) -> None:
        request = make("open", NS_IBB, sid=self.sid, stanza="iq")
        request.set("block-size", str(self._block))
        await self._stream.ask("set", request, to=self.peer)
        self._is_ours = True

    async def write(self, data: bytes) -> None:
        for start in range(0, len(data), self._block):
            piece = base64.b64encode(data[start : start + self._block]).decode()
            one = make("data", NS_IBB, piece, sid=self.sid, seq=str(self._sequence))
            self._sequence = (self._sequence + 1) % 65536
            await self._stream.ask("set", one, to=self.peer)

    async def read(self) -> bytes:
        try:
            async with asyncio.timeout(SILENT_FOR):
                return await self._came.get()
        except TimeoutError as error:
            raise Problem(Reason.NOT_CONNECTED) from error

    async def close(self) -> None:
        if self._is_ours:  # who reads has heard it from who writes
            await self._end()

    def take(self, element: ET.Element) -> None:
        """A piece came, or the end."""
        try:
            data = base64.b64decode(element.text or "", validate=True)
            self._came.put_nowait(data if element.tag.endswith("}data") else b"")
        except (binascii.Error, ValueError, asyncio.QueueFull):
            self._stream.spawn("ibb", self._end())  # they do not keep to what was agreed

    async def _end(self) -> None:
        await self._stream.ask("set", make("close", NS_IBB, sid=self.sid), to=self.peer)


class Lines:
    """Makes the line of a session. `in_band` is told of each line that needs its pieces."""

    def __init__(
        self, stream: Stream, proxies: list[str], in_band: Callable[[InBandLine], object]
    ) -> None:
        self._stream = stream
        self._proxies = proxies
        self._in_band = in_band

    async def offer(self, session: JingleSession) -> tuple[Listener, list[Candidate], ET.Element]:
        """Where we can be reached, as a transport."""
        wanted, *others = destinations(session)
        listener = Listener({wanted, *others})
        own = await listener.open(session.own)
        if session.is_initiator:
            own += [one for jid in self._proxies if (one := await self._proxy(jid))]
        element = make("transport", NS_SOCKS, sid=session.line, mode="tcp", dstaddr=wanted)
        for one in own:
            add(
                element,
                "candidate",
                NS_SOCKS,
                cid=one.cid,
                host=one.host,
                port=str(one.port),
                jid=one.jid,
                priority=str(one.priority),
                type=one.kind,
            )
        return listener, own, element

    async def agree(
        self,
        session: JingleSession,
        listener: Listener,
        own: list[Candidate],
        theirs: ET.Element | None,
    ) -> Line:
        """The best line that both can have (XEP-0260, 2.4); in-band when there is none."""
        wanted, *others = (
            [get(theirs, "dstaddr")] if get(theirs, "dstaddr") else destinations(session)
        )
        found = await socks.first(candidates(theirs), wanted)
        if found is None and others and session.line != session.sid:
            # COMPAT Gajim 1.7: it listens for the session's name, and connects with the line's
            found = await socks.first(candidates(theirs), others[0])
        said = make("transport", NS_SOCKS, sid=session.line)
        add(said, "candidate-used", NS_SOCKS, cid=found[0].cid) if found else add(
            said, "candidate-error", NS_SOCKS
        )
        await self._say(session, "transport-info", said)
        heard = transport(await session.next("transport-info"), NS_SOCKS)
        cid = get(child(heard, "candidate-used", NS_SOCKS), "cid")
        ours = next((one for one in own if one.cid == cid), None)
        is_theirs = found and (
            not ours
            or (found[0].priority, session.is_initiator) > (ours.priority, not session.is_initiator)
        )
        if found and is_theirs:
            if found[0].kind == "proxy":
                await session.next("transport-info")  # activated
            return SocksLine(found[1])
        if found:
            found[1][1].close()
        if ours and ours.kind == "proxy":
            return await self._activated(session, ours, wanted)
        if ours:
            try:
                async with asyncio.timeout(socks.CONNECT_WITHIN):
                    return SocksLine(await asyncio.shield(listener.line))
            except TimeoutError:
                raise Problem(Reason.NOT_CONNECTED, "nobody came") from None
        return await self._in_band_line(session)

    async def _activated(self, session: JingleSession, proxy: Candidate, wanted: str) -> Line:
        line = await socks.connect(proxy, wanted)
        if line is None:
            raise Problem(Reason.NOT_CONNECTED, "the proxy")
        query = make("query", NS_PROXY, sid=session.line)
        add(query, "activate", NS_PROXY, session.peer)
        await self._stream.ask("set", query, to=proxy.jid)
        said = make("transport", NS_SOCKS, sid=session.line)
        add(said, "activated", NS_SOCKS, cid=proxy.cid)
        await self._say(session, "transport-info", said)
        return SocksLine(line)

    async def _in_band_line(self, session: JingleSession) -> Line:
        """XEP-0260, 3: the initiator replaces the transport."""
        if session.is_initiator:
            sid = new_id()
            said = make("transport", NS_BYTES, sid=sid)
            said.set("block-size", str(BLOCK))
            await self._say(session, "transport-replace", said)
            accepted = transport(await session.next("transport-accept"), NS_BYTES)
            block = min(BLOCK, number(get(accepted, "block-size"), BLOCK) or BLOCK)
            line = InBandLine(self._stream, sid, session.peer, block)
            await line.open()
            return line
        replaced = transport(await session.next("transport-replace"), NS_BYTES)
        sid = get(replaced, "sid")
        if replaced is None or not sid:
            raise Problem(Reason.UNSUPPORTED)
        line = InBandLine(self._stream, sid, session.peer, BLOCK)
        self._in_band(line)
        await self._say(session, "transport-accept", replaced)
        return line

    async def _proxy(self, jid: str) -> Candidate | None:
        """Where a proxy is (XEP-0065, 4)."""
        try:
            answer = await self._stream.ask("get", make("query", NS_PROXY), to=jid, within=5.0)
        except Problem:
            return None
        host = child(child(answer, "query", NS_PROXY), "streamhost", NS_PROXY)
        port = number(get(host, "port"))
        found = Candidate(new_id(), get(host, "host"), port, get(host, "jid"), socks.PROXY, "proxy")
        return found if found.host and 0 < port < 65536 else None

    async def _say(self, session: JingleSession, action: str, part: ET.Element) -> None:
        await self._stream.ask("set", session.action(action, part), to=session.peer)


def destinations(session: JingleSession) -> list[str]:
    """What stands for the address; the first is right (XEP-0260, 2.2), others are said, too."""
    first, second = session.initiator, session.responder
    return [
        socks.destination(session.line, first, second),
        socks.destination(session.sid, first, second),
        socks.destination(session.line, second, first),
        socks.destination(session.sid, second, first),
    ]


def candidates(element: ET.Element | None) -> list[Candidate]:
    """Where the other side can be reached."""
    return [
        Candidate(
            get(one, "cid"),
            get(one, "host"),
            number(get(one, "port"), 1080),
            get(one, "jid"),
            number(get(one, "priority")),
            get(one, "type") or "direct",
        )
        for one in children(element, "candidate", NS_SOCKS)
        if get(one, "cid") and get(one, "host")
    ]

"""Direct transfers: files from device to device (XEP-0234), each a coroutine from offer to end."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from slixmpp.xmlstream import ET

from magpie.base.log import get_logger
from magpie.desktop.core import link as told
from magpie.desktop.core.disk import unwritten
from magpie.desktop.core.entities.message import File
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.link import jingle
from magpie.desktop.link.jingle import ANSWER_WITHIN, NS_SOCKS, NS_TRANSFER, JingleSession
from magpie.desktop.link.lines import CHUNK, NS_IBB, InBandLine, Line, Lines
from magpie.desktop.link.names import NS_DISCO_INFO, NS_JINGLE, child, children, get, make
from magpie.desktop.link.reading import bare
from magpie.desktop.link.stream import Stream

log = get_logger(__name__)

FEATURES = (
    *(NS_JINGLE, NS_TRANSFER, NS_SOCKS, jingle.NS_BYTES, NS_IBB),
    *("urn:xmpp:hashes:2", "urn:xmpp:hash-function-text-names:sha-256"),
)
OPEN_MAX = 50  # offers that wait for an answer
END_WITHIN = 120.0  # seconds for the other side to check the sum


class Direct:
    """Of one stream. `tell` hears of offers."""

    def __init__(
        self, stream: Stream, proxies: list[str], tell: Callable[[told.Event], None]
    ) -> None:
        self._stream = stream
        self._tell = tell
        self._sessions: dict[str, JingleSession] = {}
        self._in_band: dict[str, InBandLine] = {}
        self._lines = Lines(stream, proxies, self._expect)
        stream.handle_set("jingle", NS_JINGLE, self._said)
        for tag in ("open", "data", "close"):
            stream.handle_set(tag, NS_IBB, self._piece)

    async def is_able(self, device: str) -> bool:
        """Whether that device takes files this way."""
        try:
            answer = await self._stream.ask("get", make("query", NS_DISCO_INFO), to=device)
        except Problem:
            return False
        found = children(child(answer, "query", NS_DISCO_INFO), "feature", NS_DISCO_INFO)
        return NS_TRANSFER in {get(one, "var") for one in found}

    async def send(
        self, device: str, sid: str, file: File, path: Path, count: Callable[[int], object]
    ) -> None:
        """Offer it, and see it through: returns when the other side has it, checked.

        Raises:
            Problem: DECLINED, UNAVAILABLE, DAMAGED, NOT_CONNECTED, …
        """
        session = JingleSession(sid, device, self._stream.boundjid.full, is_initiator=True)
        self._sessions[sid] = session
        listener, own, offer = await self._lines.offer(session)
        try:
            parts = (jingle.description(file), offer)
            await self._ask(session, session.action("session-initiate", *parts))
            accepted = await session.next("session-accept", within=ANSWER_WITHIN)
            theirs = jingle.transport(accepted, NS_SOCKS)
            line = await self._lines.agree(session, listener, own, theirs)
            try:
                await _pour(path, line, count)
            finally:
                await line.close()
            await session.next("session-terminate", within=END_WITHIN)
        except Problem as problem:
            if problem.reason not in jingle.REASONS.values():
                self._end(session, "general-error")
            raise
        except asyncio.CancelledError:
            self._end(session, "cancel")
            raise
        finally:
            listener.close()
            self._sessions.pop(sid, None)

    async def receive(self, sid: str, part: Path, count: Callable[[int], object]) -> None:
        """Say yes, and write what comes into `part`; `end` says whether it was right."""
        session = self._sessions.get(sid)
        if session is None or session.offer is None:
            raise Problem(Reason.UNAVAILABLE)
        listener, own, answer = await self._lines.offer(session)
        file = jingle.offered(session.offer)
        assert file is not None
        try:
            parts = (jingle.description(file), answer)
            await self._ask(session, session.action("session-accept", *parts))
            theirs = jingle.transport(session.offer, NS_SOCKS)
            line = await self._lines.agree(session, listener, own, theirs)
            try:
                await _fill(part, line, file.size, count)
            finally:
                await line.close()
        except (Problem, asyncio.CancelledError) as error:
            self._end(session, "cancel")
            if isinstance(error, Problem) and error.reason is Reason.NOT_CONNECTED:
                raise Problem(Reason.UNAVAILABLE, error.detail) from error
            raise
        finally:
            listener.close()

    def end(self, sid: str, reason: str) -> None:
        """`success`, `decline`, `media-error` (another sum), or `cancel`."""
        if session := self._sessions.get(sid):
            self._end(session, reason)

    def _end(self, session: JingleSession, reason: str) -> None:
        self._sessions.pop(session.sid, None)
        self._stream.spawn("end", self._ended(session, reason))

    async def _ended(self, session: JingleSession, reason: str) -> None:
        try:
            await self._ask(session, session.end(reason))
        except Problem as problem:
            log.info("direct.unended", reason=str(problem))

    async def _ask(self, session: JingleSession, element: ET.Element) -> None:
        try:
            await self._stream.ask("set", element, to=session.peer)
        except Problem as problem:
            if problem.reason is Reason.NO_SUCH_ADDRESS:
                raise Problem(Reason.UNAVAILABLE, problem.detail) from None
            raise

    def _said(self, element: ET.Element, sender: str) -> None:
        sid, action = get(element, "sid"), get(element, "action")
        session = self._sessions.get(sid)
        if session and session.peer == sender:
            session.steps.put_nowait(element)
            if action == "session-terminate" and session.offer is not None:
                self._tell(told.Withdrawn(sid))
                self._sessions.pop(sid, None)
        elif action == "session-initiate" and session is None and len(self._sessions) < OPEN_MAX:
            self._offered(element, sid, sender)

    def _offered(self, element: ET.Element, sid: str, sender: str) -> None:
        content = child(element, "content", NS_JINGLE)
        session = JingleSession(sid, sender, self._stream.boundjid.full, is_initiator=False)
        session.name, session.creator = get(content, "name"), get(content, "creator")
        file, transport = jingle.offered(element), jingle.transport(element, NS_SOCKS)
        session.line = get(transport, "sid") or sid
        if file is None or transport is None:
            which = "applications" if file is None else "transports"
            self._end(session, f"unsupported-{which}")
            return
        session.offer = element
        self._sessions[sid] = session
        self._tell(told.Offered(sender, bare(sender), sid, file))

    def _expect(self, line: InBandLine) -> None:
        self._in_band[line.sid] = line

    def _piece(self, element: ET.Element, sender: str) -> None:
        line = self._in_band.get(get(element, "sid"))
        if line and line.peer == sender and not element.tag.endswith("}open"):
            line.take(element)
            if element.tag.endswith("}close"):
                del self._in_band[line.sid]


async def _pour(path: Path, line: Line, count: Callable[[int], object]) -> None:
    try:
        file = path.open("rb")
    except OSError as error:
        raise Problem(Reason.FILE_GONE, str(error)) from error
    done = 0
    with file:
        while block := await asyncio.to_thread(file.read, CHUNK):
            await line.write(block)
            done += len(block)
            count(done)


async def _fill(part: Path, line: Line, size: int, count: Callable[[int], object]) -> None:
    done = 0
    try:
        with part.open("wb") as file:
            while size < 0 or done < size:
                block = await line.read()
                if not block:
                    break
                done += len(block)
                await asyncio.to_thread(file.write, block)
                count(done)
    except OSError as error:
        raise unwritten(error) from error
    if 0 <= size != done:
        raise Problem(Reason.UNAVAILABLE, "it ended early")

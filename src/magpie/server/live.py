"""What goes on in the server, told to whoever watches: the operator's console.

Theory of operation. As long as nobody watches there is nothing here but an empty tuple, and the
router's `tap` is `None`. A watcher is a `Feed`: what happens is noted in it, in bounded room, and
taken out as one batch a few times a second, so a thousand changes cost one line. What people
write is in it only when the watcher has asked for it, is kept nowhere, and reaches no log.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator
from itertools import islice
from typing import Any

from magpie.base.log import TextFormat, get_logger
from magpie.server.host import Host
from magpie.server.news import (
    CLIENT,
    InterestsChanged,
    SessionAvailable,
    SessionClosed,
    SessionOpened,
    SessionUnavailable,
)
from magpie.server.session import Session
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.jid import Jid, JidError

log = get_logger(__name__)

OWNER = "live"
BEAT = 0.25  # seconds between two looks whether there is something to tell
QUIET = 4  # beats; then the numbers are told, though nothing happened
PASSED_MAX = 200  # stanzas in one batch; of more, the newest are told, and how many were left out
SESSIONS_MAX = 500  # in one batch; the rest follow in the next
LINES_MAX = 200  # of the log, likewise
TEXT_MAX = 500  # characters of a message

# Elements that say nothing of what a message is
ATTENDING = frozenset(("urn:xmpp:hints", "urn:xmpp:sid:0", "urn:xmpp:delay", "urn:xmpp:eme:0"))
ENCRYPTED = frozenset(("eu.siacs.conversations.axolotl", "urn:xmpp:omemo:2", "jabber:x:encrypted"))

News = dict[str, Any]
Change = SessionOpened | SessionAvailable | SessionUnavailable | InterestsChanged
CHANGES: tuple[type[Any], ...] = (
    SessionOpened,
    SessionAvailable,
    SessionUnavailable,
    InterestsChanged,
)


class Live:
    """The watchers of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._feeds: tuple[Feed, ...] = ()
        self._listener = Listener(self)
        host.command("live.watch", self.watch)
        host.command("session.end", self.end)

    async def watch(self, text: bool = False) -> AsyncGenerator[News, None]:
        """Tell what goes on: sessions, stanzas, numbers, the log. `text`: and what people write."""
        feed = Feed(text)
        for session in self._host.sessions:
            feed.changed[session] = None
        self._set((*self._feeds, feed))
        log.info("live.watched", shows_text=text)
        try:
            while True:
                yield {**self._numbers(), **feed.take()}
                for _ in range(QUIET):
                    await self._pause()
                    if feed.has_news:
                        break
        finally:
            self._set(tuple(one for one in self._feeds if one is not feed))

    def changed(self, session: Session) -> None:
        """The session is new, or not what it was: its presence, where it is."""
        for feed in self._feeds:
            feed.changed[session] = None

    def end(self, address: str) -> None:
        """End the session of a full address. Its client may come back."""
        try:
            session = self._host.sessions.get(Jid.parse(address))
        except JidError:
            session = None
        if session is None:
            raise ValueError(f"{address} is not here")
        log.warning("session.ended", jid=session.jid)
        # RFC 6120, 4.9.3.14: by the decision of whoever runs the server
        session.close(StreamError("policy-violation", "The administrator has ended this session."))

    async def _pause(self) -> None:
        over = asyncio.Event()
        self._host.clock.call_later(BEAT, over.set)
        await over.wait()

    def _set(self, feeds: tuple[Feed, ...]) -> None:
        """Listen for as long as somebody watches, and not a moment longer."""
        host, had = self._host, bool(self._feeds)
        self._feeds = feeds
        if had == bool(feeds):
            return
        logger = logging.getLogger("magpie")
        if not feeds:
            host.router.tap = None
            host.hooks.drop(OWNER)
            logger.removeHandler(self._listener)
            return
        host.router.tap = self._passed
        logger.addHandler(self._listener)
        with host.hooks.owned_by(OWNER):
            host.watch(SessionClosed, self._ended)
            for news in CHANGES:
                host.watch(news, self._changed)

    # What happens

    def _passed(self, sender: Jid, element: Element) -> None:
        """The router has a stanza from `sender`, who was checked."""
        if element.name == "presence" and (session := self._host.sessions.get(sender)) is not None:
            self.changed(session)
        for feed in self._feeds:
            feed.passed(described_stanza(self._host.clock.now(), sender, element, feed.has_text))

    def _changed(self, news: Change) -> None:
        self.changed(news.session)

    def _ended(self, news: SessionClosed) -> None:
        for feed in self._feeds:
            feed.ended(news.session)

    def logged(self, line: str) -> None:
        """The log has a line more."""
        for feed in self._feeds:
            feed.lines.append(line)

    def _numbers(self) -> News:
        host, stanzas = self._host, self._host.measures.stanzas
        return {
            "at": host.clock.now(),
            "accounts": len(host.accounts),
            "people": len(host.sessions.accounts()),
            "sessions": len(host.sessions),
            "messages": stanzas["message"].value,
            "stanzas": sum(counter.value for counter in stanzas.values()),
            "received": host.measures.received.value,
            "sent": host.measures.sent.value,
        }


class Feed:
    """What one watcher has not been told yet, in bounded room.

    Attributes:
        has_text: it asked for what people write.
        changed: sessions that are new or other than they were told.
        lines: of the log.
    """

    def __init__(self, has_text: bool) -> None:
        self.has_text = has_text
        self.changed: dict[Session, None] = {}
        self.lines: deque[str] = deque(maxlen=LINES_MAX)
        self._gone: list[str] = []
        self._passed: deque[News] = deque(maxlen=PASSED_MAX)
        self._count = 0

    @property
    def has_news(self) -> bool:
        """Whether there is anything beside the numbers."""
        return bool(self.changed or self._gone or self._passed or self.lines)

    def passed(self, stanza: News) -> None:
        """A stanza went through the server."""
        self._count += 1
        self._passed.append(stanza)

    def ended(self, session: Session) -> None:
        """A session is gone; one that came and went since the last batch is told as gone."""
        self.changed.pop(session, None)
        self._gone.append(session.jid.text)

    def take(self) -> News:
        """All of it, as one batch; of very many sessions a part."""
        some = list(islice(self.changed, SESSIONS_MAX))
        for session in some:
            del self.changed[session]
        batch: News = {
            "gone": self._gone,
            "here": [described_session(session) for session in some],
            "passed": list(self._passed),
            "missed": self._count - len(self._passed),
            "lines": list(self.lines),
        }
        self._gone, self._count = [], 0
        self._passed.clear()
        self.lines.clear()
        return batch


class Listener(logging.Handler):
    """Gives the lines of the log to the watchers, as they stand there."""

    def __init__(self, live: Live) -> None:
        super().__init__()
        self._live = live
        self.setFormatter(TextFormat())

    def emit(self, record: logging.LogRecord) -> None:
        """A line, from whatever thread."""
        self._live.logged(self.format(record))


def described_session(session: Session) -> News:
    """A session as JSON has it. `ip` is "" while it waits to be resumed."""
    wire, presence = session.wire, session.presence
    show = "" if presence is None else presence.element.child_text("show") or "online"
    return {
        "address": session.account.text,
        "resource": session.jid.resource,
        "client": session[CLIENT],
        "ip": "" if wire is None else wire.address,
        "tls": wire is not None and wire.has_tls,
        "since": session.opened_at,
        "show": show,
    }


def described_stanza(at: int, sender: Jid, element: Element, has_text: bool) -> News:
    """A stanza as JSON has it: who, to whom, which kind, how large; the text if it is wanted."""
    payloads = [child for child in element if child.ns not in ATTENDING]
    names = [child.name for child in payloads]
    told: News = {
        "at": at,
        "kind": element.name,
        "type": element.get("type") or "",
        "what": "body" if "body" in names else next(iter(names), ""),
        "from": sender.text,
        "to": element.get("to") or "",
        "size": len(element.to_bytes(NS_CLIENT)),
        "encrypted": any(child.ns in ENCRYPTED for child in payloads),
    }
    if has_text and element.name == "message":
        told["text"] = (element.child_text("body") or "")[:TEXT_MAX]
    return told

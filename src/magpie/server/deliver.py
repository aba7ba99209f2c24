"""Delivery of messages to the devices of an account (RFC 6121, 8.5), live and from the journal."""

from __future__ import annotations

from collections import deque

from magpie.server.events import MessageReceived
from magpie.server.hooks import DONE, Verdict
from magpie.server.host import Host
from magpie.server.news import SessionAvailable
from magpie.server.session import Session, SessionKey
from magpie.storage import archive, cursors
from magpie.xmpp import delay
from magpie.xmpp.element import Element, escape_attr
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forward import unwrap
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element
from magpie.xmpp.stanza import Message

NS_SID = "urn:xmpp:sid:0"
NS_CARBONS = "urn:xmpp:carbons:2"
PAGE = 100  # messages read from the journal at a time for a replay
AT_ONCE = 256 * 1024  # bytes of them that are sent before the device's buffer is looked at

# How far a session has read its archive itself before it became available (a journal number):
# a replay has nothing to add up to there
READ_TO: SessionKey[int] = SessionKey("read_to", default=0)


def with_stanza_id(message: Element, stanza_id: str, by: Jid) -> Element:
    """The message with the id that `by`'s archive gave it (XEP-0359)."""
    owner = by.text
    wire = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{escape_attr(owner)}' id='{stanza_id}'/>"
    child = Element("stanza-id", NS_SID, {"by": owner, "id": stanza_id})
    return message.with_written(child, wire.encode())  # by hand: for every message


def uncopied(element: Element, account: Jid) -> Element:
    """The message in a carbon (XEP-0280): the next device may not have asked for copies."""
    copied = element.child("received", NS_CARBONS)
    if copied is None or element.attrs.get("from") != account.text:
        return element
    return unwrap(copied)[0]


class Delivery:
    """Hands stored and fleeting messages to sessions, and replays what an account has missed."""

    def __init__(self, host: Host) -> None:
        self.host = host
        host.on(MessageReceived, self.message)
        host.watch(SessionAvailable, self.replay_to)

    def message(self, event: MessageReceived) -> Verdict | None:
        """DELIVER of a message for an account of ours."""
        element = event.stanza.element
        number = event.number
        if event.is_archived:
            element = with_stanza_id(element, event.stanza_id, event.account)
        targets = self.targets(event.stanza, event.account, event.session)
        for target in targets:
            target.send_stored(element, number)
            wire = target.wire
            if wire is not None and wire.is_clogged and event.origin is not None:
                self.host.pressure.wait_for(event.origin, target)
        if not targets:
            if number:
                self.host.inboxes.missed(event.account, number)
            else:
                self._undelivered(event)
        return DONE

    def targets(self, message: Message, account: Jid, session: Session | None) -> list[Session]:
        """The devices that get a message for `account`, or for its one device `session`."""
        if session is not None:
            return [session]  # RFC 6121, 8.5.3.1: that resource, whatever its priority
        kind = message.type
        to = message.to
        if kind == "groupchat":
            raise StanzaError("service-unavailable")  # 8.5.2.1.1, 8.5.3.2.1
        if kind == "error":
            return []  # 8.5.2.1.1: silently ignored
        if kind == "headline" and to is not None and to.resource:
            return []  # 8.5.3.2.1
        return [one for one in self.host.sessions.of(account) if one.is_reachable]

    @staticmethod
    def _undelivered(event: MessageReceived) -> None:
        """Nobody has it and nobody keeps it (RFC 6121, 8.5.2.2.1)."""
        message = event.stanza
        if message.type in ("headline", "error") or message.body is None:
            return
        raise StanzaError("service-unavailable")

    # What an account has missed

    def replay_to(self, event: SessionAvailable) -> None:
        """A session became available: send what no client of the account has taken (XEP-0160)."""
        session = event.session
        inbox = session.inbox
        if session[READ_TO]:
            inbox.caught_up(session[READ_TO])
        if session.priority < 0 or session.backlog is not None or not inbox.may_have_missed:
            return
        session.backlog = []
        inbox.replays += 1
        self.host.tasks.spawn(f"replay to {session.jid}", self._replay(session))

    async def _replay(self, session: Session) -> None:
        inbox = session.inbox
        position = inbox.cursor
        sent: deque[int] = deque(maxlen=10 * PAGE)
        is_all = False
        try:
            while True:
                rows = await self.host.db.read(
                    cursors.pending, session.account.text, position, PAGE
                )
                if session.is_closed:
                    is_all = not rows  # then the next device has nothing to ask for either
                    break
                if rows:
                    position = await self._send_late(session, rows, sent)
                is_all = len(rows) < PAGE and not (rows and position < rows[-1].id)
                if is_all:
                    break
                inbox.replayed(position, is_all=False)
                await self.host.pressure.drained(session)
        finally:
            self._catch_up(session, frozenset(sent))
            if is_all:
                inbox.replayed(position, is_all=True)
            inbox.replay_ended()

    async def _send_late(
        self, session: Session, rows: list[cursors.Pending], sent: deque[int]
    ) -> int:
        """Send what has waited, no faster than the device reads; up to which it was sent."""
        size = 0
        for row in rows:
            if size > AT_ONCE:
                size = 0
                session.flush()
                await self.host.pressure.drained(session)
            if session.is_closed:
                return row.id - 1
            if session.inbox.wants(row.id):
                sent.append(row.id)
                session.send(self._replayed(session, row), row.id)
                size += len(row.stanza)
        return rows[-1].id

    @staticmethod
    def _catch_up(session: Session, sent: frozenset[int]) -> None:
        """What came live meanwhile, but for what the replay has sent: it may have met it first.

        A message that another device has got live is not in the replay, whatever its number.
        """
        backlog, session.backlog = session.backlog or [], None
        for number, element in backlog:
            if number and number in sent:
                continue
            if not session.is_closed:
                session.send(element, number)
            elif number:
                session.inbox.dropped(number)

    def _replayed(self, session: Session, row: cursors.Pending) -> Element:
        """A stored message as it is sent late: with its id and a delay stamp (XEP-0203)."""
        message = parse_element(row.stanza)
        if row.is_archived:
            stanza_id = self.host.journal.ids.encode(row.id)
            message = with_stanza_id(message, stanza_id, session.account)
        return message.with_child(delay.stamp(row.at, self.host.jid))

    def salvage(self, session: Session) -> None:
        """A session ended with stanzas it never acknowledged (XEP-0198, 5 and its 'Note').

        Stored messages go to the account's other devices, or stay for its next one. Of those that
        nobody stores, the others have what was for all; what was for this one alone is sent to
        them too; without any, and for IQs, the sender gets an error. Presence is dropped.
        """
        if session.sm is None:
            return
        unacked = session.sm.give_up()
        numbers = [number for _, number in unacked if number]
        orphaned = set(session.inbox.lost(numbers))
        others = [other for other in self.host.sessions.of(session.account) if other.is_reachable]
        late = [(element, number) for element, number in unacked if number in orphaned]
        if late and others:
            passing = self._pass_on(late, session.account, others)
            self.host.tasks.spawn(f"what {session.jid} has left", passing)
        for element, number in unacked:
            if not number and element.name != "presence":
                self._bounce(session, element, others)

    async def _pass_on(
        self, late: list[tuple[Element, int]], account: Jid, others: list[Session]
    ) -> None:
        """Stored messages that a device has left, for the others, with the time they are of."""
        numbers = [number for _, number in late]
        times = await self.host.db.read(archive.times, numbers)
        for element, number in late:
            found = uncopied(element, account)
            if number in times and not found.has("delay", delay.NS):  # or it was late before
                found = found.with_child(delay.stamp(times[number], self.host.jid))
            for other in others:
                if not other.is_closed:
                    other.send_stored(found, number)

    def _bounce(self, session: Session, element: Element, others: list[Session]) -> None:
        kind = element.attrs.get("type")
        sender = element.attrs.get("from")  # a roster push has none
        if kind in ("error", "result") or sender in (None, self.host.domain, session.account.text):
            return
        if element.name == "message" and others and kind in (None, "chat", "normal"):
            if "/" in element.attrs.get("to", ""):  # else they have it
                for other in others:
                    other.send(element)
            return
        if element.name == "message" and kind in ("headline", "groupchat"):
            return
        error = StanzaError("recipient-unavailable")
        if element.name == "iq":
            error = StanzaError("service-unavailable")
        jid = Jid.parse(sender)
        origin = self.host.sessions.get(jid)
        if origin is not None:
            self.host.router.refuse(origin, element, error)
        elif jid.domain != self.host.domain and self.host.services.elsewhere is not None:
            self.host.relay.bounce(element, error)

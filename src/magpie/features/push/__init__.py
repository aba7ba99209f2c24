"""XEP-0357: Push Notifications. A client that is away is woken by its maker's push service.

Theory of operation. A client that has enabled a service is away when its session is gone, or is
only kept for resumption. When something that a person wants to know of is kept for an account, each
service of a client that is away is told: one publication at a time, and while it is under way, all
that comes becomes the next one. What is said is up to `[push]`: the makers of apps and of
telephones read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from magpie.features.push.rooms import RoomNotices
from magpie.server.api import (
    AccountDeleted,
    Host,
    IqRequest,
    MessageReceived,
    Scope,
    SessionWaiting,
    Stage,
    Xep,
    get_logger,
    option,
)
from magpie.storage import push as table
from magpie.storage.push import Registration
from magpie.xmpp import forms
from magpie.xmpp.element import Element
from magpie.xmpp.errors import NS_STANZA_ERRORS, StanzaError
from magpie.xmpp.forms import Field, Form, typed
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.parser import parse_element
from magpie.xmpp.stanza import Iq, Message
from magpie.xmpp.worth import is_encrypted

XEPS = (
    Xep(357, version="0.4.1"),
    Xep(492, version="0.2.0", note="Followed for rooms, when a push service is to be told."),
)
NS = "urn:xmpp:push:0"
NS_SUMMARY = "urn:xmpp:push:summary"
NS_PUBSUB = "http://jabber.org/protocol/pubsub"
NS_OPTIONS = "http://jabber.org/protocol/pubsub#publish-options"
NS_CALLS = "urn:xmpp:jingle-message:0"
NS_MENTIONS = "urn:xmpp:mmn:0"
NODE_MAX = 1_024  # characters
OPTIONS_MAX = 4_096  # bytes of a form
BODY_MAX = 200  # characters that are told of a message
WITHIN = 30.0  # seconds for a service to answer
FAILURES_MAX = 10  # in a row that may be a service's passing trouble
# What says that the node is gone, or that we may not publish there; all else may pass
FINAL = frozenset(("item-not-found", "forbidden", "gone", "not-allowed", "not-authorized"))

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Config:
    """Waking the clients of those who are away by push services (XEP-0357)."""

    SECTION: ClassVar[str] = "push"

    sender: bool = option(
        False, doc="Tell push services who has written. They are not the people's own."
    )
    body: bool = option(
        False, doc="Tell push services what was written, where it is not encrypted."
    )


def setup(host: Host) -> None:
    """Let clients name services, and tell these what came."""
    host.advertise(NS)
    pushing = Pushing(host, host.config(Config))
    host.on_start(pushing.load)
    host.on_iq("set", NS, "enable", pushing.enable, scope=Scope.SELF)
    host.on_iq("set", NS, "disable", pushing.disable, scope=Scope.SELF)
    host.on(MessageReceived, pushing.received, stage=Stage.OBSERVE)
    host.watch(SessionWaiting, pushing.waits)
    host.watch(AccountDeleted, pushing.forget)


class Place:
    """A service that an account's client is told by.

    Attributes:
        failures: how often in a row it did not take what it was told.
        waiting: what is to be told next, while something is being told: how many, the newest, and
            whether there is a mention among them.
    """

    __slots__ = ("failures", "is_telling", "kept", "waiting")

    def __init__(self, kept: Registration) -> None:
        self.kept = kept
        self.failures = 0
        self.is_telling = False
        self.waiting: tuple[int, Message, bool] | None = None


class Pushing:
    """The services of one host's accounts."""

    def __init__(self, host: Host, config: Config) -> None:
        self._host = host
        self._config = config
        self._places: dict[Jid, dict[tuple[str, str], Place]] = {}
        self._rooms = RoomNotices(host, self._places.keys, self._is_told, self.tell)

    async def load(self) -> None:
        """Read them all."""
        for kept in await self._host.db.read(table.load_all):
            self._enter(kept)

    def _enter(self, kept: Registration) -> None:
        places = self._places.setdefault(Jid.parse(kept.owner), {})
        place = places.get((kept.jid, kept.node))
        if place is None:
            places[kept.jid, kept.node] = Place(kept)
        else:  # section 5: "the server SHOULD use the last received request"
            place.kept, place.failures = kept, 0

    # Section 5 and 6

    async def enable(self, request: IqRequest) -> None:
        """The client is to be told there when it is away."""
        session, payload = request.session, request.payload
        node = payload.get("node") or ""
        options = payload.child("x", forms.NS)
        wire = b"" if options is None else options.to_bytes()
        if len(node) > NODE_MAX or len(wire) > OPTIONS_MAX:
            raise StanzaError("not-acceptable", "That is too long.")
        if options is not None and Form.parse(options).form_type != NS_OPTIONS:
            raise StanzaError("bad-request", f"The form is to be of {NS_OPTIONS}.")
        service = self._service(payload)
        mine = self._places.get(session.account, {})
        limits = self._host.limits
        is_full = len(mine) >= limits.bound(limits.push_services)
        if is_full and (service, node) not in mine:
            raise StanzaError("resource-constraint", f"{limits.push_services} services at most.")
        kept = Registration(session.account.text, service, node, session.jid.resource, wire)
        await self._host.db.write(table.put, kept)
        self._enter(kept)

    def _service(self, payload: Element) -> str:
        """The push service: no account of ours, whom nobody asked. Raises StanzaError."""
        try:
            service = Jid.parse(payload.get("jid") or "")
        except JidError as error:
            raise StanzaError("jid-malformed", "Which service?") from error
        if service.domain == self._host.domain:
            raise StanzaError("not-acceptable", "That is no push service.")
        return service.text

    async def disable(self, request: IqRequest) -> None:
        """Of a service with all its nodes, or of one; what was not there is gone too."""
        service, node = self._service(request.payload), request.payload.get("node")
        for (jid, other), place in [*self._places.get(request.session.account, {}).items()]:
            if jid == service and node in (None, other):
                await self._remove(place)

    async def _remove(self, place: Place) -> None:
        kept = place.kept
        await self._host.db.write(table.remove, kept)
        account = Jid.parse(kept.owner)
        places = self._places.get(account, {})
        if places.get((kept.jid, kept.node)) is place:
            del places[kept.jid, kept.node]
        if not places:
            self._places.pop(account, None)

    def forget(self, news: AccountDeleted) -> None:
        """What was on disk went with the account."""
        self._places.pop(news.account, None)

    # Section 7

    def received(self, event: MessageReceived) -> None:
        """Tell the services of the clients that are away, if it is worth it."""
        if event.is_kept and event.account in self._places:
            self.tell(event.account, event.stanza, is_mention=False)

    def tell(self, account: Jid, message: Message, is_mention: bool) -> None:
        """Tell the services of an account's clients that are away."""
        if not is_news(message.element):
            return
        for place in [*self._places.get(account, {}).values()]:
            if self._is_away(account, place):
                self._note(place, 1, message, is_mention)

    def waits(self, news: SessionWaiting) -> None:
        """What went out on a connection that was dead already was not heard."""
        session = news.session
        assert session.sm is not None
        for place in self._places.get(session.account, {}).values():
            if place.kept.device != session.jid.resource:
                continue
            missed = [
                element
                for element, _ in session.sm.unacked
                if element.name == "message" and self._was_news(session.account, element)
            ]
            if missed:
                sender = Jid.parse(missed[-1].attrs["from"])
                self._note(place, len(missed), Message(missed[-1], sender, session.account))

    def _was_news(self, account: Jid, element: Element) -> bool:
        is_of_room = element.get("type") == "groupchat"
        return is_news(element) and (not is_of_room or self._rooms.is_wanted(account, element))

    def _note(self, place: Place, count: int, message: Message, is_mention: bool = False) -> None:
        before, _, was_mention = place.waiting or (0, None, False)
        place.waiting = before + count, message, is_mention or was_mention
        self._tell(place)

    def _is_told(self, account: Jid) -> bool:
        """Whether a service would be told of something now."""
        return any(
            self._is_away(account, place) for place in self._places.get(account, {}).values()
        )

    def _is_away(self, account: Jid, place: Place) -> bool:
        session = self._host.sessions.get(account.with_resource(place.kept.device))
        return session is None or session.wire is None

    def _tell(self, place: Place) -> None:
        if place.is_telling or place.waiting is None:
            return
        (count, message, is_mention), place.waiting = place.waiting, None
        place.is_telling = True
        kept = place.kept
        payload = publication(kept, self._summary(count, message), is_mention)

        def done(answer: Iq | None) -> None:
            place.is_telling = False
            self._answered(place, answer)

        self._host.replies.ask_for(
            Jid.parse(kept.owner), Jid.parse(kept.jid), "set", payload, done, WITHIN
        )

    def _summary(self, count: int, message: Message) -> Form:
        """Section 7: how many, and as much of the last one as is allowed."""
        fields = [Field("message-count", values=(str(count),))]
        if self._config.sender:
            fields.append(Field("last-message-sender", values=(message.sender.text,)))
        body = message.element.child_text("body")
        if self._config.body and body and not is_encrypted(message.element):
            fields.append(Field("last-message-body", values=(body[:BODY_MAX],)))
        return typed("submit", NS_SUMMARY, fields)

    def _answered(self, place: Place, answer: Iq | None) -> None:
        if answer is not None and answer.type == "result":
            place.failures = 0
        else:
            place.failures += 1
            is_final = answer is not None and condition_of(answer.element) in FINAL
            if is_final or place.failures >= FAILURES_MAX:
                # "the server SHOULD consider the particular JID and node combination … disabled"
                log.info("push.disabled", account=place.kept.owner, service=place.kept.jid)
                self._host.task("push", self._remove(place))
                return
        self._tell(place)


def is_news(message: Element) -> bool:
    """Whether a person wants to know of it at once: something to read, or a call."""
    if message.get("type") in ("error", "headline"):
        return False
    is_call = message.has("propose", NS_CALLS)
    return is_call or bool(message.child_text("body")) or is_encrypted(message)


def publication(kept: Registration, summary: Form, is_mention: bool) -> Element:
    """Section 7: a notification for the node, with the options that its client gave.

    "other elements may be included if relevant": that somebody is mentioned, as XEP-0452 calls it.
    """
    marks = (Element("mentions", NS_MENTIONS),) if is_mention else ()
    notification = Element("notification", NS, children=(summary.to_element(), *marks))
    item = Element("item", NS_PUBSUB, children=(notification,))
    attrs = {"node": kept.node} if kept.node else {}
    children = [Element("publish", NS_PUBSUB, attrs, (item,))]
    if kept.options:
        form = parse_element(kept.options)
        children.append(Element("publish-options", NS_PUBSUB, children=(form,)))
    return Element("pubsub", NS_PUBSUB, children=tuple(children))


def condition_of(iq: Element) -> str:
    """The condition of the error that an answer carries; "" when it names none."""
    error = iq.child("error")
    if error is None:
        return ""
    return next((child.name for child in error if child.ns == NS_STANZA_ERRORS), "")

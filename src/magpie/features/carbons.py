"""XEP-0280: Message Carbons. Every device of an account sees the whole conversation."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from magpie.server.api import (
    Host,
    InlineFeatures,
    IqRequest,
    MessageReceived,
    MessageSent,
    Scope,
    Session,
    SessionBound,
    SessionKey,
    Stage,
    Xep,
    with_stanza_id,
)
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.forward import wrap
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Message

XEPS = (Xep(280, version="1.0.1"), Xep(297, version="1.0"))
NS = "urn:xmpp:carbons:2"
NS_RULES = "urn:xmpp:carbons:rules:0"
NS_HINTS = "urn:xmpp:hints"
NS_MUC_USER = "http://jabber.org/protocol/muc#user"
# Section 6.1: payloads typically used in instant messaging, and invitations to a room
NS_CHAT = frozenset(
    (
        "urn:xmpp:receipts",
        "http://jabber.org/protocol/chatstates",
        "urn:xmpp:chat-markers:0",
        "jabber:x:conference",
    )
)
REMEMBERED = 100  # ids of copied messages, for errors that come back to them

ENABLED: SessionKey[bool] = SessionKey("carbons", default=False)
COPIED: SessionKey[OrderedDict[str, None] | None] = SessionKey("carbons.copied", default=None)


def setup(host: Host) -> None:
    """Let devices ask for copies, and make them."""
    host.advertise(NS, NS_RULES)
    host.answer(InlineFeatures, lambda question: question.names.append(NS))
    host.answer(SessionBound, bound)
    host.on_iq("set", NS, "enable", switch, scope=Scope.SELF)
    host.on_iq("set", NS, "disable", switch, scope=Scope.SELF)
    carbons = Carbons(host)
    host.on(MessageSent, carbons.copy_sent, stage=Stage.COPY)
    host.on(MessageReceived, carbons.copy_received, stage=Stage.COPY)


def switch(request: IqRequest) -> None:
    """Sections 4 and 5; asking for the same again is no error (10.1)."""
    request.session[ENABLED] = request.payload.name == "enable"


def bound(question: SessionBound) -> None:
    """XEP-0386, 4.2: on from the first moment, with no word about it."""
    if question.request.has("enable", NS):
        question.session[ENABLED] = True


class Carbons:
    """Makes the copies of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def copy_sent(self, event: MessageSent) -> None:
        """Section 8: what one device sends, the others see."""
        origin = event.session
        if origin is None:
            return
        account = origin.account
        sessions = self._host.sessions.of(account)
        if len(sessions) < 2:
            return
        message = event.stanza
        takers = [one for one in sessions if one[ENABLED] and one is not origin]
        if not takers or not is_eligible(message):
            return
        to = message.to or account
        if to.bare == account:  # a note to oneself reaches some of the devices by itself
            reached = self._host.deliver.targets(message, account, self._host.sessions.get(to))
            takers = [one for one in takers if one not in reached]
            if not takers:
                return
        remember(origin, message)
        stanza_id = event.stanza_id if event.is_archived else ""
        self._send("sent", message, takers, account, stanza_id, 0)

    def copy_received(self, event: MessageReceived) -> None:
        """Section 7: what reaches some of the devices, the others see."""
        account = event.account
        sessions = self._host.sessions.of(account)
        if not sessions or (len(sessions) == 1 and not sessions[0][ENABLED]):
            return
        if len(sessions) == 1 and (event.session or sessions[0].is_reachable):
            return  # the one device has it anyhow: as it mostly is
        message = event.stanza
        if event.origin is not None and event.origin.account == account:
            return  # `copy_sent` has shown it
        takers = [one for one in sessions if one[ENABLED] and one is not event.session]
        if takers and event.session is None:
            reached = self._host.deliver.targets(message, account, None)
            takers = [one for one in takers if one not in reached]
        if not takers or not is_eligible_received(message, event.session):
            return
        stanza_id = event.stanza_id if event.is_archived else ""
        self._send("received", message, takers, account, stanza_id, event.number)

    @staticmethod
    def _send(
        direction: str,
        message: Message,
        takers: Iterable[Session],
        account: Jid,
        stanza_id: str,
        number: int,
    ) -> None:
        """Send one copy to each; its content is written once and shared."""
        element = message.element
        if stanza_id:  # XEP-0313, 3.4: carbons SHOULD carry the archive's id
            element = with_stanza_id(element, stanza_id, account)
        wrapped = Element(direction, NS, children=(wrap(element),))
        attrs = {"from": account.text}
        kind = element.attrs.get("type")
        if kind is not None:
            attrs["type"] = kind
        carbon = Element("message", NS_CLIENT, attrs, (wrapped,))
        carbon.inner_bytes()
        for session in takers:
            own = carbon.with_attr("to", session.jid.text)
            if number:
                session.send_stored(own, number)
            else:
                session.send(own)


def is_eligible(message: Message) -> bool:
    """Section 6.1, unless section 9 or XEP-0334, 3.3 forbids the copy."""
    kind = message.type
    if kind == "groupchat":
        return False
    is_chat = kind == "chat" or (kind == "normal" and message.body is not None)
    for child in message.element:
        ns = child.ns
        if ns == NS and child.name == "private":
            return False
        if ns == NS_HINTS and child.name == "no-copy" and kind != "error":
            return False
        if ns in NS_CHAT or (ns == NS_MUC_USER and child.has("invite")):
            is_chat = True
    return is_chat and kind != "error"


def is_eligible_received(message: Message, target: Session | None) -> bool:
    """The same for what comes in, with errors and the private messages of rooms."""
    if message.type == "error":
        # 6.1: an error to a message that was eligible; one to the account is not delivered at all
        return target is not None and is_remembered(target, message)
    user = message.element.child("x", NS_MUC_USER)
    if user is not None and message.sender.resource and not user.has("invite"):
        return False  # 6.1: the room itself sends it to all devices that are in the room
    return is_eligible(message)


def remember(origin: Session, message: Message) -> None:
    """Note that others have a copy of this message: they are to see its error as well."""
    stanza_id = message.id
    if not stanza_id:
        return
    copied = origin[COPIED]
    if copied is None:
        copied = origin[COPIED] = OrderedDict()
    copied[stanza_id] = None
    if len(copied) > REMEMBERED:
        copied.popitem(last=False)


def is_remembered(target: Session, message: Message) -> bool:
    """Whether an error answers a message that was copied."""
    copied = target[COPIED]
    return copied is not None and message.id in copied

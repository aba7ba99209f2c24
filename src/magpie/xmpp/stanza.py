"""Stanzas: a message, presence or IQ with its addresses parsed (RFC 6120, 8; RFC 6121, 4 and 5).

A stanza is a light, read-only view of an `Element`. The session's border makes it once, with the
sender that it knows itself, and every stage after it reads the same object.
"""

from __future__ import annotations

from typing import ClassVar, Final, Self

from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid, JidError

MESSAGE_TYPES = frozenset(("chat", "error", "groupchat", "headline", "normal"))
IQ_TYPES = frozenset(("error", "get", "result", "set"))
PRESENCE_TYPES = frozenset(
    (
        "available",
        "error",
        "probe",
        "subscribe",
        "subscribed",
        "unavailable",
        "unsubscribe",
        "unsubscribed",
    )
)


class Stanza:
    """What the three kinds share.

    Attributes:
        element: the stanza as it came, or as a stage has rewritten it.
        sender: who sent it, never what its `from` claims.
        to: whom it is addressed to, `None` when it does not say.
        type: its type, with the kind's default where it has none.
    """

    __slots__ = ("element", "sender", "to", "type")

    element: Final[Element]
    sender: Final[Jid]
    to: Final[Jid | None]
    type: Final[str]

    DEFAULT_TYPE: ClassVar[str] = ""
    TYPES: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, element: Element, sender: Jid, to: Jid | None) -> None:
        """View `element`, whose addresses the caller has parsed."""
        self.element = element
        self.sender = sender
        self.to = to
        kind = element.attrs.get("type", self.DEFAULT_TYPE)
        self.type = kind if kind in self.TYPES else self._unknown(kind)

    def _unknown(self, kind: str) -> str:
        return kind  # as given: whoever handles it refuses it

    @property
    def id(self) -> str | None:
        """The id that its sender gave it."""
        return self.element.attrs.get("id")

    def child(self, name: str, ns: str | None = None) -> Element | None:
        """The first child of that name, in that namespace or (`None`) in the stanza's own."""
        return self.element.child(name, ns)

    def has(self, name: str, ns: str | None = None) -> bool:
        """Whether there is such a child."""
        return self.element.child(name, ns) is not None

    def with_element(self, element: Element) -> Self:
        """The same stanza, rewritten: addresses as they are."""
        return self.__class__(element, self.sender, self.to)

    def __repr__(self) -> str:
        """Kind, type and addresses: what a log may hold."""
        kind = self.__class__.__name__
        return f"<{kind} {self.type} from {self.sender} to {self.to}>"


class Message(Stanza):
    """A message (RFC 6121, 5)."""

    __slots__ = ("_body",)

    DEFAULT_TYPE = "normal"
    TYPES = MESSAGE_TYPES

    _body: str | None  # not there until it is asked for

    def _unknown(self, kind: str) -> str:
        return "normal"  # RFC 6121, 5.2.2

    @property
    def body(self) -> str | None:
        """The text of the first body, or `None`."""
        try:
            return self._body
        except AttributeError:
            self._body = self.element.child_text("body")
            return self._body

    @property
    def subject(self) -> str | None:
        """The text of the first subject, or `None`."""
        return self.element.child_text("subject")

    @property
    def thread(self) -> str | None:
        """The conversation it belongs to, or `None`."""
        return self.element.child_text("thread")


class Presence(Stanza):
    """A presence (RFC 6121, 4)."""

    __slots__ = ()

    DEFAULT_TYPE = "available"
    TYPES = PRESENCE_TYPES

    @property
    def show(self) -> str:
        """Away, chat, dnd or xa; "" for plainly there or for what nobody knows (4.7.2.1)."""
        show = (self.element.child_text("show") or "").strip()
        return show if show in ("away", "chat", "dnd", "xa") else ""

    @property
    def status(self) -> str:
        """What it says about itself in words, "" for nothing."""
        return self.element.child_text("status") or ""

    @property
    def priority(self) -> int:
        """From -128 to 127, 0 when absent (RFC 6121, 4.7.2.3).

        Raises:
            StanzaError: it is no such number.
        """
        text = self.element.child_text("priority")
        if text is None or not text.strip():
            return 0
        try:
            value = int(text) if len(text) < 16 else 128
        except ValueError:
            value = 128
        if not -128 <= value <= 127:
            raise StanzaError("bad-request", "priority is a number from -128 to 127")
        return value


class Iq(Stanza):
    """An info/query (RFC 6120, 8.2.3)."""

    __slots__ = ()

    TYPES = IQ_TYPES

    @property
    def payload(self) -> Element | None:
        """Its first child: the request, or what answers it."""
        for node in self.element.nodes:
            if node.__class__ is Element:
                return node
        return None

    @property
    def is_request(self) -> bool:
        """Whether it waits for an answer."""
        return self.type == "get" or self.type == "set"


KINDS: dict[str, type[Message | Presence | Iq]] = {
    "message": Message,
    "presence": Presence,
    "iq": Iq,
}


def read(element: Element, sender: Jid) -> Message | Presence | Iq:
    """The stanza that `element` is, from `sender`; its name is one of `KINDS`.

    Raises:
        StanzaError: its `to` is no address (RFC 6120, 8.1.1.1).
    """
    text = element.attrs.get("to")
    try:
        to = None if text is None else Jid.parse(text)
    except JidError as error:
        raise StanzaError("jid-malformed", str(error)) from None
    return KINDS[element.name](element, sender, to)


def check_iq(element: Element) -> None:
    """The rules of RFC 6120, 8.2.3. An `<iq/>` of type result or error is never answered.

    Raises:
        StanzaError: one of them is broken.
    """
    attrs = element.attrs
    if not attrs.get("id"):
        raise StanzaError("bad-request", "an iq has an id")
    kind = attrs.get("type")
    if kind not in IQ_TYPES:
        raise StanzaError("bad-request", "an iq is of type get, set, result or error")
    if kind == "error":
        if not element.has("error"):
            raise StanzaError("bad-request", "an iq of type error says which")
        return
    children = len(element.children)
    if kind == "result":
        if children > 1:
            raise StanzaError("bad-request", "a result has one child at most")
    elif children != 1:
        raise StanzaError("bad-request", "a request has exactly one child")

"""The catalogue of what happens in the server, as classes: the name of an event is its class.

Three kinds, each with its own verb to register for it:

* stanza events (`host.on`): handlers run stage by stage, may rewrite the stanza or refuse it;
* questions (`host.answer`): each handler in turn may change the answer;
* news (`host.watch`): told after the fact, nothing can be stopped.

The life of a message, with the events fired for it:

    session sends  ->  MessageSent:     GUARD  REWRITE
                       MessageReceived: GUARD  REWRITE          (recipient is an account of ours)
                       both:            STORE                   (who keeps it: `keep`)
                       -- the journal commits --
                       MessageSent:     COPY
                       MessageReceived: COPY   DELIVER
                       both:            OBSERVE
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from magpie.server.session import Session, SessionKey
from magpie.storage.pubsub import NodeConfig
from magpie.storage.roster import Item
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Iq, Message, Presence

# Stanza events


@dataclass(slots=True)
class MessageSent:
    """A message that one of our sessions, or the server itself, sends.

    Attributes:
        stanza: the message, `from` stamped.
        session: the sender's session; `None` when the server speaks.
        owners: the archives that will hold it, as (owner, peer), both bare.
        is_archived: whether the sender's own archive is among them.
        stanza_id: its id in those archives, from COPY on; "" when nobody keeps it.
    """

    stanza: Message
    session: Session | None
    owners: list[tuple[str, str]]
    is_archived: bool = False
    stanza_id: str = ""

    def archive(self, account: Jid, peer: Jid) -> None:
        """At STORE: the sender's archive holds it, as part of its talk with `peer`."""
        self.is_archived = True
        self.owners.append((account.text, peer.text))


@dataclass(slots=True)
class MessageReceived:
    """A message for an account of ours, from wherever.

    Attributes:
        stanza: the message.
        account: the recipient's bare address.
        session: the one device it is for; `None` when it is for the account.
        origin: the sender's session where it is one of ours.
        owners, stanza_id: as for `MessageSent` (shared with it).
        is_kept: whether the account has it on disk; `is_archived`: and in its archive.
        number: its number in the journal, from COPY on; 0 when the recipient does not keep it.
    """

    stanza: Message
    account: Jid
    session: Session | None
    origin: Session | None
    owners: list[tuple[str, str]]
    is_kept: bool = False
    is_archived: bool = False
    stanza_id: str = ""
    number: int = 0

    def archive(self) -> None:
        """At STORE: the archive of the account holds it."""
        self.is_kept = self.is_archived = True
        self.owners.append((self.account.text, self.stanza.sender.bare.text))

    def keep_until_taken(self) -> None:
        """At STORE: it waits for a device of the account, and is shown in no archive."""
        self.is_kept = True
        self.owners.append(("~" + self.account.text, self.stanza.sender.bare.text))


@dataclass(slots=True)
class PresenceSent:
    """A presence stanza of any type from one of our sessions; `stanza.to` as the client gave it."""

    stanza: Presence
    session: Session


@dataclass(slots=True)
class PresenceReceived:
    """A presence stanza for an account of ours, or (`session`) for one device of it."""

    stanza: Presence
    account: Jid
    session: Session | None


@dataclass(slots=True)
class IqReceived:
    """An IQ for one device of an account of ours: GUARD may refuse it, DELIVER hands it over."""

    stanza: Iq
    account: Jid
    session: Session


# Questions


@dataclass(slots=True)
class StreamFeatures:
    """What a stream offers after authentication, beside bind: answers append to `features`."""

    features: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class InlineFeatures:
    """What a session can be given as it is bound (XEP-0386, 4.1): answers append to `names`."""

    names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SessionBound:
    """A session was bound by `request` (XEP-0386, 4.2), and has been sent nothing yet.

    Who knows a child of the request does what it asks for, and may append to `answers`.
    """

    session: Session
    request: Element
    answers: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class DiscoInfo:
    """XEP-0030 info about `target` (the host, an account) under `node`, asked by `asker`.

    `identities` are (category, type, name); raise `StanzaError` to refuse. `known` is set by the
    handler that knows `node`; a node that nobody knows is answered with item-not-found. A handler
    that must read something first adds what to await to `later`.
    """

    target: Jid
    asker: Jid
    node: str | None
    identities: list[tuple[str, str, str]] = field(default_factory=list)
    features: list[str] = field(default_factory=list)
    forms: list[Element] = field(default_factory=list)
    later: list[Awaitable[None]] = field(default_factory=list)
    known: bool = False


@dataclass(slots=True)
class DiscoItems:
    """XEP-0030 items of `target` under `node`: (jid, node or None, name or None).

    `known` and `later` as for `DiscoInfo`.
    """

    target: Jid
    asker: Jid
    node: str | None
    items: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    later: list[Awaitable[None]] = field(default_factory=list)
    known: bool = False


@dataclass(slots=True)
class MayTalk:
    """May `sender` reach `account` at all? An answer sets `refused` to the reason (blocking)."""

    sender: Jid
    account: Jid
    refused: bool = False


@dataclass(slots=True)
class SharesPresence:
    """Does `account` share its presence with `contact` (bare)? Asked for last activity and IQs."""

    account: Jid
    contact: Jid
    shares: bool = False


@dataclass(slots=True)
class IsContact:
    """Is `contact` (bare) in `account`'s roster? Asked by who archives contacts only."""

    account: Jid
    contact: Jid
    is_contact: bool = False


@dataclass(slots=True)
class Barred:
    """To whom may `jid` not show its presence, nor see theirs? Asked once for a whole broadcast.

    `test` is told a session and says whether it is barred (blocking); `None`: nobody is.
    """

    jid: Jid
    test: Callable[[Session], bool] | None = None


@dataclass(slots=True)
class CardShown:
    """Somebody reads an account's card (XEP-0054; `None`: there is none): answers may change it."""

    owner: Jid
    asker: Jid
    card: Element | None
    later: list[Awaitable[None]] = field(default_factory=list)


@dataclass(slots=True)
class PrivateAsked:
    """A client reads a private element (XEP-0049), empty when none was kept: as for `CardShown`."""

    owner: Jid
    content: Element
    later: list[Awaitable[None]] = field(default_factory=list)


@dataclass(slots=True)
class CardChanged:
    """An account's card (XEP-0054) is on disk; what is in `later` is done before the answer."""

    owner: Jid
    card: Element
    later: list[Awaitable[None]] = field(default_factory=list)


@dataclass(slots=True)
class PrivateKept:
    """A client's private element (XEP-0049) is on disk; `later` as for `CardChanged`."""

    owner: Jid
    content: Element
    later: list[Awaitable[None]] = field(default_factory=list)


# News


@dataclass(slots=True)
class SessionOpened:
    """A session was bound; it has sent no presence yet."""

    session: Session


@dataclass(slots=True)
class SessionAvailable:
    """A session sent its first available presence (again after each unavailable one).

    Its contacts' presence has been sent to it. It is also told, with `is_first` false, when a
    priority that was negative no longer is: from now on messages reach it.
    """

    session: Session
    is_first: bool = True


@dataclass(slots=True)
class SessionUnavailable:
    """An available session became unavailable, by presence or by ending.

    Attributes:
        last: its presence until then.
        stanza: its own words in going; `None` when it ended without any.
    """

    session: Session
    last: Presence
    stanza: Presence | None = None


@dataclass(slots=True)
class SessionClosed:
    """A session ended for good: closed, replaced, or never resumed. `unacked` went unanswered."""

    session: Session


@dataclass(slots=True)
class AccountCreated:
    """An account was made."""

    account: Jid


@dataclass(slots=True)
class AccountDeleted:
    """An account is gone; its sessions are closed, its rows deleted."""

    account: Jid


@dataclass(slots=True)
class AccountSwitched:
    """An account was disabled, or enabled again."""

    account: Jid
    is_disabled: bool


@dataclass(slots=True)
class RosterChanged:
    """An account's own item is on disk as this; removed when its subscription says so."""

    account: Jid
    item: Item


@dataclass(slots=True)
class ContactRemoved:
    """A client removed this item from its account's roster: subscriptions end (RFC 6121, 2.5)."""

    account: Jid
    item: Item


@dataclass(slots=True)
class PresenceShared:
    """`account` shares its presence with `contact` (bare) from now on."""

    account: Jid
    contact: Jid


@dataclass(slots=True)
class PresenceWithheld:
    """`account` shares its presence with `contact` (bare) no longer."""

    account: Jid
    contact: Jid


@dataclass(slots=True)
class BlocklistChanged:
    """`account` blocked or unblocked these addresses: presence follows (XEP-0191, 3.3 and 3.4)."""

    account: Jid
    blocked: list[Jid]
    unblocked: list[Jid]


# The nodes whose events a device asks for in its capabilities (XEP-0060, 9.2: "NODE+notify")
INTERESTS: SessionKey[frozenset[str]] = SessionKey("interests", default=frozenset())


@dataclass(slots=True)
class InterestsChanged:
    """What a device asks for (`INTERESTS`) is known, or known anew; it may not be available yet."""

    session: Session


@dataclass(slots=True)
class NodeChanged:
    """Something happened to the node of an account or service (XEP-0060), and is on disk.

    Attributes:
        owner: bare address of the account, or the service's domain.
        change: published, retracted, purged, deleted or configured.
        items: those published or retracted, as (id, payload).
        by: who did it; the owner itself when the server did.
        is_silent: a retraction that asks for no notification (7.2.1).
        subscribers: of a node that is deleted, and so has none any more.
    """

    owner: Jid
    node: str
    config: NodeConfig
    change: str
    by: Jid
    items: tuple[tuple[str, Element | None], ...] = ()
    is_silent: bool = False
    subscribers: tuple[str, ...] = ()

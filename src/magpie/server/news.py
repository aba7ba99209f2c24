"""What happened in the server, told after the fact (`host.watch`): nothing can be stopped."""

from __future__ import annotations

from collections.abc import Callable, KeysView
from dataclasses import dataclass

from magpie.server.session import Session, SessionKey
from magpie.storage.pubsub import NodeConfig
from magpie.storage.roster import Item
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Presence


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
class PresenceAmended:
    """The server says something else in an available session's name, as if it had said it itself.

    Attributes:
        part: the element that takes the place of that of its namespace.
    """

    session: Session
    part: Element

    def applied_to(self, element: Element) -> Element:
        """A presence of the session's, with it."""
        return element.without(lambda child: child.ns == self.part.ns).with_child(self.part)


@dataclass(slots=True)
class SessionWaiting:
    """A session lost its connection, and is kept for its client to resume it (XEP-0198)."""

    session: Session


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
class AccountRoleChanged:
    """An account has another role; if either is `limited`, its sessions are closed."""

    account: Jid
    before: str
    role: str


@dataclass(slots=True)
class CircleChanged:
    """A circle was made, renamed, deleted, or has other members; memory and disk say so already.

    Attributes:
        jid: its address: who asks `host.circles` for it learns whether it is there.
    """

    jid: Jid
    joined: tuple[Jid, ...] = ()
    left: tuple[Jid, ...] = ()


@dataclass(slots=True)
class Parted:
    """Two accounts may reach each other no longer: neither sees the other's presence."""

    first: Jid
    second: Jid


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
# What a device's program calls itself, where it has told (XEP-0030, the name of its identity)
CLIENT: SessionKey[str] = SessionKey("client", default="")


@dataclass(slots=True)
class InterestsChanged:
    """What a device asks for (`INTERESTS`), and its `CLIENT`, is known, or known anew.

    It may not be available yet.
    """

    session: Session


@dataclass(slots=True)
class InterestsElsewhere:
    """A device of a contact elsewhere asks an account for events of these nodes.

    None: no longer, or it is there no longer, or no contact's.
    """

    account: Jid
    device: Jid
    nodes: frozenset[str]


@dataclass(slots=True)
class SaidInRoom:
    """Something was said to all in a room, and is on disk.

    Attributes:
        room: its address; `stanza`: as it went to those who are in it, without an addressee.
        account: whose words they are, bare; `None`: the room's own.
        members: whom the room knows, for good or ill: `belongs` says whether one is a member.
        devices: the full addresses that are in the room.
    """

    room: Jid
    stanza: Element
    account: Jid | None
    members: KeysView[Jid]
    devices: KeysView[Jid]
    belongs: Callable[[Jid], bool]


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

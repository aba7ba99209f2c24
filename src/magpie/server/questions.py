"""What the server asks its features (`host.answer`): each handler in turn may change the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from magpie.server.session import Session
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid


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
class RoomWords:
    """What something that was said in a room is to an account, asked while the room is in memory.

    `is_private`: the room is for its members only. `is_mention`: it is meant for them (XEP-0492,
    4): their address is referred to, they are answered, or their nick stands in it.
    """

    room: Jid
    account: Jid
    stanza: Element
    is_private: bool = False
    is_mention: bool = False


@dataclass(slots=True)
class Barred:
    """To whom may `jid` not show its presence, nor see theirs? Asked once for a whole broadcast.

    `test` is told a session and says whether it is barred (blocking); `None`: nobody is.
    """

    jid: Jid
    test: Callable[[Session], bool] | None = None


@dataclass(slots=True)
class BlockAsked:
    """An account has blocked the addresses of these items (XEP-0191, 3.3).

    What is in `later` is done before the answer.
    """

    owner: Jid
    items: tuple[Element, ...]
    later: list[Awaitable[None]] = field(default_factory=list)


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
    """An account has a new card (XEP-0054); an answer may take from it what is kept elsewhere.

    What is in `later` is done before the card is on disk.
    """

    owner: Jid
    card: Element
    later: list[Awaitable[None]] = field(default_factory=list)


@dataclass(slots=True)
class PrivateKept:
    """A client's private element (XEP-0049) is on disk; `later` as for `CardChanged`."""

    owner: Jid
    content: Element
    later: list[Awaitable[None]] = field(default_factory=list)

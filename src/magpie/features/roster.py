"""RFC 6121, 2: Managing the Roster. An account's contacts, the same on all of its devices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from secrets import token_hex

from magpie.server.api import (
    INTERESTED,
    Change,
    ContactRemoved,
    Host,
    IqRequest,
    Roster,
    RosterChanged,
    Scope,
    Session,
    StreamFeatures,
    Xep,
)
from magpie.storage import roster as table
from magpie.storage.roster import REMOVED, Item
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid, JidError

XEPS = (Xep(237, version="1.3", note="As RFC 6121, 2.6, has it."),)
NS = "jabber:iq:roster"
NS_VERSIONING = "urn:xmpp:features:rosterver"
NAME_MAX = 1_023  # characters of a contact's name, and of a group's
GROUPS_MAX = 100
CHANGES_MAX = 100  # pushes to a client that comes back; above that, the whole roster is less


def setup(host: Host) -> None:
    """Let devices read and change the roster, and hear of its changes."""
    contacts = Contacts(host)
    host.answer(StreamFeatures, offer)
    host.on_iq("get", NS, "query", contacts.show, scope=Scope.SELF)
    host.on_iq("set", NS, "query", contacts.change, scope=Scope.SELF)
    host.on_iq("get", NS, "query", refuse, scope=Scope.ACCOUNT)
    host.on_iq("set", NS, "query", refuse, scope=Scope.ACCOUNT)
    host.watch(RosterChanged, contacts.push)


def offer(question: StreamFeatures) -> None:
    """2.6.1."""
    question.features.append(Element("ver", NS_VERSIONING))


def refuse(_request: IqRequest) -> None:
    """2.3.3, case 1: nobody reads or changes another's roster."""
    raise StanzaError("forbidden")


class Contacts:
    """Reads and changes the rosters of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._groups = host.rosters.groups

    # 2.2: reading

    async def show(self, request: IqRequest) -> Element | None:
        """The roster; or, to a client that has an older version of it, what has changed."""
        session = request.session
        roster = await self._host.rosters.of(session.account)
        session[INTERESTED] = True
        known = request.payload.get("ver")
        now = self._version(roster)
        if known == now:
            return None
        changed = await self._changes(roster, known) if known else None
        if changed is None or len(changed) > CHANGES_MAX:
            return self._whole(roster, now)
        request.reply()  # 2.6.3: an empty result, then pushes
        for number, item in enumerate(changed, 1):
            # Only the last brings the client up to the version
            self._push(session, item, now if number == len(changed) else known or "")
        return None

    def _version(self, roster: Roster) -> str:
        return f"{roster.version}.{self._groups.version(roster.account)}"

    def _whole(self, roster: Roster, version: str) -> Element:
        account = roster.account
        own = [to_element(self._groups.merged(account, item)) for item in roster.items.values()]
        inner = b"".join(element.to_bytes(NS) for element in own)
        inner += self._groups.wire(account, roster.items)
        return Element("query", NS, {"ver": version}, inner=inner)

    async def _changes(self, roster: Roster, known: str) -> list[Item] | None:
        """What is not as it was at a version, or `None` when that cannot be told."""
        number, _, mark = known.partition(".")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        account = roster.account
        found = await self._host.db.read(table.changes, account.text, int(number))
        others = self._groups.changes(account, mark)
        if found is None or others is None:
            return None
        changed = dict.fromkeys([*(Jid.parse(item.jid) for item in found[1]), *others])
        changed.pop(account, None)
        return [self._groups.item(account, one, roster.items.get(one)) for one in changed]

    # 2.3 to 2.5: changing

    async def change(self, request: IqRequest) -> None:
        """Add, update or remove one item."""
        account = request.session.account
        element = only_item(request.payload)
        contact = contact_of(element)
        if contact == account:
            raise StanzaError("not-allowed", "You are not a contact of yourself.")
        if element.get("subscription") == REMOVED:
            await self._remove(request, contact)
            return
        name, groups = name_of(element), groups_of(element)
        roster = await self._host.rosters.of(account)
        item = roster.items.get(contact)
        limits = self._host.limits
        limit = limits.roster_items if limits.enabled else 0
        if item is None and limit and len(roster.items) >= limit:
            raise StanzaError("resource-constraint", f"A roster has {limit} contacts at most.")
        # 2.1.2: the client has no say in subscription, ask and approved
        wanted = replace(item or Item(contact.text), name=name, groups=groups)
        change = Change(roster)
        self._host.rosters.put(change, wanted)
        await self._host.rosters.save(change)
        request.reply()
        self._host.rosters.tell(change)

    async def _remove(self, request: IqRequest, contact: Jid) -> None:
        account = request.session.account
        if self._groups.holds(account, contact):
            raise StanzaError("not-allowed", "The server's own group cannot be changed.")
        roster = await self._host.rosters.of(account)
        item = roster.items.get(contact)
        if item is None:
            raise StanzaError("item-not-found")  # 2.5.3
        change = Change(roster)
        self._host.rosters.put(change, Item(contact.text, subscription=REMOVED))
        await self._host.rosters.save(change)
        request.reply()
        self._host.rosters.tell(change)
        self._host.tell(ContactRemoved(account, item))

    # 2.1.6: pushes

    def push(self, news: RosterChanged) -> None:
        """2.2: to all devices that have asked for the roster."""
        sessions = [one for one in self._host.sessions_of(news.account) if one[INTERESTED]]
        roster = self._host.rosters.here(news.account)
        if not sessions or roster is None:
            return
        item = self._groups.merged(news.account, news.item)
        version = self._version(roster)
        for session in sessions:
            self._push(session, item, version)

    @staticmethod
    def _push(session: Session, item: Item, version: str) -> None:
        query = Element("query", NS, {"ver": version}, (to_element(item),))
        attrs = {"type": "set", "id": token_hex(8), "to": session.jid.text}
        session.send(Element("iq", NS_CLIENT, attrs, (query,)))


def to_element(item: Item) -> Element:
    """An item as 2.1.2 has it."""
    attrs = {"jid": item.jid, "subscription": item.subscription}
    if item.subscription == REMOVED:
        return Element("item", NS, attrs)
    if item.name:
        attrs["name"] = item.name
    if item.ask:
        attrs["ask"] = "subscribe"
    if item.approved:
        attrs["approved"] = "true"
    return Element("item", NS, attrs, tuple(Element("group", NS, text=g) for g in item.groups))


# What a client sends, by the rules of 2.3.3


def only_item(query: Element) -> Element:
    """The one item of a set.

    Raises:
        StanzaError: bad-request, none or several.
    """
    children = query.children
    if len(children) != 1 or (children[0].name, children[0].ns) != ("item", NS):
        raise StanzaError("bad-request", "A roster set has exactly one item.")
    return children[0]


def contact_of(item: Element) -> Jid:
    """Whom an item is about.

    Raises:
        StanzaError: bad-request without an address, jid-malformed for one that is none.
    """
    text = item.get("jid")
    if not text:
        raise StanzaError("bad-request", "The item has no jid.")
    try:
        return Jid.parse(text)
    except JidError as error:
        raise StanzaError("jid-malformed") from error


def name_of(item: Element) -> str:
    """The name that an item gives to its contact.

    Raises:
        StanzaError: not-acceptable, too long.
    """
    name = item.get("name") or ""
    if len(name) > NAME_MAX:
        raise StanzaError("not-acceptable", f"A name has {NAME_MAX} characters at most.")
    return name


def groups_of(item: Element) -> tuple[str, ...]:
    """The groups of an item.

    Raises:
        StanzaError: bad-request for one that is named twice, not-acceptable for a name that is
            empty or too long, and for too many.
    """
    names = [child.text for child in item if (child.name, child.ns) == ("group", NS)]
    check_groups(names)
    return tuple(names)


def check_groups(names: Iterable[str]) -> None:
    """Raises StanzaError as `groups_of`."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise StanzaError("bad-request", "A group is named twice.")
        if not 0 < len(name) <= NAME_MAX:
            text = f"A group's name has 1 to {NAME_MAX} characters."
            raise StanzaError("not-acceptable", text)
        seen.add(name)
    if len(seen) > GROUPS_MAX:
        raise StanzaError("not-acceptable", f"A contact is in {GROUPS_MAX} groups at most.")

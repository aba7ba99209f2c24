"""The contact list (RFC 6121), presence, and blocking (XEP-0191)."""

from collections.abc import Iterator

from slixmpp.xmlstream import ET

from magpie.desktop.core import link as told
from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.person import Subscription
from magpie.desktop.link.names import (
    NS_BLOCKING,
    NS_CLIENT,
    NS_NICK,
    NS_ROSTER,
    NS_VCARD_UPDATE,
    add,
    child,
    children,
    get,
    make,
    text,
)
from magpie.desktop.link.reading import bare

SHOWS = {"": Show.ONLINE, "chat": Show.ONLINE, "away": Show.AWAY, "xa": Show.AWAY, "dnd": Show.BUSY}
WIRE = {Show.AWAY: "away", Show.BUSY: "dnd"}
SUBSCRIPTIONS = {one.value: one for one in Subscription}


def entries(query: ET.Element | None) -> tuple[list[told.Contact], list[str]]:
    """(entries, addresses that are removed) of a roster."""
    kept, removed = [], []
    for item in children(query, "item", NS_ROSTER):
        address = bare(get(item, "jid"))
        subscription = get(item, "subscription") or "none"
        if not address:
            continue
        if subscription == "remove":
            removed.append(address)
            continue
        groups = (one.text or "" for one in children(item, "group", NS_ROSTER))
        kept.append(
            told.Contact(
                address,
                get(item, "name"),
                tuple(dict.fromkeys(filter(None, groups))),
                SUBSCRIPTIONS.get(subscription, Subscription.NONE),
                get(item, "ask") == "subscribe",
            )
        )
    return kept, removed


def entry(contact: told.Contact) -> ET.Element:
    """What sets an entry: name and groups; the rest is the server's."""
    query = make("query", NS_ROSTER)
    item = add(query, "item", NS_ROSTER, jid=contact.address)
    if contact.name:
        item.set("name", contact.name)
    for group in contact.groups:
        add(item, "group", NS_ROSTER, group)
    return query


def removal(address: str) -> ET.Element:
    query = make("query", NS_ROSTER)
    add(query, "item", NS_ROSTER, jid=address, subscription="remove")
    return query


def presence(show: Show, status: str) -> ET.Element:
    """One's own."""
    one = make("presence", NS_CLIENT)
    if show is Show.OFFLINE:
        one.set("type", "unavailable")
    if show in WIRE:
        add(one, "show", NS_CLIENT, WIRE[show])
    if status:
        add(one, "status", NS_CLIENT, status)
    return one


def subscription(kind: str, address: str, words: str = "") -> ET.Element:
    """`subscribe`, `subscribed` or `unsubscribed`."""
    one = make("presence", NS_CLIENT, type=kind, to=address)
    if words:
        add(one, "status", NS_CLIENT, words)
    return one


def events(stanza: ET.Element, own: str) -> Iterator[told.Event]:
    """What a presence tells."""
    kind, sender = get(stanza, "type"), get(stanza, "from")
    address = bare(sender)
    if not address or address == own:
        return
    nick = text(stanza, "nick", NS_NICK)
    if kind == "subscribe":
        yield told.Asked(address, text(stanza, "status", NS_CLIENT), nick)
    elif kind in ("", "unavailable"):
        priority = text(stanza, "priority", NS_CLIENT).strip()
        update = child(stanza, "x", NS_VCARD_UPDATE)
        photo = child(update, "photo", NS_VCARD_UPDATE)
        yield told.Presence(
            address=address,
            device=sender.partition("/")[2],
            show=SHOWS.get(text(stanza, "show", NS_CLIENT).strip(), Show.ONLINE)
            if not kind
            else Show.OFFLINE,
            status=text(stanza, "status", NS_CLIENT)[:1000],
            picture=(photo.text or "").strip() if photo is not None else None,
            nick=nick,
            priority=int(priority) if priority.lstrip("-").isdecimal() and len(priority) < 5 else 0,
        )


def block(address: str, *, is_blocked: bool) -> ET.Element:
    one = make("block" if is_blocked else "unblock", NS_BLOCKING)
    add(one, "item", NS_BLOCKING, jid=address)
    return one


def blocked(parent: ET.Element | None) -> tuple[str, ...]:
    """The addresses in a block list, a block or an unblock."""
    found = (bare(get(item, "jid")) for item in children(parent, "item", NS_BLOCKING))
    return tuple(filter(None, found))

"""Personal eventing (XEP-0163): pictures (0084), names (0172), read positions (0490)."""

import base64
import binascii
import hashlib
from collections.abc import Iterator

from slixmpp.xmlstream import ET

from magpie.desktop.core import link as told
from magpie.desktop.link.names import (
    NS_AVATAR,
    NS_AVATAR_DATA,
    NS_BOOKMARKS,
    NS_DATA,
    NS_EVENT,
    NS_IDS,
    NS_NICK,
    NS_PUBSUB,
    NS_READ,
    NS_VCARD,
    add,
    child,
    children,
    get,
    make,
    text,
)
from magpie.desktop.link.reading import bare

NOTIFY = (NS_AVATAR, NS_NICK, NS_READ, NS_BOOKMARKS)
PRIVATE = {"persist_items": "true", "access_model": "whitelist"}
# XEP-0490, 4: one item for each conversation, kept for ever, told to nobody else
READ_OPTIONS = PRIVATE | {"max_items": "max", "send_last_published_item": "never"}
PUBLIC = {"persist_items": "true", "access_model": "presence"}


def events(stanza: ET.Element, own: str) -> Iterator[told.Event]:
    """What a message of a node tells."""
    items = child(child(stanza, "event", NS_EVENT), "items", NS_EVENT)
    sender = bare(get(stanza, "from")) or own
    node = get(items, "node")
    for item in children(items, "item", NS_EVENT):
        if node == NS_AVATAR:
            info = child(child(item, "metadata", NS_AVATAR), "info", NS_AVATAR)
            yield told.PictureChanged(sender, get(info, "id").lower())
        elif node == NS_NICK:
            yield told.NickChanged(sender, text(item, "nick", NS_NICK)[:200])
        elif node == NS_READ and sender == own:  # XEP-0490, 6: nobody else's counts
            yield from _position(item, own)


def positions(answer: ET.Element, own: str) -> list[told.ReadElsewhere]:
    """Up to which id each conversation is read, of the items of one's own node."""
    items = child(child(answer, "pubsub", NS_PUBSUB), "items", NS_PUBSUB)
    return [one for item in children(items, "item", NS_PUBSUB) for one in _position(item, own)]


def _position(item: ET.Element, own: str) -> list[told.ReadElsewhere]:
    """XEP-0490, 4: `by` whose archive it is, one's own or the room's."""
    peer = bare(get(item, "id"))
    kept = child(child(item, "displayed", NS_READ), "stanza-id", NS_IDS)
    id, is_group = get(kept, "id"), bare(get(kept, "by")) == peer != own
    return [told.ReadElsewhere(peer, id, is_group)] if peer and id else []


def fetch(node: str, id: str = "") -> ET.Element:
    """Ask for the items of a node, or for one."""
    pubsub = make("pubsub", NS_PUBSUB)
    items = add(pubsub, "items", NS_PUBSUB, node=node)
    if id:
        add(items, "item", NS_PUBSUB, id=id)
    return pubsub


def publish(node: str, id: str, payload: ET.Element, options: dict[str, str]) -> ET.Element:
    """XEP-0060, 7.1.5: the item, and how the node has to be."""
    pubsub = make("pubsub", NS_PUBSUB)
    items = add(pubsub, "publish", NS_PUBSUB, node=node)
    item = add(items, "item", NS_PUBSUB, id=id)
    item.append(payload)
    form = add(add(pubsub, "publish-options", NS_PUBSUB), "x", NS_DATA, type="submit")
    hidden = add(form, "field", NS_DATA, var="FORM_TYPE", type="hidden")
    add(hidden, "value", NS_DATA, f"{NS_PUBSUB}#publish-options")
    for name, value in options.items():
        add(add(form, "field", NS_DATA, var=f"pubsub#{name}"), "value", NS_DATA, value)
    return pubsub


def read_position(peer: str, stanza_id: str, by: str) -> ET.Element:
    """XEP-0490, 4: `by` whose archive it is, one's own or the room's."""
    displayed = make("displayed", NS_READ)
    add(displayed, "stanza-id", NS_IDS, id=stanza_id, by=by)
    return publish(NS_READ, peer, displayed, READ_OPTIONS)


def picture_data(answer: ET.Element) -> bytes:
    """Of an answer with the item of XEP-0084."""
    items = child(child(answer, "pubsub", NS_PUBSUB), "items", NS_PUBSUB)
    return decoded(text(child(items, "item", NS_PUBSUB), "data", NS_AVATAR_DATA))


def pictures(png: bytes) -> tuple[ET.Element, ET.Element]:
    """XEP-0084, 3.1: data first, then what tells of it."""
    id = hashlib.sha1(png).hexdigest()  # noqa: S324 (the standard's own)
    data = make("data", NS_AVATAR_DATA, base64.b64encode(png).decode())
    metadata = make("metadata", NS_AVATAR)
    add(metadata, "info", NS_AVATAR, id=id, bytes=str(len(png)), type="image/png")
    return (
        publish(NS_AVATAR_DATA, id, data, PUBLIC),
        publish(NS_AVATAR, id, metadata, PUBLIC),
    )


def no_picture() -> ET.Element:
    """XEP-0084, 3.5: "the user publishes an empty <metadata/> element"."""
    return publish(NS_AVATAR, "current", make("metadata", NS_AVATAR), PUBLIC)


def nick(name: str) -> ET.Element:
    return publish(NS_NICK, "current", make("nick", NS_NICK, name), PUBLIC)


def vcard_picture(answer: ET.Element) -> bytes:
    """XEP-0054: the photo in a vCard."""
    photo = child(child(answer, "vCard", NS_VCARD), "PHOTO", NS_VCARD)
    return decoded(text(photo, "BINVAL", NS_VCARD))


def vcard_name(answer: ET.Element) -> str:
    card = child(answer, "vCard", NS_VCARD)
    return text(card, "NICKNAME", NS_VCARD) or text(card, "FN", NS_VCARD)


def vcard(answer: ET.Element | None, profile: told.Profile, *, bare: bool = False) -> ET.Element:
    """One's own, for those who know no other: as it was, with this name and this picture.

    Without a picture the one before stays, unless it is to be `bare` of it.
    """
    old = child(answer, "vCard", NS_VCARD)
    new = {"FN", "NICKNAME"} | ({"PHOTO"} if profile.picture or bare else set())
    card = make("vCard", NS_VCARD)
    for part in old if old is not None else ():
        if part.tag not in {f"{{{NS_VCARD}}}{name}" for name in new}:
            card.append(part)
    add(card, "FN", NS_VCARD, profile.name)
    add(card, "NICKNAME", NS_VCARD, profile.name)
    if profile.picture:
        photo = add(card, "PHOTO", NS_VCARD)
        add(photo, "TYPE", NS_VCARD, "image/png")
        add(photo, "BINVAL", NS_VCARD, base64.b64encode(profile.picture).decode())
    return card


def decoded(words: str) -> bytes:
    try:
        return base64.b64decode("".join(words.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""

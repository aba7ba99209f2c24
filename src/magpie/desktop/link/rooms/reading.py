"""What is said in a room: stanzas of type groupchat into what the core knows.

Whose words they are is decided here. A nick may be somebody else's tomorrow, so what counts is the
occupant-id (XEP-0421), where the room gives them; only the room itself moderates (XEP-0425).
"""

from collections.abc import Iterator

from msgspec import structs
from slixmpp.xmlstream import ET

from magpie.desktop.core import link as told
from magpie.desktop.core.content import (
    Arrival,
    Content,
    Displayed,
    Mention,
    Moderation,
    Receipt,
    Source,
    Text,
    Tombstone,
)
from magpie.desktop.core.rooms_link import Invited, RoomChanged, SubjectSet
from magpie.desktop.link.names import (
    NS_CLIENT,
    NS_CONFERENCE,
    NS_IDS,
    NS_MODERATE,
    NS_MUC_USER,
    NS_OCCUPANT,
    NS_REFERENCE,
    NS_REPLY,
    NS_RETRACT,
    NS_STATES,
    child,
    children,
    get,
    number,
    text,
)
from magpie.desktop.link.reading import bare, content_of, stamp_of, stanza_id
from magpie.desktop.link.rooms.presence import codes
from magpie.desktop.link.rooms.seats import Seat

CHANGES = {"104", "170", "171", "172", "173", "174"}  # XEP-0045, 10.2.1


def events(stanza: ET.Element, seat: Seat) -> Iterator[told.Event]:
    """What a live message of a room tells."""
    nick = get(stanza, "from").partition("/")[2]
    if codes(stanza) & CHANGES and not nick:
        yield RoomChanged(seat.room)
    subject = child(stanza, "subject", NS_CLIENT)
    if subject is not None and child(stanza, "body", NS_CLIENT) is None:  # 8.1
        yield SubjectSet(seat.room, (subject.text or "")[:10_000])
        return
    yield from arrivals(stanza, seat, source="live", stamp=stamp_of(stanza))
    states = [one for one in stanza if one.tag.startswith(f"{{{NS_STATES}}}")]
    if states and nick and nick != seat.nick and not stamp_of(stanza):
        yield told.Typing(seat.room, states[0].tag.endswith("}composing"), nick)


def arrivals(
    stanza: ET.Element, seat: Seat, *, source: Source, stamp: int = 0, archive_id: str = ""
) -> Iterator[told.Arrived]:
    """The same of one message, live or from the room's archive."""
    nick = get(stanza, "from").partition("/")[2]
    content = _content(stanza, is_room=not nick)
    if content is None:
        return
    occupant = get(child(stanza, "occupant-id", NS_OCCUPANT), "id") if seat.occupant else ""
    item = child(child(stanza, "x", NS_MUC_USER), "item", NS_MUC_USER)
    address = bare(get(item, "jid")) if source == "archive" else ""  # live, it is forged
    if source == "live" and not stamp:
        address = seat.addresses.get(nick, "")
    is_own = (
        address == seat.own
        or bool(occupant and occupant == seat.occupant)
        or (source == "live" and not stamp and nick == seat.nick)
    )
    occupied = f"{seat.room}/{nick}" if nick else seat.room
    yield told.Arrived(
        Arrival(
            peer=seat.room,
            sender=seat.own if is_own else address or occupied,
            is_own=is_own,
            content=content,
            id=get(stanza, "id"),
            origin_id=get(child(stanza, "origin-id", NS_IDS), "id"),
            # XEP-0359, 6: only a room that keeps what is said is known to give ids of its own
            stanza_id=archive_id or (stanza_id(stanza, seat.room) if seat.info.has_archive else ""),
            at=stamp,
            source=source,
            is_group=True,
            name=nick,
            occupant=occupant,
        )
    )


def _content(stanza: ET.Element, *, is_room: bool) -> Content | None:
    retract = child(stanza, "retract", NS_RETRACT)
    moderated = child(retract, "moderated", NS_MODERATE)
    if moderated is not None:
        # XEP-0425, 3.1: "MUST be … from the MUC's own bare JID", else anybody could
        return Moderation(get(retract, "id"), _moderator(moderated)) if is_room else None
    gone = child(stanza, "retracted", NS_RETRACT)
    if gone is not None:
        moderated = child(gone, "moderated", NS_MODERATE)
        return Tombstone(_moderator(moderated) if moderated is not None else "")
    found = None if is_room else content_of(stanza)
    if isinstance(found, Receipt | Displayed):
        return None
    if isinstance(found, Text):
        answered = get(child(stanza, "reply", NS_REPLY), "to") if found.reply else ""
        return structs.replace(found, reply_sender=answered, mentions=_mentions(stanza))
    return found


def _moderator(moderated: ET.Element) -> str:
    return get(moderated, "by").partition("/")[2][:200] or get(moderated, "by")[:200]


def _mentions(stanza: ET.Element) -> tuple[Mention, ...]:
    """XEP-0372, 3.2. A reference to an occupant keeps the nick."""
    return tuple(
        Mention(number(get(one, "begin")), number(get(one, "end")), get(one, "uri")[5:])
        for one in children(stanza, "reference", NS_REFERENCE)[:100]
        if get(one, "type") == "mention" and get(one, "uri").startswith("xmpp:")
    )


def invitation(stanza: ET.Element) -> Invited | None:
    """XEP-0249, and XEP-0045, 7.8.2; one message may be both."""
    sender = get(stanza, "from")
    user = child(stanza, "x", NS_MUC_USER)
    invite = child(user, "invite", NS_MUC_USER)
    if invite is not None and get(invite, "from"):
        return Invited(
            room=bare(sender),
            sender=_person(sender, get(invite, "from")),
            text=text(invite, "reason", NS_MUC_USER)[:1000],
            password=text(user, "password", NS_MUC_USER),
            is_by_room=True,
        )
    direct = child(stanza, "x", NS_CONFERENCE)
    if direct is None or not bare(get(direct, "jid")):
        return None
    room = bare(get(direct, "jid"))
    return Invited(
        room=room,
        sender=_person(room, sender),
        text=get(direct, "reason")[:1000],
        password=get(direct, "password"),
    )


def _person(room: str, sender: str) -> str:
    """Who invites; "" where the room does it by itself (XEP-0045, 9.3)."""
    return "" if bare(sender) == bare(room) else bare(sender)

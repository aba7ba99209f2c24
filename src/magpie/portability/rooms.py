"""Rooms and circles, which XEP-0227 leaves out, in a namespace of our own: both ways."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from magpie.features.rooms.options import Options
from magpie.features.rooms.owner import columns
from magpie.portability import messages
from magpie.portability.names import OWN, VCARD
from magpie.portability.output import Sheet
from magpie.portability.person import moment
from magpie.portability.report import Report
from magpie.storage import circles, rooms, vcard
from magpie.storage import tables as t
from magpie.storage.circles import Circle
from magpie.storage.ids import Ids
from magpie.storage.rooms import Member, Room
from magpie.xmpp.delay import to_text
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.parser import parse_element

AFFILIATIONS = ("owner", "admin", "member", "none", "outcast")
ROLES = ("", "moderator", "participant", "visitor")
MEMBER_TEXTS = ("affiliation", "nick", "role", "reason", "hats")
Seen = Callable[[Element], int]
"""The place in the journal that an element of the export names."""


class Bad(Exception):
    """Why a room cannot be taken in."""


# Out


def names(conn: Connection) -> list[str]:
    """The addresses of all rooms."""
    return list(conn.execute(select(t.room.c.jid).order_by("jid")).scalars())


def write(conn: Connection, jid: str, ids: Ids, sheet: Sheet) -> int:
    """One room with everything said in it; how many messages that is."""
    loaded = rooms.load(conn, jid)
    assert loaded is not None
    room, members = loaded
    attrs = {"jid": jid, "created": to_text(room.created)}
    attrs["secret"] = base64.b64encode(room.secret).decode()
    sheet.start("room", OWN, attrs)
    sheet.add(Element("config", OWN, text=room.config))
    sheet.add(Element("hats", OWN, text=room.hats))
    if room.subject_at:
        subject = {"by": room.subject_by, "at": to_text(room.subject_at)}
        sheet.add(Element("subject", OWN, subject, text=room.subject))
    for member in sorted(members, key=lambda one: one.jid):
        texts = {name: getattr(member, name) for name in MEMBER_TEXTS}
        seen = (Element("seen", OWN, messages.marked(conn, member.seen, ids)),)
        children = seen if member.seen else ()
        sheet.add(Element("member", OWN, {"jid": member.jid} | texts, children))
    card = vcard.get(conn, jid)
    if card is not None:
        attrs = {"avatar": room.avatar}
        sheet.add(Element("card", OWN, attrs, (parse_element(card),)))
    said = messages.write_archive(conn, jid, ids, sheet)
    sheet.end()
    return said


def write_circles(conn: Connection, sheet: Sheet) -> int:
    """All circles; how many there are."""
    found = circles.load_all(conn)
    for circle in found:
        attrs = {"jid": circle.jid, "name": circle.name, "created": to_text(circle.created)}
        members = tuple(Element("member", OWN, {"jid": jid}) for jid in circle.members)
        sheet.add(Element("circle", OWN, attrs, members))
    return len(found)


# In


@dataclass(slots=True)
class Parts:
    """What a file says of one room, but for its archive."""

    attrs: dict[str, str]
    elements: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """The first element of that name."""
        return next((one for one in self.elements if (one.name, one.ns) == (name, OWN)), None)


def address(attrs: dict[str, str], domain: str) -> str:
    """The room's address, which must be one of this server's. Raises Bad."""
    try:
        jid = Jid.parse(attrs.get("jid", ""))
    except JidError:
        raise Bad("a room with an address that is none") from None
    if not jid.local or jid.resource or jid.domain != f"rooms.{domain}":
        raise Bad(f"{jid}: rooms of this server are at rooms.{domain}")
    return jid.text


def create(conn: Connection, jid: str, parts: Parts, now: int, report: Report) -> None:
    """Make the room, with its members. Raises Bad."""
    if rooms.is_there(conn, jid):
        raise Bad(f"{jid}: there is a room of that address")
    try:
        options = Options.from_json(text_of(parts.child("config"), "{}"))
        hats = json.loads(text_of(parts.child("hats"), "[]"))
        secret = base64.b64decode(parts.attrs.get("secret", ""), validate=True)
        is_sound = isinstance(hats, list) and all({"uri", "title"} <= set(hat) for hat in hats)
        row = columns(options)
        subject = parts.child("subject")
        subject_by = "" if subject is None else speaker(subject.get("by") or "")
    except (ValueError, TypeError, AttributeError, binascii.Error):
        is_sound = False
    if not is_sound or len(secret) != 32:
        raise Bad(f"{jid}: its settings cannot be read")
    card = parts.child("card")
    new = Room(
        jid,
        moment(parts.attrs.get("created", ""), now),
        secret,
        "" if subject is None else subject.text,
        subject_by,
        0 if subject is None else moment(subject.get("at") or "", now),
        "" if card is None else card.get("avatar") or "",
        json.dumps(hats),
        **row,
    )
    rooms.create(conn, new, [])
    if card is not None and (found := card.child("vCard", VCARD)) is not None:
        vcard.put(conn, jid, found.to_bytes())
    report.count("rooms")


def put_members(conn: Connection, jid: str, parts: Parts, seen: Seen, report: Report) -> None:
    """Its members, with what they have seen of its archive, which is there by now."""
    found = []
    for element in parts.elements:
        if (element.name, element.ns) != ("member", OWN):
            continue
        member = member_of(element, seen)
        if member is None:
            report.drop("members", f"{jid}: one that cannot be read")
        else:
            found.append(member)
    rooms.put_members(conn, jid, found)
    report.count("members", len(found))


def member_of(element: Element, seen: Seen) -> Member | None:
    try:
        jid = Jid.parse(element.get("jid") or "").bare.text
        hats = json.loads(element.get("hats") or "[]")
    except (JidError, ValueError):
        return None
    affiliation, role = element.get("affiliation") or "none", element.get("role") or ""
    if affiliation not in AFFILIATIONS or role not in ROLES or not isinstance(hats, list):
        return None
    place = element.child("seen")
    return Member(
        jid,
        affiliation,
        element.get("nick") or "",
        role,
        element.get("reason") or "",
        json.dumps(hats),
        0 if place is None else seen(place),
    )


def take_circle(conn: Connection, element: Element, domain: str, now: int, report: Report) -> None:
    """Make a circle, or add its members to the one that is there. Raises Bad."""
    jid = address(dict(element.attrs), domain)
    name = element.get("name") or ""
    there = {one.jid: one for one in circles.load_all(conn)}
    members = [one.get("jid") or "" for one in element if one.name == "member"]
    if jid in there:
        circles.join(conn, jid, members)
        return
    if not name or any(one.name == name for one in there.values()):
        raise Bad(f"{jid}: there is a circle “{name}”")
    circles.create(
        conn, Circle(jid, name, moment(element.get("created") or "", now), tuple(members))
    )
    report.count("circles")


def speaker(text: str) -> str:
    """Who set a room's subject; "" where nobody did. Raises ValueError."""
    try:
        return Jid.parse(text).text if text else ""
    except JidError as error:
        raise ValueError("an address that is none") from error


def text_of(element: Element | None, otherwise: str) -> str:
    return otherwise if element is None else element.text

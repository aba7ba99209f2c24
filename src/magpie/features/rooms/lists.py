"""XEP-0045, 8.5, 9 and 10: what admins ask for by items, and the lists that they may read."""

from __future__ import annotations

from dataclasses import dataclass

from magpie.features.rooms.names import NS_ADMIN
from magpie.features.rooms.ranks import AFFILIATIONS, ROLES
from magpie.features.rooms.room import Occupant, Room
from magpie.server.api import IqRequest
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid, JidError

ITEMS_MAX = 500  # in one request
REASON_MAX = 1_024  # characters


@dataclass(frozen=True, slots=True)
class Item:
    """One wish: a role for a nick, or an affiliation for an address."""

    role: str | None
    affiliation: str | None
    jid: Jid | None
    nick: str | None
    reason: str


def items_of(query: Element) -> list[Item]:
    """The items of a request, each one readable (15.4).

    Raises:
        StanzaError: bad-request, jid-malformed.
    """
    children = [child for child in query if child.name == "item" and child.ns == NS_ADMIN]
    if not children:
        raise StanzaError("bad-request", "There is no item.")
    if len(children) > ITEMS_MAX:
        raise StanzaError("policy-violation", f"{ITEMS_MAX} items at a time.")
    return [item_of(child) for child in children]


def item_of(child: Element) -> Item:
    """One of them."""
    role, affiliation = child.get("role"), child.get("affiliation")
    if (role is None) == (affiliation is None):
        raise StanzaError("bad-request", "An item has a role or an affiliation, and not both.")
    if role not in (*ROLES, None) or affiliation not in (*AFFILIATIONS, None):
        raise StanzaError("bad-request", "There is no such role or affiliation.")
    try:
        jid = Jid.parse(child.get("jid") or "") if child.get("jid") else None
    except JidError as error:
        raise StanzaError("jid-malformed") from error
    reason = (child.child_text("reason") or "").strip()[:REASON_MAX]
    return Item(role, affiliation, None if jid is None else jid.bare, child.get("nick"), reason)


class Lists:
    """Shows who has which role or affiliation."""

    def show(self, room: Room, request: IqRequest) -> Element:
        """8.5, 9.2, 9.5, 9.8, 10.5, 10.8: who has that role or affiliation."""
        (item, *others) = items_of(request.payload)
        if others:
            raise StanzaError("bad-request", "One list at a time.")
        self._may_read(room, request.sender, item)
        if item.role is not None:
            same = [one for one in room.occupants.values() if one.role == item.role]
            return answer([self._occupant_item(room, one) for one in same])
        assert item.affiliation is not None
        found = room.of_affiliation(item.affiliation)
        return answer([self._member_item(room, jid) for jid in found])

    def _may_read(self, room: Room, sender: Jid, item: Item) -> None:
        affiliation = room.affiliation(sender)
        if affiliation in ("admin", "owner"):
            return
        occupant = room.occupant_of(sender)
        if item.role is not None:
            if occupant is not None and occupant.role == "moderator":
                return
        elif item.affiliation in ("member", "admin", "owner"):
            # 9.5: whoever sees all addresses anyhow, by the room's choice
            role = "participant" if occupant is None else occupant.role
            is_reader = role in room.options.list_readers
            belongs = affiliation == "member" or (
                occupant is not None and not room.options.is_members_only
            )
            if not room.options.is_anonymous and is_reader and belongs:
                return
        raise StanzaError("forbidden")

    @staticmethod
    def _occupant_item(room: Room, occupant: Occupant) -> Element:
        assert occupant.speaker is not None
        attrs = {
            "affiliation": room.affiliation(occupant.account),
            "jid": occupant.speaker.jid.text,
            "nick": occupant.nick,
            "role": occupant.role,
        }
        return Element("item", NS_ADMIN, attrs)

    @staticmethod
    def _member_item(room: Room, jid: Jid) -> Element:
        member = room.members[jid]
        attrs = {"affiliation": member.affiliation, "jid": member.jid}
        if member.nick and member.affiliation != "outcast":
            attrs["nick"] = member.nick
        reason = (Element("reason", NS_ADMIN, text=member.reason),) if member.reason else ()
        return Element("item", NS_ADMIN, attrs, reason)


def answer(items: list[Element]) -> Element:
    """`<query/>` with them."""
    return Element("query", NS_ADMIN, {}, tuple(items))

"""What presence in a room says: who is in it, and why somebody is not any more."""

from slixmpp.xmlstream import ET

from magpie.base.clock import iso
from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.group import Affiliation, Role
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.rooms_link import Entry, Occupant
from magpie.desktop.link.contacts import SHOWS, presence
from magpie.desktop.link.errors import condition_of, problem_of
from magpie.desktop.link.names import (
    NS_CLIENT,
    NS_MUC,
    NS_MUC_USER,
    NS_OCCUPANT,
    add,
    child,
    children,
    get,
    text,
)
from magpie.desktop.link.reading import bare

AFFILIATIONS = {one.name.lower(): one for one in Affiliation}
ROLES = {one.name.lower(): one for one in Role}
# XEP-0045, 7.2: why a room does not let somebody in
REFUSALS = {
    "not-authorized": Reason.PASSWORD_WANTED,
    "registration-required": Reason.MEMBERS_ONLY,
    "forbidden": Reason.BANNED,
    "conflict": Reason.NICK_TAKEN,
    "not-acceptable": Reason.NICK_TAKEN,
    "service-unavailable": Reason.GROUP_FULL,
    "resource-constraint": Reason.GROUP_FULL,
    "item-not-found": Reason.GROUP_GONE,
    "gone": Reason.GROUP_GONE,
    "not-allowed": Reason.NOT_ALLOWED,
}
# 15.6.2: why one is sent out; the first that is there counts
FAREWELLS = (
    ("301", Reason.BANNED),
    ("333", Reason.UNAVAILABLE),  # "removed … because of an error": it comes with a 307
    ("307", Reason.KICKED),
    ("321", Reason.MEMBERS_ONLY),
    ("322", Reason.MEMBERS_ONLY),
    ("332", Reason.UNAVAILABLE),
)


def entering(entry: Entry, show: Show, status: str, id: str) -> ET.Element:
    """7.2.1: presence to the room, with what it takes to get in."""
    one = presence(show, status)
    one.set("to", f"{entry.room}/{entry.nick}")
    one.set("id", id)
    x = add(one, "x", NS_MUC)
    if entry.since < 0:
        add(x, "history", NS_MUC, maxstanzas="0")
    elif entry.since:
        add(x, "history", NS_MUC, since=iso(entry.since))
    if entry.password:
        add(x, "password", NS_MUC, entry.password)
    return one


def refusal(stanza: ET.Element) -> Problem:
    """Why the room did not let one in."""
    told = problem_of(stanza)
    return Problem(REFUSALS.get(condition_of(stanza), told.reason), told.detail)


def codes(stanza: ET.Element) -> set[str]:
    """The status codes of `muc#user` (15.6)."""
    x = child(stanza, "x", NS_MUC_USER)
    return {get(one, "code") for one in children(x, "status", NS_MUC_USER)}


def occupant(stanza: ET.Element, nick: str, *, is_own: bool) -> Occupant:
    """Who it is, as the room says."""
    item = child(child(stanza, "x", NS_MUC_USER), "item", NS_MUC_USER)
    return Occupant(
        nick=nick,
        address=bare(get(item, "jid")),
        id=get(child(stanza, "occupant-id", NS_OCCUPANT), "id"),
        affiliation=AFFILIATIONS.get(get(item, "affiliation"), Affiliation.NONE),
        role=ROLES.get(get(item, "role"), Role.PARTICIPANT),
        show=SHOWS.get(text(stanza, "show", NS_CLIENT).strip(), Show.ONLINE),
        status=text(stanza, "status", NS_CLIENT)[:1000],
        is_own=is_own,
    )


def new_nick(stanza: ET.Element) -> str:
    """7.6: under which nick somebody goes on."""
    item = child(child(stanza, "x", NS_MUC_USER), "item", NS_MUC_USER)
    return get(item, "nick") if "303" in codes(stanza) else ""


def farewell(stanza: ET.Element) -> Problem | None:
    """Why one is out; None by oneself."""
    x = child(stanza, "x", NS_MUC_USER)
    destroyed = child(x, "destroy", NS_MUC_USER)
    if destroyed is not None:
        return Problem(Reason.GROUP_GONE, text(destroyed, "reason", NS_MUC_USER)[:300])
    said = codes(stanza)
    words = text(child(x, "item", NS_MUC_USER), "reason", NS_MUC_USER)[:300]
    return next((Problem(reason, words) for code, reason in FAREWELLS if code in said), None)

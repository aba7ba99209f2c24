"""What moderators, admins and owners ask of a room (XEP-0045, 8 to 10; XEP-0425)."""

from magpie.desktop.core.entities.group import Affiliation, Role
from magpie.desktop.core.rooms_link import Listed
from magpie.desktop.link.names import (
    NS_CLIENT,
    NS_CONFERENCE,
    NS_MODERATE,
    NS_MUC_ADMIN,
    NS_MUC_OWNER,
    NS_MUC_REGISTER,
    NS_MUC_USER,
    NS_REGISTER,
    NS_RETRACT,
    Element,
    add,
    child,
    children,
    form,
    get,
    make,
)
from magpie.desktop.link.reading import bare


def list_of(affiliation: Affiliation) -> Element:
    query = make("query", NS_MUC_ADMIN)
    add(query, "item", NS_MUC_ADMIN, affiliation=affiliation.name.lower())
    return query


def listed(answer: Element, affiliation: Affiliation) -> list[Listed]:
    items = children(child(answer, "query", NS_MUC_ADMIN), "item", NS_MUC_ADMIN)
    found = ((bare(get(one, "jid")), get(one, "nick")) for one in items)
    return [Listed(address, affiliation, nick) for address, nick in found if address]


def affiliating(address: str, affiliation: Affiliation, reason: str) -> Element:
    return _item(reason, jid=address, affiliation=affiliation.name.lower())


def giving(nick: str, role: Role, reason: str) -> Element:
    return _item(reason, nick=nick, role=role.name.lower())


def _item(reason: str, **attributes: str) -> Element:
    query = make("query", NS_MUC_ADMIN)
    item = add(query, "item", NS_MUC_ADMIN, **attributes)
    if reason:
        add(item, "reason", NS_MUC_ADMIN, reason)
    return query


def destroying(reason: str) -> Element:
    """10.9."""
    query = make("query", NS_MUC_OWNER)
    destroy = add(query, "destroy", NS_MUC_OWNER)
    if reason:
        add(destroy, "reason", NS_MUC_OWNER, reason)
    return query


def moderating(stanza_id: str, reason: str) -> Element:
    """XEP-0425, 3."""
    one = make("moderate", NS_MODERATE, id=stanza_id)
    add(one, "retract", NS_RETRACT)
    if reason:
        add(one, "reason", NS_MODERATE, reason)
    return one


def registering(nick: str) -> Element:
    """7.10: the nick is one's own from now on."""
    query = make("query", NS_REGISTER)
    query.append(form(NS_MUC_REGISTER, **{"muc#register_roomnick": nick}))
    return query


def inviting(room: str, address: str, words: str, password: str, *, direct: bool) -> Element:
    """XEP-0249 to the invited, or 7.8.2 through the room, which makes them members."""
    if direct:
        stanza = make("message", NS_CLIENT, to=address)
        x = add(stanza, "x", NS_CONFERENCE, jid=room)
        for name, value in (("reason", words), ("password", password)):
            if value:
                x.set(name, value)
        return stanza
    stanza = make("message", NS_CLIENT, to=room)
    invite = add(add(stanza, "x", NS_MUC_USER), "invite", NS_MUC_USER, to=address)
    if words:
        add(invite, "reason", NS_MUC_USER, words)
    return stanza


def declining(room: str, sender: str) -> Element:
    """7.8.2: who invited through the room hears of it."""
    stanza = make("message", NS_CLIENT, to=room)
    add(add(stanza, "x", NS_MUC_USER), "decline", NS_MUC_USER, to=sender)
    return stanza

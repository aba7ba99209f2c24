"""What rooms and their services say of themselves (XEP-0045, 6), and the form of their owners."""

import asyncio

from slixmpp.xmlstream import ET

from magpie.desktop.core.entities.group import GroupSettings
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.rooms_link import RoomInfo
from magpie.desktop.link.names import (
    NS_ARCHIVE,
    NS_DATA,
    NS_DISCO_INFO,
    NS_DISCO_ITEMS,
    NS_MUC,
    NS_MUC_OWNER,
    NS_REGISTER,
    NS_RSM,
    add,
    child,
    children,
    form_values,
    get,
    is_true,
    make,
    number,
)
from magpie.desktop.link.reading import bare
from magpie.desktop.link.stream import Stream

AT_ONCE = 8
CONFIG = "muc#roomconfig_"
# COMPAT: Prosody has names of its own for these two
MEMBERS_INVITE = "{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites"
ARCHIVING = f"{CONFIG}enablearchiving"


async def info(stream: Stream, room: str) -> RoomInfo:
    """6.4. Problem GROUP_GONE: there is no such room."""
    try:
        answer = await stream.ask("get", make("query", NS_DISCO_INFO), to=room)
    except Problem as problem:
        if problem.reason is Reason.UNAVAILABLE:
            raise Problem(Reason.GROUP_GONE, problem.detail) from problem
        raise
    query = child(answer, "query", NS_DISCO_INFO)
    if not is_room(query):
        raise Problem(Reason.GROUP_GONE, "it is no group")
    return parsed(room, query)


def is_room(query: ET.Element | None) -> bool:
    """6.4: a room says so; a person's account is another thing."""
    identities = children(query, "identity", NS_DISCO_INFO)
    features = children(query, "feature", NS_DISCO_INFO)
    is_called_so = any(get(one, "category") == "conference" for one in identities)
    return is_called_so or any(get(one, "var") == NS_MUC for one in features)


def parsed(room: str, query: ET.Element | None) -> RoomInfo:
    features = {get(one, "var") for one in children(query, "feature", NS_DISCO_INFO)}
    identities = children(query, "identity", NS_DISCO_INFO)
    values = form_values(query)
    invites = values.get(CONFIG + "allowinvites") or values.get(MEMBERS_INVITE, "")
    subject = values.get("muc#roominfo_subjectmod") or values.get(CONFIG + "changesubject", "")
    return RoomInfo(
        room=room,
        name=next((get(one, "name") for one in identities if get(one, "name")), ""),
        description=values.get("muc#roominfo_description", ""),
        language=values.get("muc#roominfo_lang", ""),
        count=number(values.get("muc#roominfo_occupants", ""), -1),
        is_public="muc_public" in features,
        is_members_only="muc_membersonly" in features,
        is_moderated="muc_moderated" in features,
        is_anonymous="muc_semianonymous" in features,
        has_password="muc_passwordprotected" in features,
        has_archive=NS_ARCHIVE in features,
        may_all_invite=is_true(invites),
        may_all_set_subject=is_true(subject),
        picture=values.get("muc#roominfo_avatarhash", "").strip().lower(),
        can_reserve=NS_REGISTER in features,
    )


async def public(stream: Stream, service: str, limit: int) -> list[RoomInfo]:
    """6.3, and what each of them says."""
    query = make("query", NS_DISCO_ITEMS)
    add(add(query, "set", NS_RSM), "max", NS_RSM, str(limit))
    answer = await stream.ask("get", query, to=service)
    items = children(child(answer, "query", NS_DISCO_ITEMS), "item", NS_DISCO_ITEMS)
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(item: ET.Element) -> RoomInfo:
        room = bare(get(item, "jid"))
        async with slots:
            try:
                return await info(stream, room)
            except Problem as problem:  # one that does not answer is still on the list
                if problem.reason is Reason.NOT_CONNECTED:
                    raise
                return RoomInfo(room, get(item, "name"))

    rooms = [item for item in items if "@" in bare(get(item, "jid"))]
    return list(await asyncio.gather(*(one(item) for item in rooms[:limit])))


def settings(form: ET.Element) -> GroupSettings:
    """10.2: what the owner's form says now."""
    values = form_values(form)

    def is_on(name: str) -> bool:
        return is_true(values.get(CONFIG + name, ""))

    return GroupSettings(
        name=values.get(CONFIG + "roomname", ""),
        description=values.get(CONFIG + "roomdesc", ""),
        password=values.get(CONFIG + "roomsecret", "") if is_on("passwordprotectedroom") else "",
        is_public=is_on("publicroom"),
        is_members_only=is_on("membersonly"),
        is_moderated=is_on("moderatedroom"),
        is_anonymous=values.get(CONFIG + "whois") == "moderators",
        may_all_invite=is_on("allowinvites") or is_true(values.get(MEMBERS_INVITE, "")),
        may_all_set_subject=is_on("changesubject"),
        keeps_history=is_on("enablelogging") or is_true(values.get(ARCHIVING, "")),
    )


def filled(form: ET.Element, wanted: GroupSettings) -> ET.Element:
    """10.1.3: the form with what is wanted; all else goes back as it came."""
    yes = {True: "1", False: "0"}
    values = {
        CONFIG + "roomname": wanted.name,
        CONFIG + "roomdesc": wanted.description,
        CONFIG + "persistentroom": "1",
        CONFIG + "publicroom": yes[wanted.is_public],
        CONFIG + "membersonly": yes[wanted.is_members_only],
        CONFIG + "moderatedroom": yes[wanted.is_moderated],
        CONFIG + "whois": "moderators" if wanted.is_anonymous else "anyone",
        CONFIG + "passwordprotectedroom": yes[bool(wanted.password)],
        CONFIG + "roomsecret": wanted.password,
        CONFIG + "allowinvites": yes[wanted.may_all_invite],
        MEMBERS_INVITE: yes[wanted.may_all_invite],
        CONFIG + "changesubject": yes[wanted.may_all_set_subject],
        CONFIG + "enablelogging": yes[wanted.keeps_history],
        ARCHIVING: yes[wanted.keeps_history],
    }
    query = make("query", NS_MUC_OWNER)
    submit = add(query, "x", NS_DATA, type="submit")
    for field in children(child(form, "x", NS_DATA), "field", NS_DATA):
        name = get(field, "var")
        if not name or get(field, "type") == "fixed":
            continue
        sent = add(submit, "field", NS_DATA, var=name, type=get(field, "type") or "text-single")
        kept = [one.text or "" for one in children(field, "value", NS_DATA)]
        for value in [values[name]] if name in values else kept:
            add(sent, "value", NS_DATA, value)
    return query

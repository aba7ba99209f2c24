"""What talks in rooms have in common."""

from magpie.xmpp.element import NS_CLIENT

ROOM = "coven@rooms.localhost"
ANA, BEN, CLEO = "ana@localhost/desk", "ben@localhost/phone", "cleo@localhost/web"
USER = "http://jabber.org/protocol/muc#user"
ADMIN = "http://jabber.org/protocol/muc#admin"
OWNER = "http://jabber.org/protocol/muc#owner"
ERROR = "urn:ietf:params:xml:ns:xmpp-stanzas"
CONFIG = "http://jabber.org/protocol/muc#roomconfig"


def join(nick, room=ROOM, inside="", more=""):
    """The presence that asks to enter."""
    return f"""<presence to='{room}/{nick}' id='join'>
        <x xmlns='http://jabber.org/protocol/muc'>{inside}</x>{more}</presence>"""


def form(**options):
    """A filled-in form of the owner's; `list_` fields take a tuple."""
    rows = ""
    for name, value in options.items():
        values = value if isinstance(value, tuple) else (value,)
        inside = "".join(f"<value>{one}</value>" for one in values)
        var = name.replace("__", "#") if "__" in name else f"muc#roomconfig_{name}"
        rows += f"<field var='{var}'>{inside}</field>"
    return f"""<x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE'><value>{CONFIG}</value></field>{rows}</x>"""


async def asks(device, kind, payload, to=ROOM):
    """The answer to an IQ; what came before it is forgotten, what came with it is unread."""
    device.forget()
    await device.sends(f"<iq type='{kind}' id='ask' to='{to}'>{payload}</iq>")
    (answer,) = [one for one in device.unread if one.name == "iq" and one.get("id") == "ask"]
    device._line.unread.remove(answer)
    return answer


async def configures(device, room=ROOM, **options):
    """The owner submits the form."""
    answer = await asks(device, "set", f"<query xmlns='{OWNER}'>{form(**options)}</query>", room)
    assert answer.get("type") == "result", str(answer)


async def makes(device, nick, room=ROOM, **options):
    """A device makes a room and sets it up; all that it is sent is forgotten."""
    await device.sends(join(nick, room))
    device.forget()
    await configures(device, room, **options)
    device.forget()


async def enters(device, nick, *others, room=ROOM, inside=""):
    """A device enters; nobody keeps what they are sent of it."""
    await device.sends(join(nick, room, inside))
    assert not [one for one in device.unread if one.get("type") == "error"], device.unread
    for one in (device, *others):
        one.forget()


def codes(stanza):
    """The status codes of a stanza, in order."""
    x = stanza.child("x", USER)
    return [int(one.get("code")) for one in x or () if one.name == "status"]


def item(stanza):
    """What a presence says of its occupant, as a dictionary."""
    x = stanza.child("x", USER)
    return dict(x.child("item").attrs)


def shown(stanzas):
    """Presences as (nick, role or 'gone', codes)."""
    found = []
    for one in stanzas:
        if one.name == "presence":
            gone = one.get("type") == "unavailable"
            nick = one.get("from").partition("/")[2]
            found.append((nick, "gone" if gone else item(one)["role"], codes(one)))
    return found


def said(stanzas):
    """Messages as (nick, body)."""
    return [
        (one.get("from").partition("/")[2], one.child_text("body"))
        for one in stanzas
        if one.name == "message" and one.has("body")
    ]


def condition(stanza):
    """Of an error: its condition and type."""
    assert stanza.get("type") == "error", str(stanza)
    error = stanza.child("error", NS_CLIENT)
    (found,) = [one.name for one in error if one.ns == ERROR and one.name != "text"]
    return found, error.get("type")


async def is_refused(device, stanza, name, type=None):
    """A stanza is answered with an error, and nothing else comes."""
    await device.sends(stanza)
    (error,) = device.unread
    device.forget()
    found = condition(error)
    assert found[0] == name, str(error)
    assert type is None or found[1] == type, str(error)
    return error


def say(text, room=ROOM, more="", id="m"):
    """A message to all."""
    return f"<message type='groupchat' to='{room}' id='{id}'><body>{text}</body>{more}</message>"


def change(*items):
    """An admin's request."""
    rows = "".join(
        "<item "
        + " ".join(f"{k}='{v}'" for k, v in one.items() if k != "reason")
        + ">"
        + (f"<reason>{one['reason']}</reason>" if "reason" in one else "")
        + "</item>"
        for one in items
    )
    return f"<query xmlns='{ADMIN}'>{rows}</query>"


async def sets(device, *items, room=ROOM):
    """An admin changes roles or affiliations; it works."""
    answer = await asks(device, "set", change(*items), room)
    assert answer.get("type") == "result", str(answer)

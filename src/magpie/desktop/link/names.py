"""Namespaces, and small steps on elements: what the modules of the link share.

Elements are those of the XMPP library's own parser. They are read and written here directly; its
stanza classes add children when they are only looked at.
"""

from slixmpp.xmlstream import ET

Element = ET.Element

NS_CLIENT = "jabber:client"
NS_STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
NS_ROSTER = "jabber:iq:roster"
NS_REGISTER = "jabber:iq:register"
NS_PREAUTH = "urn:xmpp:pars:0"
NS_IBR_TOKEN = "urn:xmpp:ibr-token:0"
NS_DISCO_INFO = "http://jabber.org/protocol/disco#info"
NS_DISCO_ITEMS = "http://jabber.org/protocol/disco#items"
NS_DATA = "jabber:x:data"
NS_RSM = "http://jabber.org/protocol/rsm"
NS_ARCHIVE = "urn:xmpp:mam:2"
NS_FORWARD = "urn:xmpp:forward:0"
NS_DELAY = "urn:xmpp:delay"
NS_CARBONS = "urn:xmpp:carbons:2"
NS_IDS = "urn:xmpp:sid:0"
NS_RECEIPTS = "urn:xmpp:receipts"
NS_MARKERS = "urn:xmpp:chat-markers:0"
NS_STATES = "http://jabber.org/protocol/chatstates"
NS_EDIT = "urn:xmpp:message-correct:0"
NS_RETRACT = "urn:xmpp:message-retract:1"
NS_REACTIONS = "urn:xmpp:reactions:0"
NS_REPLY = "urn:xmpp:reply:0"
NS_FALLBACK = "urn:xmpp:fallback:0"
NS_HINTS = "urn:xmpp:hints"
NS_OOB = "jabber:x:oob"
NS_SHARING = "urn:xmpp:sfs:0"
NS_FILE = "urn:xmpp:file:metadata:0"
NS_HASHES = "urn:xmpp:hashes:2"
NS_THUMBS = "urn:xmpp:thumbs:1"
NS_URL = "http://jabber.org/protocol/url-data"
NS_UPLOAD = "urn:xmpp:http:upload:0"
NS_PUBSUB = "http://jabber.org/protocol/pubsub"
NS_EVENT = "http://jabber.org/protocol/pubsub#event"
NS_AVATAR_DATA = "urn:xmpp:avatar:data"
NS_AVATAR = "urn:xmpp:avatar:metadata"
NS_NICK = "http://jabber.org/protocol/nick"
NS_VCARD = "vcard-temp"
NS_VCARD_UPDATE = "vcard-temp:x:update"
NS_READ = "urn:xmpp:mds:displayed:0"
NS_BLOCKING = "urn:xmpp:blocking"
NS_TIME = "urn:xmpp:time"
NS_PING = "urn:xmpp:ping"
NS_VERSION = "jabber:iq:version"
NS_SM = "urn:xmpp:sm:3"
NS_TLS = "urn:ietf:params:xml:ns:xmpp-tls"
NS_BINDING = "urn:xmpp:sasl-cb:0"
NS_SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
NS_SASL2 = "urn:xmpp:sasl:2"
NS_BIND2 = "urn:xmpp:bind:0"
NS_FAST = "urn:xmpp:fast:0"
NS_OMEMO = "eu.siacs.conversations.axolotl"  # 0.3 of XEP-0384, which all others speak
NS_OMEMO_DEVICES = f"{NS_OMEMO}.devicelist"
NS_OMEMO_2 = "urn:xmpp:omemo:2"
NS_ENCRYPTION = "urn:xmpp:eme:0"
NS_COMMANDS = "http://jabber.org/protocol/commands"
NS_INVITE = "urn:xmpp:invite"
NS_JINGLE = "urn:xmpp:jingle:1"
NS_MUC = "http://jabber.org/protocol/muc"
NS_MUC_USER = "http://jabber.org/protocol/muc#user"
NS_MUC_ADMIN = "http://jabber.org/protocol/muc#admin"
NS_MUC_OWNER = "http://jabber.org/protocol/muc#owner"
NS_MUC_REGISTER = "http://jabber.org/protocol/muc#register"
NS_OCCUPANT = "urn:xmpp:occupant-id:0"
NS_CONFERENCE = "jabber:x:conference"
NS_MODERATE = "urn:xmpp:message-moderate:1"
NS_BOOKMARKS = "urn:xmpp:bookmarks:1"
NS_NOTIFY = "urn:xmpp:notification-settings:1"
NS_REFERENCE = "urn:xmpp:reference:0"
NS_ALT_CONNECTION = "urn:xmpp:alt-connections:xbosh"


def make(tag: str, ns: str, text: str | None = None, **attributes: str) -> Element:
    """A new element; an attribute called `from_` is written `from`."""
    one = ET.Element(f"{{{ns}}}{tag}")
    for name, value in attributes.items():
        one.set(name.rstrip("_").replace("__", "-"), value)
    one.text = text
    return one


def add(parent: Element, tag: str, ns: str, text: str | None = None, **attributes: str) -> Element:
    """A new child, at the end."""
    child = make(tag, ns, text, **attributes)
    parent.append(child)
    return child


def child(parent: Element | None, tag: str, ns: str) -> Element | None:
    """The first child that is called so."""
    return None if parent is None else parent.find(f"{{{ns}}}{tag}")


def children(parent: Element | None, tag: str, ns: str) -> list[Element]:
    return [] if parent is None else parent.findall(f"{{{ns}}}{tag}")


def text(parent: Element | None, tag: str, ns: str) -> str:
    """The text of the first child that is called so, "" without one."""
    found = child(parent, tag, ns)
    return (found.text or "") if found is not None else ""


def get(element: Element | None, name: str) -> str:
    """An attribute, "" when it is not there."""
    return "" if element is None else element.get(name, "")


def number(words: str, default: int = 0) -> int:
    """A whole number as it stands in an attribute; `default` when it is none."""
    words = words.strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else default


def form(ns: str, **fields: str) -> Element:
    """XEP-0004: a form that is submitted; `form_type` is `ns`. Fields called `a__b` are `a-b`."""
    x = make("x", NS_DATA, type="submit")
    hidden = add(x, "field", NS_DATA, var="FORM_TYPE", type="hidden")
    add(hidden, "value", NS_DATA, ns)
    for name, value in fields.items():
        field = add(x, "field", NS_DATA, var=name.replace("__", "-"))
        add(field, "value", NS_DATA, value)
    return x


def form_value(parent: Element | None, name: str) -> str:
    """The value of a field of the form in `parent`, "" when there is none."""
    return form_values(parent).get(name, "")


def form_values(parent: Element | None) -> dict[str, str]:
    """The first value of each field of the form in `parent`."""
    fields = children(child(parent, "x", NS_DATA), "field", NS_DATA)
    return {get(one, "var"): text(one, "value", NS_DATA) for one in reversed(fields)}


def is_true(words: str) -> bool:
    """XEP-0004, 3.3: a boolean."""
    return words.strip() in ("1", "true")

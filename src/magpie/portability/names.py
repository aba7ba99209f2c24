"""The namespaces of the portable format, and of what it holds."""

from magpie.xmpp import delay, forward
from magpie.xmpp.element import NS_CLIENT

PIE = "urn:xmpp:pie:0"
SCRAM = "urn:xmpp:pie:0#scram"
MAM_PART = "urn:xmpp:pie:0#mam"
OWN = "urn:magpie:portability:0"  # what only Magpie has
XI = "http://www.w3.org/2001/XInclude"
CLIENT = NS_CLIENT
ROSTER = "jabber:iq:roster"
PRIVATE = "jabber:iq:private"
PRIVACY = "jabber:iq:privacy"
VCARD = "vcard-temp"
PUBSUB = "http://jabber.org/protocol/pubsub"
PUBSUB_OWNER = "http://jabber.org/protocol/pubsub#owner"
MAM = "urn:xmpp:mam:2"
SID = "urn:xmpp:sid:0"
PUSH = "urn:xmpp:push:0"
MDS = "urn:xmpp:mds:displayed:0"
DELAY = delay.NS
FORWARD = forward.NS

FRAMES = frozenset(
    (
        ("", "server-data"),
        ("", "host"),
        ("", "user"),
        ("", "room"),
        ("server-data", "host"),
        ("host", "user"),
        ("host", "room"),
        ("host", "service"),
        ("user", "archive"),
        ("user", "offline-messages"),
        ("user", "pubsub"),
        ("room", "archive"),
        ("service", "pubsub"),
        ("pubsub", "items"),
    )
)
"""Parent and child: elements that are read piece by piece, and not as a whole."""

FRAME_NAMESPACES = {
    "server-data": (PIE,),
    "host": (PIE,),
    "user": (PIE,),
    "offline-messages": (PIE,),
    "room": (OWN,),
    "service": (OWN,),
    "archive": (MAM_PART,),
    "pubsub": (PUBSUB, PUBSUB_OWNER),
    "items": (PUBSUB,),
}

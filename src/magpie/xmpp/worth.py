"""What of a message is worth keeping, by its type, its content and its hints.

XEP-0313, 6.1.1: messages of type normal or chat with a body are kept; beyond that, what carries a
conversation on without a body (receipts, markers, reactions, retractions, encrypted content) is,
because a device that was away needs it too. XEP-0334: hints of the sender decide against or for.
"""

from __future__ import annotations

from enum import Enum

from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.stanza import Message

NS_HINTS = "urn:xmpp:hints"
NS_MUC_USER = "http://jabber.org/protocol/muc#user"


class Worth(Enum):
    """What may be done with a message beside delivering it now."""

    NOTHING = "nothing"
    UNTIL_TAKEN = "until taken"
    LASTING = "lasting"


NOTHING, UNTIL_TAKEN, LASTING = Worth.NOTHING, Worth.UNTIL_TAKEN, Worth.LASTING

CONTENT, STORE, FLEETING, NEVER, INVITATION = 1, 2, 4, 8, 16

# Child by name, then by namespace: a message pays one small look-up for each of its children
MARKS: dict[str, dict[str, int]] = {
    "body": {NS_CLIENT: CONTENT},
    "subject": {NS_CLIENT: CONTENT},
    "store": {NS_HINTS: STORE},
    "no-store": {NS_HINTS: NEVER},
    "no-permanent-store": {NS_HINTS: FLEETING},
    "received": {"urn:xmpp:receipts": CONTENT, "urn:xmpp:chat-markers:0": CONTENT},
    "displayed": {"urn:xmpp:chat-markers:0": CONTENT},
    "acknowledged": {"urn:xmpp:chat-markers:0": CONTENT},
    "replace": {"urn:xmpp:message-correct:0": CONTENT},
    "retract": {"urn:xmpp:message-retract:0": CONTENT, "urn:xmpp:message-retract:1": CONTENT},
    "apply-to": {"urn:xmpp:fasten:0": CONTENT},  # COMPAT retraction before version 0.4
    "reactions": {"urn:xmpp:reactions:0": CONTENT},
    "reply": {"urn:xmpp:reply:0": CONTENT},
    "file-sharing": {"urn:xmpp:sfs:0": CONTENT},
    "sources": {"urn:xmpp:sfs:0": CONTENT},  # XEP-0447, 3.3: found after the message was sent
    "encrypted": {"eu.siacs.conversations.axolotl": CONTENT, "urn:xmpp:omemo:2": CONTENT},
    "openpgp": {"urn:xmpp:openpgp:0": CONTENT},
    "x": {
        "jabber:x:conference": CONTENT,
        "jabber:x:encrypted": CONTENT,
        "jabber:x:oob": CONTENT,
        NS_MUC_USER: INVITATION,
    },
}

# Whose text stands there for those without a key: XEP-0384 (old and new), 0373, 0027, 0380
ENCRYPTED = {
    ("encrypted", "eu.siacs.conversations.axolotl"),
    ("encrypted", "urn:xmpp:omemo:2"),
    ("openpgp", "urn:xmpp:openpgp:0"),
    ("x", "jabber:x:encrypted"),
    ("encryption", "urn:xmpp:eme:0"),
}


def is_encrypted(element: Element) -> bool:
    """Whether the server does not know what the message says."""
    return any((child.name, child.ns) in ENCRYPTED for child in element)


def worth(message: Message) -> Worth:
    """What may be done with a message between two, as far as itself is concerned."""
    kind = message.type
    if kind == "error" or kind == "groupchat":  # XEP-0334, 4: hints in errors do not count
        return NOTHING
    return worth_of_content(message)


def worth_of_content(message: Message) -> Worth:
    """The same for a message of any type: what is said to a room is worth no less to it."""
    kind = message.type
    element = message.element
    marks = 0
    for node in element.nodes:
        if node.__class__ is Element:
            by_ns = MARKS.get(node.name)
            if by_ns is not None:
                marks |= by_ns.get(node.ns, 0)
    if marks == CONTENT and kind != "headline":
        return LASTING
    return _rare(element, marks, kind)


def _rare(element: Element, marks: int, kind: str) -> Worth:
    if marks & NEVER:  # XEP-0334, 3.2: neither permanently nor for later delivery
        return NOTHING
    if marks & INVITATION and _is_invitation(element):
        marks |= CONTENT
    wanted = STORE if kind == "headline" else STORE | CONTENT  # RFC 6121, 5.2.2: not offline
    if not marks & wanted:
        return NOTHING
    return UNTIL_TAKEN if marks & FLEETING else LASTING


def _is_invitation(element: Element) -> bool:
    """XEP-0045, 7.8.2: a room's own word, and no private message of an occupant."""
    return any(
        child.ns == NS_MUC_USER and (child.has("invite") or child.has("decline"))
        for child in element
        if child.name == "x"
    )

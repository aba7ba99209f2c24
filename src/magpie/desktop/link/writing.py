"""Messages as they go: what the core wants said, as stanzas."""

from slixmpp.xmlstream import ET

from magpie.desktop.core.content import (
    Displayed,
    Edit,
    Outgoing,
    Reactions,
    Receipt,
    Retraction,
    Text,
)
from magpie.desktop.link import files
from magpie.desktop.link.names import (
    NS_CLIENT,
    NS_EDIT,
    NS_FALLBACK,
    NS_HINTS,
    NS_IDS,
    NS_MARKERS,
    NS_MUC_USER,
    NS_REACTIONS,
    NS_RECEIPTS,
    NS_REFERENCE,
    NS_REPLY,
    NS_RETRACT,
    NS_STATES,
    add,
    get,
    make,
)

RETRACTED = "This person took back an earlier message, but your app does not support that."


def message(outgoing: Outgoing) -> ET.Element:
    """The stanza."""
    kind = "groupchat" if outgoing.is_group else "chat"
    stanza = make("message", NS_CLIENT, type=kind, to=outgoing.to, id=outgoing.id)
    match outgoing.content:
        case Text():
            _text(stanza, outgoing.content)
        case Edit(target, body):
            add(stanza, "body", NS_CLIENT, legal(body))
            add(stanza, "replace", NS_EDIT, id=target)
        case Retraction(target):
            _retraction(stanza, target)
        case Reactions(target, emojis):
            reactions = add(stanza, "reactions", NS_REACTIONS, id=target)
            for emoji in emojis:
                add(reactions, "reaction", NS_REACTIONS, legal(emoji))
            add(stanza, "store", NS_HINTS)  # XEP-0444, 3.2
        case Receipt(target):
            add(stanza, "received", NS_RECEIPTS, id=target)
            add(stanza, "store", NS_HINTS)
        case Displayed(target):
            add(stanza, "displayed", NS_MARKERS, id=target)
            add(stanza, "store", NS_HINTS)
    if isinstance(outgoing.content, Text | Edit) and not outgoing.is_group:
        # XEP-0184, 5.3: "NOT RECOMMENDED to request a receipt" in a room; nor is it for markers
        add(stanza, "request", NS_RECEIPTS)
    add(stanza, "origin-id", NS_IDS, id=outgoing.id)
    if is_whisper(outgoing):
        add(stanza, "x", NS_MUC_USER)  # XEP-0045, 7.5
    return stanza


def is_whisper(outgoing: Outgoing) -> bool:
    """Whether it goes to one occupant of a room."""
    return "/" in outgoing.to


def typing(to: str, *, is_typing: bool, is_group: bool = False) -> ET.Element:
    """XEP-0085; not worth keeping (XEP-0334)."""
    stanza = make("message", NS_CLIENT, type="groupchat" if is_group else "chat", to=to)
    add(stanza, "composing" if is_typing else "paused", NS_STATES)
    add(stanza, "no-store", NS_HINTS)
    return stanza


def receipt(to: str, id: str) -> ET.Element:
    """XEP-0184, 5.4."""
    stanza = make("message", NS_CLIENT, type="chat", to=to)
    add(stanza, "received", NS_RECEIPTS, id=id)
    add(stanza, "store", NS_HINTS)
    return stanza


def _text(stanza: ET.Element, content: Text) -> None:
    body = content.body
    if content.file and content.file.url:
        body = content.file.url
        files.write(stanza, content.file)
    whole = _reply(stanza, content, body) if content.reply else body
    shift = len(whole) - len(body)  # the quotation stands before it
    stanza.insert(0, make("body", NS_CLIENT, legal(whole)))
    for one in content.mentions:
        place = {"begin": str(one.start + shift), "end": str(one.end + shift)}
        uri = f"xmpp:{one.address}"
        add(stanza, "reference", NS_REFERENCE, type="mention", uri=uri, **place)
    if get(stanza, "type") == "chat":
        add(stanza, "markable", NS_MARKERS)
    add(stanza, "active", NS_STATES)


def _reply(stanza: ET.Element, content: Text, body: str) -> str:
    """XEP-0461, with the quotation for who does not know it (3.1); the body with it."""
    add(stanza, "reply", NS_REPLY, to=content.reply_sender, id=content.reply)
    if not content.reply_text:
        return body
    quoted = "".join(f"> {line}\n" for line in legal(content.reply_text).splitlines())
    fallback = add(stanza, "fallback", NS_FALLBACK, for_=NS_REPLY)
    add(fallback, "body", NS_FALLBACK, start="0", end=str(len(quoted)))
    return quoted + body


def _retraction(stanza: ET.Element, target: str) -> None:
    add(stanza, "retract", NS_RETRACT, id=target)
    add(stanza, "body", NS_CLIENT, RETRACTED)
    fallback = add(stanza, "fallback", NS_FALLBACK, for_=NS_RETRACT)
    add(fallback, "body", NS_FALLBACK)
    add(stanza, "store", NS_HINTS)


def legal(words: str) -> str:
    """Without what XML cannot carry (XML 1.0, 2.2)."""
    return "".join(
        c
        for c in words
        if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )

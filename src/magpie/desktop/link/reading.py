"""Messages as they come: stanzas into what the core knows.

Who may say what is decided here, each rule with its sentence: copies and results of the archive
count only from one's own account, receipts and edits only in the name of their sender.
"""

from collections.abc import Iterator

from slixmpp.xmlstream import ET

from magpie.desktop.core import link as told
from magpie.desktop.core.content import (
    Arrival,
    Content,
    Displayed,
    Edit,
    Reactions,
    Receipt,
    Retraction,
    Source,
    Text,
)
from magpie.desktop.core.entities.message import Lock
from magpie.desktop.link import dates, files
from magpie.desktop.link.errors import problem_of
from magpie.desktop.link.names import (
    NS_CARBONS,
    NS_CLIENT,
    NS_CONFERENCE,
    NS_DELAY,
    NS_EDIT,
    NS_FALLBACK,
    NS_FORWARD,
    NS_IDS,
    NS_MARKERS,
    NS_MUC_USER,
    NS_REACTIONS,
    NS_RECEIPTS,
    NS_REPLY,
    NS_RETRACT,
    NS_STATES,
    child,
    children,
    get,
    number,
)
from magpie.xmpp.jid import Jid, JidError

BODY_MAX = 1_000_000  # characters: what is longer is cut, and says so
CUT = "…"


def events(stanza: ET.Element, own: str, lock: Lock = Lock.OPEN) -> Iterator[told.Event]:
    """What a live message tells; `own` is one's bare address, `lock` as `locks` found it."""
    sender = bare(get(stanza, "from")) or own
    carbon = None
    for direction in ("sent", "received"):
        wrapper = child(stanza, direction, NS_CARBONS)
        if wrapper is not None:
            # XEP-0280, 11: "a forwarded message that is not from the user's own bare JID MUST be
            # ignored"
            if get(stanza, "from") not in ("", own):
                return
            carbon = child(child(wrapper, "forwarded", NS_FORWARD), "message", NS_CLIENT)
    inner = stanza if carbon is None else carbon
    if get(inner, "type") == "error":
        if carbon is None:
            yield told.Bounced(sender, get(inner, "id"), problem_of(inner))
        return
    if get(inner, "type") in ("groupchat", "headline"):
        return
    source: Source = "live" if carbon is None else "carbon"
    yield from arrivals(inner, own, source=source, stamp=stamp_of(inner), lock=lock)
    if carbon is None and sender != own and not stamp_of(inner):
        if child(inner, "composing", NS_STATES) is not None:
            yield told.Typing(name_of(stanza, "from"), True)
        elif any(one.tag.startswith(f"{{{NS_STATES}}}") for one in inner):
            yield told.Typing(name_of(stanza, "from"), False)


def arrivals(
    stanza: ET.Element,
    own: str,
    *,
    source: Source,
    stamp: int = 0,
    archive_id: str = "",
    lock: Lock = Lock.OPEN,
) -> Iterator[told.Arrived]:
    """The same of one message, wherever it was kept."""
    is_own = bare(get(stanza, "from")) in ("", own)
    sender = own if is_own else name_of(stanza, "from")
    recipient = name_of(stanza, "to") if is_own else bare(get(stanza, "to"))
    recipient = recipient or own
    # A carbon or a result of the archive is between me and somebody; all else is not mine to see.
    if not is_own and recipient != own:
        return
    content = content_of(stanza) if lock is not Lock.SEALED else placeholder(stanza, is_own)
    if content is None or is_invitation(stanza):  # COMPAT: Prosody 0.12 puts a body beside it
        return
    request = child(stanza, "request", NS_RECEIPTS)
    yield told.Arrived(
        Arrival(
            peer=recipient if is_own else sender,
            sender=sender,
            is_own=is_own,
            content=content,
            id=get(stanza, "id"),
            origin_id=get(child(stanza, "origin-id", NS_IDS), "id"),
            stanza_id=archive_id or stanza_id(stanza, own),
            at=stamp,
            source=source,
            wants_receipt=request is not None,
            wants_mark=child(stanza, "markable", NS_MARKERS) is not None,
            device=get(stanza, "from"),
            lock=lock,
        )
    )


def is_invitation(stanza: ET.Element) -> bool:
    """Whether it asks somebody into a room, or says no to that (XEP-0045, 7.8; XEP-0249)."""
    user = child(stanza, "x", NS_MUC_USER)
    about = [child(user, tag, NS_MUC_USER) for tag in ("invite", "decline")]
    return child(stanza, "x", NS_CONFERENCE) is not None or any(one is not None for one in about)


def placeholder(stanza: ET.Element, is_own: bool) -> Text | None:
    """What stands in the place of a message that cannot be read, `None` for nothing.

    An edit of one's own is here already, or comes from a device that has not our key.
    """
    is_edit = child(stanza, "replace", NS_EDIT) is not None
    return None if is_own and is_edit else Text("")


def content_of(stanza: ET.Element) -> Content | None:
    """What a message carries, None when there is nothing to keep."""
    received = child(stanza, "received", NS_RECEIPTS)
    if received is not None and get(received, "id"):
        return Receipt(get(received, "id"))
    displayed = child(stanza, "displayed", NS_MARKERS)
    if displayed is not None and get(displayed, "id"):
        return Displayed(get(displayed, "id"))
    retract = child(stanza, "retract", NS_RETRACT)
    if retract is not None and get(retract, "id"):
        return Retraction(get(retract, "id"))
    reactions = child(stanza, "reactions", NS_REACTIONS)
    if reactions is not None and get(reactions, "id"):
        emojis = [(one.text or "").strip() for one in children(reactions, "reaction", NS_REACTIONS)]
        return Reactions(get(reactions, "id"), tuple(filter(None, emojis)))
    return text_of(stanza)


def text_of(stanza: ET.Element) -> Text | Edit | None:
    """The text, without what it says only to clients that know less."""
    body = cut(body_of(stanza))
    file = files.read(stanza)
    if file is not None and file.url and body.strip() in (file.url, ""):
        body = ""
    edited = child(stanza, "replace", NS_EDIT)
    if edited is not None and get(edited, "id") and body:
        return Edit(get(edited, "id"), body)
    if not body and file is None:
        return None
    answered = child(stanza, "reply", NS_REPLY)
    if answered is None or not get(answered, "id"):
        return Text(body, file=file)
    body, quoted = without_fallback(stanza, body)
    return Text(body, get(answered, "id"), bare(get(answered, "to")), quoted, file)


def body_of(stanza: ET.Element) -> str:
    """The body: that without a language before others (RFC 6121, 5.2.3)."""
    found = children(stanza, "body", NS_CLIENT)
    plain = [b for b in found if not b.get("{http://www.w3.org/XML/1998/namespace}lang")]
    return ((plain or found)[0].text or "") if found else ""


def without_fallback(stanza: ET.Element, body: str) -> tuple[str, str]:
    """XEP-0461, 3: the body without the quotation, and what that quotes."""
    for fallback in children(stanza, "fallback", NS_FALLBACK):
        if get(fallback, "for") != NS_REPLY:
            continue
        part = child(fallback, "body", NS_FALLBACK)
        start = number(get(part, "start"))
        end = number(get(part, "end"), len(body))
        if 0 <= start <= end <= len(body):
            lines = body[start:end].splitlines()
            quoted = "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines)
            return body[:start] + body[end:], quoted.strip()
    return body, ""


def stanza_id(stanza: ET.Element, own: str) -> str:
    """The archive's id. XEP-0359, 7: only what our own server put there, for our own archive."""
    for one in children(stanza, "stanza-id", NS_IDS):
        if get(one, "by") == own:
            return get(one, "id")
    return ""


def stamp_of(stanza: ET.Element) -> int:
    """When a message that was kept was sent; 0 for one that is new."""
    return dates.read(get(child(stanza, "delay", NS_DELAY), "stamp"))


def bare(address: str) -> str:
    """Without the resource, prepared; "" of what is no address."""
    if not address:
        return ""
    try:
        return Jid.parse(address).bare.text
    except JidError:
        return ""


def name_of(stanza: ET.Element, attribute: str) -> str:
    """The other side's address. XEP-0045, 7.5: what is said in private in a room is between two
    of its occupants, and not with the room.
    """
    address = get(stanza, attribute)
    return full(address) if child(stanza, "x", NS_MUC_USER) is not None else bare(address)


def full(address: str) -> str:
    """As it is, prepared; "" of what is no address."""
    try:
        return Jid.parse(address).text if address else ""
    except JidError:
        return ""


def cut(body: str) -> str:
    return body if len(body) <= BODY_MAX else body[:BODY_MAX] + CUT

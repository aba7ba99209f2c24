"""Messages: an archive as XEP-0313 shows it, what waits for its recipient, and both back again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection

from magpie.portability.names import CLIENT, DELAY, FORWARD, MAM, MAM_PART, OWN, PIE, SID
from magpie.portability.output import Sheet
from magpie.storage import archive, cursors
from magpie.storage.archive import END, Message, Span
from magpie.storage.ids import Ids
from magpie.xmpp import delay
from magpie.xmpp.delay import to_text
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forward import unwrap
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.parser import parse_element

PAGE = 500
IDS = (
    ("stanza-id", SID),
    ("archived", "urn:xmpp:mam:tmp"),  # COMPAT ejabberd 23.01: an id of a former XEP-0313
)
DAY = 86_400_000_000  # µs by which clocks may differ
START = b"<message"


class Unreadable(Exception):
    """Why a message cannot be taken in."""


class Read(NamedTuple):
    """A message as a file has it. `archive_id`: what it was called there."""

    at: int
    sender: str
    recipient: str
    kind: str
    element: Element
    archive_id: str = ""


# Out


def write_archive(conn: Connection, owner: str, ids: Ids, sheet: Sheet) -> int:
    """All that the owner's archive holds; how many messages that is."""
    number = 0
    for row in rows_of(conn, owner):
        if not number:
            sheet.start("archive", MAM_PART)
        sheet.add_written(result(row, ids))
        number += 1
    if number:
        sheet.end()
    return number


def write_waiting(conn: Connection, owner: str, domain: Jid, ids: Ids, sheet: Sheet) -> int:
    """What the owner has not had yet, of the archive and beside it."""
    cursor, number = cursors.get(conn, owner), 0
    position = cursor
    while rows := cursors.pending(conn, owner, position, PAGE):
        if not number:
            sheet.start("offline-messages", PIE)
        for row in rows:
            stanza = parse_element(row.stanza)
            attrs = {"by": owner, "id": ids.encode(row.id)}
            attrs |= {} if row.is_archived else {"waiting": "true"}
            marks = Element("kept", OWN, attrs), delay.stamp(row.at, domain, "Offline Storage")
            sheet.add(stanza.with_child(*marks))
        number += len(rows)
        position = rows[-1].id
    if number:
        sheet.end()
    return number


def taken(conn: Connection, owner: str, ids: Ids) -> Element | None:
    """Up to where the owner has had everything."""
    cursor = cursors.get(conn, owner)
    if not cursor:
        return None
    return Element("taken", OWN, marked(conn, cursor, ids))


def marked(conn: Connection, id: int, ids: Ids) -> dict[str, str]:
    """A place in the journal: its id, and the time of the last message before it."""
    at = archive.time_at(conn, id)
    return {"id": ids.encode(id)} | ({} if at is None else {"at": to_text(at)})


def rows_of(conn: Connection, owner: str) -> Iterator[Message]:
    """An archive from its beginning, in pages: any length costs the same memory."""
    box = archive.find(conn, owner)
    after = 0 if box is None else box.floor
    while box is not None:
        rows = archive.fetch(conn, Span(box.id, after, END), PAGE, False)
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1].id


def result(row: Message, ids: Ids) -> bytes:
    """`<result/>`, with what the journal knows of the message and its stanza does not say."""
    assert row.stanza.startswith(START), "stored as it stands in a client's stream"
    extra = b"" if says_all(row) else others(row)
    head = (
        f"<result xmlns='{MAM}' id='{ids.encode(row.id)}'><forwarded xmlns='{FORWARD}'>"
        f"<delay xmlns='{DELAY}' stamp='{to_text(row.at)}'/><message xmlns='{CLIENT}'"
    )
    return b"%b%b</forwarded>%b</result>" % (head.encode(), row.stanza[len(START) :], extra)


def says_all(row: Message) -> bool:
    """Whether the start tag names sender, recipient and type as the journal does; a quick look."""
    tag = bytes(row.stanza).partition(b">")[0]
    wanted = [f" from='{row.sender}'", f" to='{row.recipient}'", f" type='{row.kind}'"]
    return b'"' not in tag and all(attr.encode() in tag for attr in wanted)


def others(row: Message) -> bytes:
    """What is different there, after a closer look."""
    stanza = parse_element(row.stanza)
    said = {"sender": stanza.get("from"), "recipient": stanza.get("to") or ""}
    said["kind"] = stanza.get("type") or "normal"
    known = {"sender": row.sender, "recipient": row.recipient, "kind": row.kind}
    different = {name: value for name, value in known.items() if said[name] != value}
    return Element("of", OWN, different).to_bytes() if different else b""


# In


def read_result(result: Element, owner: str, now: int) -> Read:
    """A message of an archive. Raises Unreadable."""
    if (result.name, result.ns) != ("result", MAM):
        raise Unreadable("something that is no message")
    try:
        stanza, at = unwrap(result)
    except StanzaError as error:
        raise Unreadable(str(error)) from None
    if at is None:
        raise Unreadable("a message without a time")
    of = result.child("of", OWN)
    archive_id = result.get("id") or ""
    return read(stanza, at, owner, now, {} if of is None else dict(of.attrs), archive_id)


def read_waiting(stanza: Element, owner: str, now: int) -> tuple[Read, bool | None]:
    """A message that was not delivered yet; whether it waits beside the archive (None: who knows).

    Raises Unreadable.
    """
    nodes = [node.in_content(PIE, CLIENT) if isinstance(node, Element) else node
             for node in stanza.nodes]  # fmt: skip
    stanza = Element("message", CLIENT, stanza.attrs, tuple(nodes))
    kept = stanza.child("kept", OWN)
    at, stamp = now, None
    for child in stanza:
        if (child.name, child.ns) != ("delay", DELAY):
            continue
        try:
            at, stamp = delay.parse(child)[0], child
        except ValueError:
            continue
    rest = stanza.without(lambda child: child is kept or child is stamp)
    attrs: dict[str, str] = {}
    found = read(rest, at, owner, now, attrs, "" if kept is None else kept.get("id") or "")
    return found, None if kept is None else kept.get("waiting") == "true"


def read(
    stanza: Element, at: int, owner: str, now: int, of: dict[str, str], archive_id: str
) -> Read:
    """Raises Unreadable."""
    if (stanza.name, stanza.ns) != ("message", CLIENT):
        raise Unreadable("something that is no message")
    try:
        sender = of.get("sender") or Jid.parse(stanza.get("from") or owner).text
        to = stanza.get("to")
        recipient = of.get("recipient", "" if to is None else Jid.parse(to).text)
        Jid.parse(sender)
    except JidError:
        raise Unreadable("a message with an address that is none") from None
    kind = of.get("kind") or stanza.get("type") or "normal"
    if at > now + DAY:
        raise Unreadable("a message of the future")
    plain = stanza.without(lambda child: is_own_id(child, owner))
    if plain.get("from") is None:
        plain = plain.with_attr("from", sender)
    return Read(min(at, now), sender, recipient, kind, plain, archive_id)


def is_own_id(child: Element, owner: str) -> bool:
    """The id that the archive gave: delivery adds the one of today (XEP-0359)."""
    return (child.name, child.ns) in IDS and child.get("by") == owner


def peer_of(found: Any, owner: str) -> str:
    """The other side of a message, as the archive's owner sees it: a bare address."""
    sender = bare(found.sender)
    if sender == owner:
        return bare(found.recipient) or owner
    return sender


def bare(text: str) -> str:
    return text.partition("/")[0]

"""`xmpp:` links (RFC 5122): an address, and what is to be done with it (XEP-0147)."""

from dataclasses import dataclass
from urllib.parse import unquote

from magpie.xmpp.jid import Jid, JidError

BODY_MAX = 5_000  # characters of a message that a link proposes


@dataclass(frozen=True, slots=True)
class Linked:
    """Whom it is about; `action` is `message`, `roster`, `join` or "" for none.

    `body` is of a message, `password` of a room (XEP-0045, 14.7.1).
    """

    address: str
    action: str = ""
    body: str = ""
    password: str = ""


def read(text: str) -> Linked | None:
    """What a link says; None when it is none, or its address is no one's."""
    text = text.strip()
    if not text.lower().startswith("xmpp:"):
        return None
    place, _, query = text[5:].partition("#")[0].partition("?")
    if place.startswith("//"):  # RFC 5122, 2.3: as which account; we have one in use
        place = place[2:].partition("/")[2]
    try:
        address = Jid.parse(unquote(place)).bare
    except JidError:
        return None
    if not address.local:
        return None
    action, *parts = query.split(";")
    values = {key: unquote(value) for key, _, value in (part.partition("=") for part in parts)}
    body, password = values.get("body", "")[:BODY_MAX], values.get("password", "")
    return Linked(address.text, action, body, password)

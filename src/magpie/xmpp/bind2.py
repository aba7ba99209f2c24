"""XEP-0386: Bind 2, its elements, and the resource that a client gets."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable

from magpie.xmpp.element import Element

NS = "urn:xmpp:bind:0"
TAG_MAX = 64  # characters of what a client calls itself
ID_BYTES = 9  # 12 characters: what tells an account's clients apart


def feature(variables: Iterable[str]) -> Element:
    """What is offered: binding, with these session features (section 4.1)."""
    inline = tuple(Element("feature", NS, {"var": one}) for one in variables)
    return Element("bind", NS, children=(Element("inline", NS, children=inline),))


def tag_of(request: Element) -> str:
    """What the client calls itself, "" for nothing."""
    return (request.child_text("tag", NS) or "").strip()[:TAG_MAX]


def resource(tag: str, account: str, client: str) -> str:
    """The resource of a client (section 4.2.1): the same each time it says who it is.

    The id of the installation is not told: it is hashed, together with the account.
    """
    if client:
        digest = hashlib.sha256(f"{account}\0{client}".encode()).digest()[:ID_BYTES]
    else:
        digest = secrets.token_bytes(ID_BYTES)
    unique = urlsafe_b64encode(digest).decode()
    return f"{tag}/{unique}" if tag else unique


def bound(children: Iterable[Element]) -> Element:
    """`<bound/>` (section 4.2)."""
    return Element("bound", NS, children=tuple(children))

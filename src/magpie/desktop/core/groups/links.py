"""Addresses of rooms and links to them (XEP-0147)."""

import secrets

from magpie.desktop.core import xmpplink
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.xmpp.jid import Jid, JidError

SLUG_MAX = 30  # characters


def read(link: str) -> tuple[str, str]:
    """(address, password) of `room@service`, or of `xmpp:room@service?join;password=…`.

    Raises:
        Problem: NAME_INVALID.
    """
    found = xmpplink.read(link)
    if found is not None:
        return found.address, found.password
    try:
        address = Jid.parse(link.strip()).bare
    except JidError as error:
        raise Problem(Reason.NAME_INVALID, str(error)) from None
    if not address.local:
        raise Problem(Reason.NAME_INVALID, link[:100])
    return address.text, ""


def write(address: str) -> str:
    """To be shown, copied, or drawn as a QR code."""
    return f"xmpp:{address}?join"


def new(name: str, service: str, *, is_public: bool) -> str:
    """Where a new room is to be: what a private one is called is nobody's business."""
    slug = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.casefold())
    slug = "-".join(filter(None, slug.split("-")))[:SLUG_MAX] if is_public else ""
    chance = secrets.token_hex(3 if slug else 8)
    return f"{slug}-{chance}@{service}" if slug else f"{chance}@{service}"

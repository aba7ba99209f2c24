"""Invitations as links: what `xmpp:` addresses and invitation pages say (XEP-0379, 0401, 0445)."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from magpie.desktop.core.entities.account import Invitation
from magpie.xmpp.jid import Jid, JidError

HEX = re.compile(r"[0-9A-Fa-f]{64}")


def read(text: str) -> Invitation | None:
    """The invitation that a pasted link or a QR code's text is; None when it is none.

    Known are `xmpp:name@domain?roster;preauth=TOKEN;ibr=y`, `xmpp:domain?register;preauth=TOKEN`,
    and the page's address with one of these behind its `#`. Magpie adds `server` (host:port) and
    `fingerprint` (SHA-256 of the certificate or authority, in hex).
    """
    text = text.strip()
    if text.lower().startswith(("http://", "https://")):
        text = unquote(urlsplit(text).fragment)
    if not text.lower().startswith("xmpp:"):
        return None
    address, _, query = text[5:].partition("?")
    try:
        jid = Jid.parse(unquote(address.strip("/")))
    except JidError:
        return None
    action, *pairs = query.split(";")
    facts = dict(parse_qsl("&".join(pairs), keep_blank_values=True))
    registers = action == "register"
    return Invitation(
        domain=jid.domain,
        contact=jid.bare.text if jid.local and not registers else "",
        token=facts.get("preauth", ""),
        name=jid.local if registers else "",
        makes_account=registers or facts.get("ibr") == "y",
        server=facts.get("server", ""),
        fingerprint=fingerprint(facts.get("fingerprint", "")),
    )


def fingerprint(text: str) -> str:
    """`AB:CD:…` for a SHA-256 in hex, with colons or without; "" when it is none."""
    plain = text.replace(":", "")
    if not HEX.fullmatch(plain):
        return ""
    return bytes.fromhex(plain).hex(":").upper()

"""Invitations as a person pastes them: links, and what a QR code says."""

from magpie.base.invitation import Link
from magpie.desktop.core.entities.account import Invitation


def read(text: str) -> Invitation | None:
    """The invitation that a link or a QR code's text is; None when it is none.

    Both spellings of `magpie.base.invitation` are known, and the `xmpp:` links of other servers.
    """
    try:
        link = Link.parse(text)
    except ValueError:
        return None
    if link.kind == "reset":
        return None
    return Invitation(
        domain=link.domain,
        contact=link.address if link.kind == "roster" else "",
        token=link.token,
        name=link.account,
        makes_account=link.makes_account,
        server=link.at[0] if link.at else "",
        fingerprint=link.sha256.hex(":").upper(),
        text=text.strip(),
    )

"""OAUTHBEARER (RFC 7628), for tickets of the server's own: one message, no password.

What is wrong ends the try at once, without the error message of section 3.2.2: that would tell a
client where to get another token, which here only the web site's own pages can.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from magpie.xmpp.sasl import MESSAGE_MAX, SaslError

NAME = "OAUTHBEARER"
# Section 3.1: the GS2 header, then pairs; we need the token alone
MESSAGE = re.compile(
    r"n,(?:a=((?:[^,=]|=2C|=3D)+))?,\x01"
    r"(?:(?:host|port)=[^\x01]*\x01)*auth=Bearer ([A-Za-z0-9._~+/=-]+)\x01\x01"
)


@dataclass(frozen=True, slots=True, repr=False)
class CheckTicket:
    """See whose the ticket is: they are who signs in, and may sign in as nobody else.

    Attributes:
        ticket: what the client sent.
        authzid: as whom it wants to act, as it sent it, or `None`.
    """

    ticket: str
    authzid: str | None


class Bearer:
    """One try."""

    __slots__ = ("_is_over",)

    def __init__(self) -> None:
        """Wait for the one message."""
        self._is_over = False

    def feed(self, data: bytes) -> CheckTicket:
        """Take it.

        Raises:
            SaslError: it is not what it has to be.
        """
        try:
            found = MESSAGE.fullmatch(data[: MESSAGE_MAX + 1].decode())
        except UnicodeDecodeError:
            found = None
        if found is None or self._is_over or len(data) > MESSAGE_MAX:
            raise SaslError("malformed-request")
        self._is_over = True
        authzid = found[1] and found[1].replace("=2C", ",").replace("=3D", "=")
        return CheckTicket(found[2], authzid)

"""Tokens to come back with: HT, a hashed token (draft-schmaus-kitten-sasl-ht-09; XEP-0484)."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

NAME = re.compile(r"HT-SHA-(256|512)-(ENDP|NONE)")
BOUND = "ENDP"  # to the server's certificate; TLS 1.3 gives Python nothing else to bind to


@dataclass(frozen=True, slots=True, repr=False)
class Ticket:
    """A token, and the one mechanism that it is good for (XEP-0484, 3.4)."""

    mechanism: str
    token: str

    @property
    def is_bound(self) -> bool:
        return self.mechanism.endswith(BOUND)

    def proof(self, username: str, binding: bytes) -> bytes:
        """What the client says: its name, and that it has the token."""
        return username.encode() + b"\0" + self._hashed(b"Initiator", binding)

    def is_answered(self, answer: bytes, binding: bytes) -> bool:
        """Whether whoever said this has the token too."""
        return hmac.compare_digest(answer, self._hashed(b"Responder", binding))

    def _hashed(self, role: bytes, binding: bytes) -> bytes:
        size = NAME.fullmatch(self.mechanism)
        assert size is not None
        return hmac.digest(self.token.encode(), role + binding, f"sha{size[1]}")


def wanted(offered: Iterable[str], *, can_bind: bool) -> str:
    """Which mechanism to ask a token for, "" for none of them.

    XEP-0484, 8: channel binding "MUST be preferred by the client".
    """
    known = [name for name in offered if NAME.fullmatch(name)]
    bound = [name for name in known if name.endswith(BOUND)]
    return max(bound if bound and can_bind else set(known) - set(bound), default="")


def read(text: str) -> Ticket | None:
    """A ticket as `written` has it; `None` when it is none."""
    mechanism, _, token = text.partition(" ")
    return Ticket(mechanism, token) if NAME.fullmatch(mechanism) and token else None


def written(ticket: Ticket | None) -> str:
    return f"{ticket.mechanism} {ticket.token}" if ticket else ""


def encoded(data: bytes) -> str:
    """Data as it stands in an element of XEP-0388 (2.2)."""
    return base64.b64encode(data).decode()


def decoded(text: str) -> bytes:
    """b"" for what is no data."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def installation(address: str, device: str) -> str:
    """Which client this is, the same each time (XEP-0388, 2.3: a UUID of version 4).

    Made of the device's name, which is random and kept with the account.
    """
    bits = bytearray(hashlib.sha256(f"{address}\0{device}".encode()).digest()[:16])
    bits[6] = bits[6] & 0x0F | 0x40
    bits[8] = bits[8] & 0x3F | 0x80
    digits = bits.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

"""HT: a hashed token proves itself in one message (draft-schmaus-kitten-sasl-ht-09; XEP-0484).

The client sends its name and `HMAC(token, "Initiator" || binding)`, the server answers with
`HMAC(token, "Responder" || binding)`. To check that, the server needs no more than the key that
HMAC makes of a long token, its hash (RFC 2104, 2): so it need not keep the token itself.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from magpie.xmpp.sasl import MESSAGE_MAX, SaslError, username_of

PREFIX = "HT-SHA-256-"
# The last part of a mechanism's name, and the channel binding that it takes
KINDS = {
    "EXPR": "tls-exporter",
    "UNIQ": "tls-unique",
    "ENDP": "tls-server-end-point",
    "NONE": None,
}
TOKEN_BYTES = 72  # 96 characters: more than the 64 of HMAC's block, so that it is hashed first


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """What a client sends.

    Attributes:
        username: the local part of its address, prepared.
        proof: its HMAC.
    """

    username: str
    proof: bytes


def offered(bindings: Mapping[str, bytes]) -> tuple[str, ...]:
    """The mechanisms to offer where the channel has these bindings, best first."""
    return tuple(
        PREFIX + kind for kind, binding in KINDS.items() if binding is None or binding in bindings
    )


def binding_of(mechanism: str, bindings: Mapping[str, bytes]) -> bytes:
    """What a mechanism that was offered is bound to."""
    kind = KINDS[mechanism.removeprefix(PREFIX)]
    return b"" if kind is None else bindings[kind]


def parse(data: bytes) -> Claim:
    """Take `name NUL proof`.

    Raises:
        SaslError: it is nothing of the kind, or the name is nobody's.
    """
    name, separator, proof = data.partition(b"\0")
    if not separator or not name or len(proof) != 32 or len(data) > MESSAGE_MAX:
        raise SaslError("malformed-request")
    try:
        username = username_of(name.decode())
    except UnicodeDecodeError:
        raise SaslError("malformed-request") from None
    if username is None:
        raise SaslError("not-authorized")
    return Claim(username, proof)


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def key_of(token: str) -> bytes:
    """What the server keeps of a token of ours."""
    return hashlib.sha256(token.encode()).digest()


def proves(key: bytes, proof: bytes, binding: bytes) -> bool:
    """Whether the proof was made with the token of that key, on this channel."""
    return hmac.compare_digest(hmac.digest(key, b"Initiator" + binding, "sha256"), proof)


def answer(key: bytes, binding: bytes) -> bytes:
    """What shows the client that we know its token."""
    return hmac.digest(key, b"Responder" + binding, "sha256")

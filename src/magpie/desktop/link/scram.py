"""SCRAM for the library: its own takes tenths of a second in Python, while the window stands still.

It takes the place of the library's mechanism of the same names. Ours derives the key in OpenSSL,
draws its nonce from the system, and binds to the server's certificate where the server offers a
`-PLUS` mechanism: with `tls-server-end-point` (RFC 5929), which works on every version of TLS. It
goes no further with a server that offered something else than what has come to us (XEP-0474).
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from cryptography import x509
from slixmpp.util import bytes as to_bytes
from slixmpp.util.sasl.client import SASLCancelled, SASLMutualAuthFailed, sasl_mech
from slixmpp.util.sasl.mechanisms import SCRAM

ITERATIONS_MIN = 4096  # RFC 7677, 4; fewer would make the password easy to guess
ITERATIONS_MAX = 1_000_000  # more would hold the window's loop
SCORE = 60  # as the library's own: the name with the same score that is registered last counts


@sasl_mech(SCORE)
class FastScram(SCRAM):
    """RFC 5802, with the parts that are slow or weak replaced.

    Attributes:
        is_deceived: somebody changed what the server said, or does not know the password.
    """

    optional_credentials = SCRAM.optional_credentials | {"offer"}
    is_deceived = False

    @property
    def is_proved(self) -> bool:
        """Whether the server has shown that it knows the password's keys."""
        return bool(self._mutual_auth)

    def setup(self, name: str) -> None:
        self.use_channel_binding = name.endswith("-PLUS")
        self.hash_name = name.removesuffix("-PLUS")[len("SCRAM-") :]
        self.digest = self.hash_name.lower().replace("-", "")
        if self.digest not in ("sha1", "sha256", "sha512"):
            raise SASLCancelled(f"unknown hash: {self.hash_name}")
        self.hash = getattr(hashlib, self.digest)
        if not self.security_settings["encrypted"]:
            raise SASLCancelled("not over an open line")
        if self.use_channel_binding and not self.credentials["channel_binding"]:
            raise SASLCancelled("nothing to bind to")
        self.step = 0
        self._mutual_auth = False

    def Hi(self, text: Any, salt: bytes, iterations: int) -> bytes:
        """The library's name for PBKDF2."""
        return hashlib.pbkdf2_hmac(self.digest, bytes(text), salt, iterations)

    def process_1(self, challenge: bytes = b"") -> bytes:
        self.step = 1
        self.cnonce = secrets.token_urlsafe(24).encode()
        self.gs2_header = self._flag() + b",,"
        self.client_first_message_bare = (
            b"n=" + self.saslname(self.credentials["username"]) + b",r=" + self.cnonce
        )
        return to_bytes(self.gs2_header + self.client_first_message_bare)

    def process_2(self, challenge: bytes = b"") -> bytes:
        told = self.parse(challenge)
        if not ITERATIONS_MIN <= int(told[b"i"]) <= ITERATIONS_MAX:
            self._refuse("unusual iterations")
        # XEP-0474, 5.2: "If the hashes do not match, the client MUST fail the authentication"
        # (a stream that is not ours, in a process with this module, knows of no offer)
        offer = self.credentials["offer"]
        seen = base64.b64encode(hashlib.new(self.digest, offer).digest())
        if offer and told.get(b"h", seen) != seen:
            self._refuse("what was offered has been changed")
        return bytes(super().process_2(challenge))

    def process_3(self, challenge: bytes = b"") -> bytes:
        try:
            return bytes(super().process_3(challenge))
        except SASLMutualAuthFailed:
            self.is_deceived = True
            raise

    def _flag(self) -> bytes:
        """RFC 5802, 6: "y" tells a server that can bind that its offer has been cut down."""
        if self.use_channel_binding:
            return b"p=tls-server-end-point"
        is_offered = self.security_settings["binding_proposed"]
        return b"y" if self.credentials["channel_binding"] and not is_offered else b"n"

    def _refuse(self, why: str) -> None:
        self.is_deceived = True
        raise SASLMutualAuthFailed(why)


def advertised(mechanisms: Iterable[str], bindings: Iterable[str]) -> bytes:
    """XEP-0474, 5.1: what a server offers, as its hash protects it."""
    offered = "\x1e".join(sorted(mechanisms))
    kinds = "\x1e".join(sorted(bindings))
    return (f"{offered}\x1f{kinds}" if kinds else offered).encode()


def server_end_point(certificate: bytes) -> bytes:
    """RFC 5929, 4.1: the hash of the server's certificate, by its own signature's hash.

    b"" when that hash is unknown: then there is nothing to bind to.
    """
    algorithm = x509.load_der_x509_certificate(certificate).signature_hash_algorithm
    if algorithm is None:
        return b""
    name = algorithm.name if algorithm.name not in ("md5", "sha1") else "sha256"
    return hashlib.new(name, certificate).digest()

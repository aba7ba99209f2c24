"""The client's side of SCRAM (RFC 5802, RFC 7677) and of PLAIN, made cheap for thousands of logins.

The costly step, PBKDF2, is remembered per (hash, password, salt, rounds), so that the generator
measures the server's work and not its own.
"""

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

HASHES = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256"}
PREFERRED = ("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN")


@lru_cache(maxsize=100_000)
def client_keys(name: str, password: str, salt: bytes, rounds: int) -> tuple[bytes, bytes, bytes]:
    """ClientKey, StoredKey and ServerKey of a password (RFC 5802, 3)."""
    salted = hashlib.pbkdf2_hmac(name, password.encode(), salt, rounds)
    client_key = hmac.digest(salted, b"Client Key", name)
    stored_key = hashlib.new(name, client_key).digest()
    return client_key, stored_key, hmac.digest(salted, b"Server Key", name)


def plain(user: str, password: str) -> bytes:
    """The initial response of PLAIN (RFC 4616), in base64."""
    return base64.b64encode(f"\0{user}\0{password}".encode())


class Scram:
    """One exchange: `first()`, then `final(challenge)`, then `is_genuine(success)`."""

    __slots__ = ("_bare", "_hash", "_password", "_signature")

    def __init__(self, mechanism: str, user: str, password: str, nonce: str | None = None) -> None:
        escaped = user.replace("=", "=3D").replace(",", "=2C")
        self._hash = HASHES[mechanism]
        self._password = password
        self._bare = f"n={escaped},r={nonce or secrets.token_urlsafe(18)}"
        self._signature = b""

    def first(self) -> bytes:
        """The client's first message without channel binding, in base64."""
        return base64.b64encode(f"n,,{self._bare}".encode())

    def final(self, challenge: bytes) -> bytes:
        """The answer to the server's first message; both in base64."""
        server_first = base64.b64decode(challenge).decode()
        fields = dict(field.split("=", 1) for field in server_first.split(","))
        if not fields["r"].startswith(self._bare.rsplit(",r=", 1)[1]):
            raise ValueError("the server answered with a nonce that is not ours")
        salt = base64.b64decode(fields["s"])
        keys = client_keys(self._hash, self._password, salt, int(fields["i"]))
        client_key, stored_key, server_key = keys
        without_proof = f"c=biws,r={fields['r']}"
        signed = f"{self._bare},{server_first},{without_proof}".encode()
        signature = hmac.digest(stored_key, signed, self._hash)
        proof = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
        self._signature = base64.b64encode(hmac.digest(server_key, signed, self._hash))
        return base64.b64encode(f"{without_proof},p={base64.b64encode(proof).decode()}".encode())

    def is_genuine(self, success: bytes) -> bool:
        """Whether the server's last message (base64) proves that it knows the password, too."""
        return hmac.compare_digest(base64.b64decode(success), b"v=" + self._signature)

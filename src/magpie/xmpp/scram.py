"""The arithmetic of SCRAM (RFC 5802, 3): keys that prove a password and do not tell it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal

from magpie.xmpp.prep import PrepError, saslprep

Hash = Literal["sha1", "sha256"]
HASHES: tuple[Hash, ...] = ("sha256", "sha1")
SIZES: dict[int, Hash] = {20: "sha1", 32: "sha256"}

# What RFC 5802 and 7677 ask for at least, 4096, is of 2010. Ten thousand cost a phone's script some
# 20 ms at each login and us 5 ms for each PLAIN; a stolen key costs two and a half times as much to
# guess. Much more would shut out slow clients: they count, not we.
ITERATIONS = 10_000
SALT_SIZE = 16
PASSWORD_MAX = 1023  # bytes; preparing more would only keep the processor busy


@dataclass(frozen=True, slots=True, repr=False)
class ScramKeys:
    """What is stored for one account and one hash (RFC 5802, 3).

    Attributes:
        salt: makes equal passwords differ.
        iterations: of PBKDF2.
        stored_key: checks a client's proof.
        server_key: signs for the server.
    """

    salt: bytes
    iterations: int
    stored_key: bytes
    server_key: bytes

    @property
    def hash(self) -> Hash:
        """The hash that they were derived with."""
        return SIZES[len(self.stored_key)]


def derive(
    password: str,
    hash: Hash,
    salt: bytes,
    iterations: int = ITERATIONS,
) -> ScramKeys:
    """The keys of a password.

    Raises:
        PrepError: it holds characters that no password may hold, or is too long.
    """
    salted = salted_password(password, hash, salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", hash)
    stored_key = hashlib.new(hash, client_key).digest()
    return ScramKeys(salt, iterations, stored_key, hmac.digest(salted, b"Server Key", hash))


def salted_password(password: str, hash: Hash, salt: bytes, iterations: int) -> bytes:
    """`Hi(Normalize(password), salt, i)`."""
    if len(password.encode(errors="replace")) > PASSWORD_MAX:
        raise PrepError("the password is too long")
    return hashlib.pbkdf2_hmac(hash, saslprep(password).encode(), salt, iterations)


def verify(password: str, keys: ScramKeys | None) -> bool:
    """Whether the password is the one of these keys; takes as long where there are none.

    Slow by intention: it should not run on the thread of the event loop.
    """
    known = keys or NOBODY
    try:
        derived = derive(password, known.hash, known.salt, known.iterations)
    except PrepError:
        return False
    return hmac.compare_digest(derived.stored_key, known.stored_key) and keys is not None


def fake_keys(secret: bytes, username: str, hash: Hash) -> ScramKeys:
    """Keys that no password fits, the same each time: nobody can ask who exists."""
    salt = hmac.digest(secret, b"salt %b %b" % (hash.encode(), username.encode()), "sha256")
    key = hmac.digest(secret, b"key %b %b" % (hash.encode(), username.encode()), hash)
    return ScramKeys(salt[:SALT_SIZE], ITERATIONS, key, key)


def client_proof_fits(keys: ScramKeys, auth_message: bytes, proof: bytes) -> bool:
    """Whether the proof was made by somebody who knows the password (RFC 5802, 3)."""
    if len(proof) != len(keys.stored_key):
        return False
    signature = hmac.digest(keys.stored_key, auth_message, keys.hash)
    client_key = bytes(a ^ b for a, b in zip(proof, signature, strict=True))
    stored_key = hashlib.new(keys.hash, client_key).digest()
    return hmac.compare_digest(stored_key, keys.stored_key)


def server_signature(keys: ScramKeys, auth_message: bytes) -> bytes:
    """What shows the client that we know its keys."""
    return hmac.digest(keys.server_key, auth_message, keys.hash)


NOBODY = ScramKeys(bytes(SALT_SIZE), ITERATIONS, bytes(32), bytes(32))

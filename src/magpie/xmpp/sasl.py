"""SASL on the server's side: one machine for each login (RFC 6120, 6; RFC 4422).

Theory of operation. `mechanism` makes the machine for a mechanism's name. It is fed with what the
client sends, decoded from base64, and says what comes next:

- `NeedKeys`: load the keys of that user, and give them to `keys` (`None` when there is no such
  user; the machine goes on with made-up ones, so that the answer does not tell);
- `CheckPassword`: check it with `scram.verify`, off the event loop, then go on with its `success`;
- `Challenge`: send it, and feed the client's response;
- `Success`: the user is who they say. The caller still has to check `authzid`.

A login that fails raises `SaslError`, and the machine is of no more use.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from magpie.xmpp import scram
from magpie.xmpp.element import Element
from magpie.xmpp.prep import PrepError, local_part, saslprep
from magpie.xmpp.scram import HASHES, Hash, ScramKeys

NS = "urn:ietf:params:xml:ns:xmpp-sasl"
# RFC 6120, 6.5
CONDITIONS = frozenset(
    (
        "aborted",
        "account-disabled",
        "credentials-expired",
        "encryption-required",
        "incorrect-encoding",
        "invalid-authzid",
        "invalid-mechanism",
        "malformed-request",
        "mechanism-too-weak",
        "not-authorized",
        "temporary-auth-failure",
    )
)
# The order in which we offer them: a bound channel counts for more than a newer hash
SCRAM: dict[str, Hash] = {"SCRAM-SHA-256": "sha256", "SCRAM-SHA-1": "sha1"}
PLUS = "-PLUS"
MESSAGE_MAX = 4096  # bytes of a client's message

# RFC 5802, 7. A name holds "," and "=" only as "=2C" and "=3D".
GS2 = re.compile(r"(n|y|p=([A-Za-z0-9.-]+)),(?:a=([^,]+))?,")
FIRST = re.compile(r"n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,]+)*")
FINAL = re.compile(
    r"(c=([A-Za-z0-9+/=]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,]+)*),p=([A-Za-z0-9+/=]+)"
)
ESCAPE = re.compile("=(?!2C|3D)")


class SaslError(Exception):
    """Ends one try to log in.

    Attributes:
        condition: one of `CONDITIONS`.
        text: a sentence for the peer's log, or "".
    """

    def __init__(self, condition: str, text: str = "") -> None:
        assert condition in CONDITIONS, condition
        super().__init__(f"{condition}: {text}" if text else condition)
        self.condition = condition
        self.text = text

    def to_element(self) -> Element:
        """`<failure/>` with its condition (RFC 6120, 6.4.5)."""
        children = [Element(self.condition, NS)]
        if self.text:
            children.append(Element("text", NS, {"xml:lang": "en"}, text=self.text))
        return Element("failure", NS, children=tuple(children))


@dataclass(frozen=True, slots=True)
class Challenge:
    """Send this, and feed the response.

    Attributes:
        data: what to send, before base64.
    """

    data: bytes


@dataclass(frozen=True, slots=True)
class NeedKeys:
    """Load the keys of a user, and give them to `Scram.keys`.

    Attributes:
        username: the local part of their address, prepared.
        hash: which of their keys.
    """

    username: str
    hash: Hash


@dataclass(frozen=True, slots=True)
class Success:
    """The user is who they say.

    Attributes:
        username: the local part of their address, prepared.
        authzid: as whom they want to act, as they sent it, or `None`. RFC 6120, 6.3.8: the caller
            refuses with invalid-authzid what is not their own bare address.
        additional: what to send along, before base64; empty for nothing.
    """

    username: str
    authzid: str | None
    additional: bytes = b""


@dataclass(frozen=True, slots=True, repr=False)
class CheckPassword:
    """Check the password against the keys of `success.username`.

    Attributes:
        password: what the user sent.
        success: what follows when it is right; otherwise `SaslError("not-authorized")`.
    """

    password: str
    success: Success


Step = Challenge | NeedKeys | CheckPassword | Success


def decode(text: str) -> bytes:
    """What the text of `<auth/>` or `<response/>` stands for (RFC 6120, 6.4.2).

    Raises:
        SaslError: it is not base64 in its one right form.
    """
    if text == "=":
        return b""  # how nothing at all is written where something is expected
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SaslError("incorrect-encoding") from None
    if base64.b64encode(data).decode() != text:
        raise SaslError("incorrect-encoding")
    return data


def encode(data: bytes) -> str:
    """The text of `<challenge/>` or of `<auth/>` (RFC 6120, 6.4.2)."""
    return base64.b64encode(data).decode() or "="


def offered(
    bindings: Mapping[str, bytes], *, plain: bool, hashes: Container[Hash] = HASHES
) -> tuple[str, ...]:
    """The mechanisms to offer, best first; those that bind only where the channel has a binding.

    `hashes`: of those that there are keys of.
    """
    plain_names = [name for name, hash in SCRAM.items() if hash in hashes]
    names = [name + PLUS for name in plain_names] if bindings else []
    names += plain_names
    if plain:
        names.append("PLAIN")
    return tuple(names)


def advertised(mechanisms: Iterable[str], bindings: Iterable[str]) -> bytes:
    """What was offered, as its hash protects it from being cut down (XEP-0474, 5.1)."""
    listed = [
        b"\x1e".join(sorted(name.encode() for name in names)) for names in (mechanisms, bindings)
    ]
    return b"\x1f".join(listed) if listed[1] else listed[0]


def mechanism(
    name: str,
    bindings: Mapping[str, bytes],
    secret: bytes,
    *,
    plain: bool,
    offer: bytes = b"",
    hashes: Container[Hash] = HASHES,
) -> Plain | Scram:
    """The machine of that name, of those that `offered` names.

    Args:
        name: as the client chose it.
        bindings: what the channel can be bound to, by type (RFC 5929, RFC 9266).
        secret: the server's own, for keys of users that do not exist.
        plain: whether PLAIN was offered.
        offer: all that was, as `advertised` gives it.
        hashes: those that were offered.

    Raises:
        SaslError: it was not offered.
    """
    if name not in offered(bindings, plain=plain, hashes=hashes):
        raise SaslError("invalid-mechanism")
    if name == "PLAIN":
        return Plain()
    return Scram(name, bindings, secret, offer=offer)


class Plain:
    """PLAIN (RFC 4616)."""

    __slots__ = ("_is_over",)

    name = "PLAIN"

    def __init__(self) -> None:
        """Wait for the one message."""
        self._is_over = False

    def feed(self, data: bytes) -> Step:
        """Take `authzid NUL name NUL password`."""
        if self._is_over:
            raise SaslError("malformed-request")
        self._is_over = True
        parts = _text(data).split("\0")
        if len(parts) != 3 or not parts[1] or not parts[2]:
            raise SaslError("malformed-request")
        authzid, name, password = parts
        username = username_of(name)
        if username is None:
            raise SaslError("not-authorized")
        return CheckPassword(password, Success(username, authzid or None))


class Scram:
    """SCRAM (RFC 5802, RFC 7677), with and without channel binding."""

    __slots__ = (
        "_authzid",
        "_binding",
        "_bindings",
        "_client_first",
        "_has_plus",
        "_hash",
        "_is_known",
        "_keys",
        "_nonce",
        "_offer",
        "_secret",
        "_server_first",
        "_step",
        "_username",
        "name",
    )

    def __init__(
        self,
        name: str,
        bindings: Mapping[str, bytes],
        secret: bytes,
        nonce: str = "",
        offer: bytes = b"",
    ) -> None:
        """Wait for the first message; `nonce` is given by tests only."""
        self.name = name
        self._has_plus = name.endswith(PLUS)
        self._hash = SCRAM[name.removesuffix(PLUS)]
        self._bindings = bindings
        self._secret = secret
        self._offer = offer
        self._nonce = nonce or secrets.token_urlsafe(18)
        self._step = "first"
        self._authzid: str | None = None
        self._binding = b""  # what the client must say that it is bound to
        self._client_first = ""
        self._server_first = ""
        self._username = ""
        self._keys: ScramKeys | None = None
        self._is_known = False  # whether they are a user's, not made up

    def feed(self, data: bytes) -> Step:
        """Take the client's next message."""
        step = self._step
        self._step = "failed"  # unless what follows gets to its end
        if step == "first":
            return self._first(_text(data))
        if step == "final":
            return self._final(_text(data))
        raise SaslError("malformed-request")

    def keys(self, keys: ScramKeys | None) -> Challenge:
        """Take the keys that `NeedKeys` asked for, `None` where there is no such user."""
        if self._step != "keys":
            raise SaslError("malformed-request")
        return self._challenge(keys)

    def _first(self, message: str) -> Step:
        header = GS2.match(message)
        if header is None:
            raise SaslError("malformed-request")
        flag, binding, authzid = header.groups()
        self._bind(header[0], flag, binding)
        self._authzid = None if authzid is None else _unescaped(authzid)
        self._client_first = message[header.end() :]
        # A mandatory extension, "m=", is none that we know: it does not match either
        first = FIRST.fullmatch(self._client_first)
        if first is None:
            raise SaslError("malformed-request")
        self._nonce = first[2] + self._nonce
        name = _unescaped(first[1])
        username = username_of(name)
        if username is None:  # no account is called so; go on, as for one that is not there
            self._username = name
            return self._challenge(None)
        self._username = username
        self._step = "keys"
        return NeedKeys(username, self._hash)

    def _bind(self, header: str, flag: str, binding: str | None) -> None:
        """Check the client's word on channel binding (RFC 5802, 6)."""
        if flag == "y" and self._bindings:
            # It could bind, and was told that we could not: somebody in between changed our offer
            raise SaslError("not-authorized", "channel binding was offered")
        if self._has_plus != (binding is not None):
            raise SaslError("malformed-request", "mechanism and channel binding do not agree")
        data = b"" if binding is None else self._bindings.get(binding)
        if data is None:
            raise SaslError("not-authorized", "unknown type of channel binding")
        self._binding = header.encode() + data

    def _challenge(self, keys: ScramKeys | None) -> Challenge:
        fake = scram.fake_keys(
            self._secret, self._username, self._hash
        )  # made in any case: takes time
        self._is_known = keys is not None
        self._keys = keys = keys or fake
        salt = base64.b64encode(keys.salt).decode()
        self._server_first = f"r={self._nonce},s={salt},i={keys.iterations}"
        if self._offer:  # XEP-0474, 5.1: the proof then covers it
            digest = hashlib.new(self._hash, self._offer).digest()
            self._server_first += f",h={base64.b64encode(digest).decode()}"
        self._step = "final"
        return Challenge(self._server_first.encode())

    def _final(self, message: str) -> Step:
        final = FINAL.fullmatch(message)
        if final is None:
            raise SaslError("malformed-request")
        without_proof, bound, nonce, proof = final.groups()
        if not hmac.compare_digest(nonce, self._nonce):
            raise SaslError("not-authorized", "not the nonce of this login")
        if not hmac.compare_digest(_base64(bound), self._binding):
            raise SaslError("not-authorized", "not the channel of this login")
        said = f"{self._client_first},{self._server_first},{without_proof}".encode()
        keys = self._keys
        assert keys is not None, "there is no final message before a challenge"
        if not scram.client_proof_fits(keys, said, _base64(proof)) or not self._is_known:
            raise SaslError("not-authorized")
        self._step = "over"
        signature = base64.b64encode(scram.server_signature(keys, said))
        return Success(self._username, self._authzid, b"v=" + signature)


def _text(data: bytes) -> str:
    if len(data) > MESSAGE_MAX:
        raise SaslError("malformed-request", "the message is too long")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise SaslError("malformed-request", "not UTF-8") from None


def username_of(name: str) -> str | None:
    """The local part that a user's name stands for, `None` when no account can be called so."""
    try:
        return local_part(saslprep(name))
    except PrepError:
        return None


def _unescaped(name: str) -> str:
    """RFC 5802, 5.1: "=" stands only before "2C" and "3D"."""
    if ESCAPE.search(name):
        raise SaslError("malformed-request")
    return name.replace("=2C", ",").replace("=3D", "=")


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SaslError("malformed-request") from None

"""What the server must know of a certificate: names, dates, and what SASL binds to.

Theory of operation. The library that makes certificates takes 14 MB of memory, as much as several
hundred sessions, and here only a few fields of one or two certificates are read. So they are read
from the DER directly (RFC 5280, 4.1): nested values, each of a tag, a length and its content.
"""

import calendar
import hashlib
import re
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path

SEQUENCE, UTC_TIME = 0x30, 0x17
CONTEXT = 0xA0  # [0], constructed; the n-th is CONTEXT + n
OTHER_NAME, DNS_NAME, IP_NAME = 0xA0, 0x82, 0x87  # RFC 5280, 4.2.1.6

SUBJECT_KEY, ALT_NAME, AUTHORITY_KEY = "2.5.29.14", "2.5.29.17", "2.5.29.35"
XMPP_ADDRESS = "1.3.6.1.5.5.7.8.5"  # RFC 6120, 13.7.1.4
SRV_NAME = "1.3.6.1.5.5.7.8.7"  # RFC 4985

# The hash of each signature algorithm. MD5 and SHA-1 give SHA-256 (RFC 5929, 4.1).
RSA_PSS = "1.2.840.113549.1.1.10"
HASHES = {
    "1.2.840.113549.1.1.4": "sha256",
    "1.2.840.113549.1.1.5": "sha256",
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
    "1.2.840.113549.1.1.14": "sha224",
    "1.2.840.10045.4.1": "sha256",
    "1.2.840.10045.4.3.1": "sha224",
    "1.2.840.10045.4.3.2": "sha256",
    "1.2.840.10045.4.3.3": "sha384",
    "1.2.840.10045.4.3.4": "sha512",
    # of RSA-PSS, which names its hash itself
    "1.3.14.3.2.26": "sha256",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "2.16.840.1.101.3.4.2.4": "sha224",
}

Value = tuple[int, bytes]
"""The tag and the content of one DER value."""

PEM = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True)
class Certificate:
    """One X.509 certificate.

    Attributes:
        der: all of it, as it was signed.
        issuer, subject: the names of both, in DER: to be compared only.
        not_before, not_after: when it is valid, in microseconds since 1970.
        signature: the object identifier of the signature's algorithm; `hash` what it hashes with,
            "" where it hashes with nothing of its own (Ed25519).
        names: the DNS names, addresses and XMPP names that it is for, in lower case.
        key_kind: the object identifier of its key's algorithm: RSA, elliptic curves, …
        key_id, issuer_key_id: its key's and its issuer's key's identifier, b"" when absent.
    """

    der: bytes
    issuer: bytes
    subject: bytes
    not_before: int
    not_after: int
    signature: str
    hash: str
    names: frozenset[str]
    key_kind: str
    key_id: bytes
    issuer_key_id: bytes

    @classmethod
    def parse(cls, der: bytes) -> "Certificate":
        """Read a certificate. Raises ValueError when it is none."""
        try:
            return _parse(der)
        except (IndexError, ValueError, OverflowError) as error:
            raise ValueError("it is not a certificate") from error

    @cached_property
    def binding(self) -> bytes:
        """What `tls-server-end-point` binds to (RFC 5929, 4.1); b"" when that is not defined."""
        return hashlib.new(self.hash, self.der).digest() if self.hash else b""

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of it all, as people compare it: `5A:0F:…`."""
        return hashlib.sha256(self.der).digest().hex(":").upper()

    def covers(self, domain: str, service: str = "xmpp-client") -> bool:
        """Whether who wants `service` of `domain` (A-labels) accepts it (RFC 6120, 13.7.2)."""
        domain = domain.lower().strip("[]")
        wildcard = "*." + domain.partition(".")[2]
        srv = f"_{service}.{domain}"
        return not self.names.isdisjoint({domain, wildcard, srv})

    def is_issued_by(self, authority: "Certificate") -> bool:
        """Whether it says so; the signature is not checked."""
        return (self.issuer, self.issuer_key_id) == (authority.subject, authority.key_id)


@dataclass(frozen=True)
class Request:
    """What the server asks the authority for.

    Attributes:
        folder: where `authority.{crt,key}` and `server.{crt,key}` are, or will be.
        domain: the server's domain; `ascii_domain` the same in A-labels.
        names: DNS names, `addresses` IP addresses that the certificate is for.
        now: the time, in microseconds since 1970.
    """

    folder: str
    domain: str
    ascii_domain: str
    names: Sequence[str]
    addresses: Sequence[str]
    now: int


def end_point_binding(der: bytes) -> bytes:
    """What `tls-server-end-point` binds to (RFC 5929, 4.1); b"" when that is not defined.

    Raises ValueError when `der` is no certificate.
    """
    return Certificate.parse(der).binding


def read_chain(file: Path) -> list[Certificate]:
    """The certificates of a PEM file, the server's own first.

    Raises OSError, or ValueError when there is none or one is broken.
    """
    blocks = PEM.findall(file.read_bytes().decode("ascii", "replace"))
    if not blocks:
        raise ValueError("it holds no certificate in PEM")
    return [Certificate.parse(ssl.PEM_cert_to_DER_cert(block)) for block in blocks]


def ascii_domain(domain: str) -> str:
    """A domain in its prepared form as DNS and certificates write it: in A-labels."""
    labels = [
        label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
        for label in domain.split(".")
    ]
    return ".".join(labels)


def _parse(der: bytes) -> Certificate:
    ((tag, whole),) = _values(der)
    if tag != SEQUENCE:
        raise IndexError
    (_, tbs), (_, algorithm), _ = _values(whole)
    fields = list(_values(tbs))
    if fields[0][0] == CONTEXT:  # the version, absent in version 1
        del fields[0]
    _, _, (_, issuer), (_, validity), (_, subject), (_, key), *rest = fields
    (_, key_algorithm), _ = _values(key)
    not_before, not_after = map(_time, _values(validity))
    extensions = _extensions(rest)
    signature, *parameters = _values(algorithm)
    name = _oid(signature[1])
    key_id = [content for _, content in _values(extensions.get(SUBJECT_KEY, b""))]
    issuer_key = [
        content
        for _, sequence in _values(extensions.get(AUTHORITY_KEY, b""))
        for tag, content in _values(sequence)
        if tag == 0x80
    ]
    return Certificate(
        der=der,
        issuer=issuer,
        subject=subject,
        not_before=not_before,
        not_after=not_after,
        signature=name,
        hash=_pss_hash(parameters) if name == RSA_PSS else HASHES.get(name, ""),
        names=frozenset(_names(extensions.get(ALT_NAME, b""))),
        key_kind=_oid(next(_values(key_algorithm))[1]),
        key_id=b"".join(key_id),
        issuer_key_id=b"".join(issuer_key),
    )


def _values(data: bytes) -> Iterator[Value]:
    """The DER values of `data`, one after the other. IndexError when they are cut off."""
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            if not 1 <= size <= 4 or at + size > len(data):
                raise IndexError
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise IndexError
        yield tag, data[at : at + length]
        at += length


def _oid(content: bytes) -> str:
    numbers, number = [min(content[0] // 40, 2)], 0
    numbers.append(content[0] - 40 * numbers[0])
    for byte in content[1:]:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    return ".".join(map(str, numbers))


def _time(value: Value) -> int:
    tag, content = value
    text = content.decode("ascii")
    if tag == UTC_TIME:
        text = ("20" if text < "50" else "19") + text  # RFC 5280, 4.1.2.5.1
    return calendar.timegm(time.strptime(text, "%Y%m%d%H%M%SZ")) * 1_000_000


def _extensions(fields: list[Value]) -> dict[str, bytes]:
    found = {}
    for tag, content in fields:
        if tag == CONTEXT + 3:
            ((_, extensions),) = _values(content)
            for _, extension in _values(extensions):
                parts = list(_values(extension))
                found[_oid(parts[0][1])] = parts[-1][1]
    return found


def _names(content: bytes) -> Iterator[str]:
    for _, names in _values(content):
        for tag, name in _values(names):
            if tag == DNS_NAME:
                yield name.decode("ascii").lower()
            elif tag == IP_NAME and len(name) in (4, 16):
                yield str(ip_address(name))
            elif tag == OTHER_NAME:
                (_, kind), (_, wrapped) = _values(name)
                if _oid(kind) in (XMPP_ADDRESS, SRV_NAME):
                    ((_, text),) = _values(wrapped)
                    yield text.decode().lower()


def _pss_hash(parameters: list[Value]) -> str:
    """RFC 4055, 3.1: the hash is SHA-1 when none is named."""
    for _, sequence in parameters:
        for tag, content in _values(sequence):
            if tag == CONTEXT:
                ((_, algorithm),) = _values(content)
                return HASHES.get(_oid(next(_values(algorithm))[1]), "")
    return "sha256"

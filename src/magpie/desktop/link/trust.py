"""Whether a server is the one it says it is.

Without a fingerprint the machine's authorities decide, as in any browser. With one (a person said
yes, or an invitation named it) the certificate itself has to have it, or an authority that has it,
stands in the chain, and has signed the certificate for this name. Nothing is sent before that.
"""

import hashlib
import ssl
from datetime import UTC
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import NameOID

from magpie.base.clock import Clock
from magpie.desktop.core.entities.problem import Certificate, Problem, Reason


def by_authorities() -> ssl.SSLContext:
    """A context for the first case."""
    return ssl.create_default_context()


def by_fingerprint() -> ssl.SSLContext:
    """A context that takes any certificate: `judge` is asked before anything is sent."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def chain(tls: ssl.SSLObject) -> list[bytes]:
    """What the server showed, its own certificate first, as DER."""
    # Python 3.13 made public what was there before.
    found: Any = getattr(tls, "get_unverified_chain", None)
    if found is not None:
        return list(found())
    inner: Any = getattr(tls, "_sslobj", None)
    if inner is not None and hasattr(inner, "get_unverified_chain"):
        return [
            ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in inner.get_unverified_chain()
        ]
    own = tls.getpeercert(binary_form=True)
    return [own] if own else []


def judge(tls: ssl.SSLObject, domain: str, trusted: str, clock: Clock) -> str:
    """The fingerprint to keep for this server.

    Raises:
        Problem: CERTIFICATE_UNKNOWN without `trusted`, CERTIFICATE_CHANGED when it is another.
    """
    shown = chain(tls)
    certificate = described(shown, _authority(shown, domain, clock))
    if not trusted:
        raise Problem(Reason.CERTIFICATE_UNKNOWN, certificate=certificate)
    if trusted == certificate.fingerprint:
        return certificate.authority or trusted
    own = x509.load_der_x509_certificate(shown[0])
    for der in shown[1:]:
        if fingerprint(der) == trusted and is_signed(
            own, x509.load_der_x509_certificate(der), domain, clock
        ):
            return trusted
    raise Problem(Reason.CERTIFICATE_CHANGED, certificate=certificate, expected=trusted)


def _authority(shown: list[bytes], domain: str, clock: Clock) -> str:
    """A private authority that made the certificate: it will make the next one too. "" without."""
    if len(shown) < 2:
        return ""
    own, last = (x509.load_der_x509_certificate(der) for der in (shown[0], shown[-1]))
    is_root = last.subject == last.issuer
    return fingerprint(shown[-1]) if is_root and is_signed(own, last, domain, clock) else ""


def is_signed(
    own: x509.Certificate, authority: x509.Certificate, domain: str, clock: Clock
) -> bool:
    """Whether the authority vouches for this certificate, for this name, today."""
    try:
        own.verify_directly_issued_by(authority)
        allowed = authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    now = clock.now() / 1_000_000
    since = own.not_valid_before_utc.timestamp()
    until = own.not_valid_after_utc.timestamp()
    return allowed and since <= now <= until and matches(domain, names_of(own))


def matches(domain: str, names: tuple[str, ...]) -> bool:
    """RFC 6125, 6.4: the name itself, or with a star for its first label."""
    parent = domain.partition(".")[2]
    wanted = {domain.lower(), f"*.{parent}".lower()} if "." in parent else {domain.lower()}
    return any(name.lower() in wanted for name in names)


def names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """The hosts and addresses that it is for."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    hosts = names.get_values_for_type(x509.DNSName)
    return (*hosts, *(str(one) for one in names.get_values_for_type(x509.IPAddress)))


def described(shown: list[bytes], authority: str = "") -> Certificate:
    """What a person is told when asked; by which authority, where one vouches for it."""
    if not shown:
        return Certificate("")
    own = x509.load_der_x509_certificate(shown[0])
    return Certificate(
        fingerprint=fingerprint(shown[0]),
        authority=authority,
        subject=common_name(own.subject),
        issuer=common_name(own.issuer),
        names=names_of(own)[:20],
        expires=int(own.not_valid_after_utc.astimezone(UTC).timestamp()) * 1_000_000,
    )


def common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value)[:200] if found else name.rfc4514_string()[:200]


def fingerprint(der: bytes) -> str:
    """`AB:CD:…`, of SHA-256."""
    return hashlib.sha256(der).digest().hex(":").upper()

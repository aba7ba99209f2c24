"""The authority of a LAN: makes itself once, then certificates for the server whenever needed.

It runs as a program of its own (`python -m magpie.server.authority`, a JSON request on standard
input) because the library that makes certificates would stay in the server's memory for nothing.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from magpie.server.certificate import SRV_NAME, XMPP_ADDRESS, Request

AUTHORITY_DAYS = 20 * 365
SERVER_DAYS = 397  # what some phones accept at most
SKEW = timedelta(days=1)  # a device whose clock is slow should not refuse a new certificate
UTF8_STRING, IA5_STRING = 0x0C, 0x16


class AuthorityError(Exception):
    """Why no certificate can be made: one sentence for the operator."""


def make(request: Request) -> None:
    """Make the server's certificate, and before that the authority if there is none.

    Raises AuthorityError, OSError.
    """
    folder = Path(request.folder)
    folder.mkdir(mode=0o700, exist_ok=True)
    certificate, key = folder / "authority.crt", folder / "authority.key"
    if not certificate.exists() and not key.exists():
        make_authority(certificate, key, request)
    authority, signer = read_authority(certificate, key)
    server_key = ec.generate_private_key(ec.SECP256R1())
    own = server_certificate(request, server_key.public_key(), authority, signer)
    # The key first: when only that gets written, the two do not match and are made anew.
    write(folder / "server.key", private_pem(server_key), 0o600)
    write(folder / "server.crt", public_pem(own) + public_pem(authority), 0o644)


def make_authority(certificate: Path, key: Path, request: Request) -> None:
    """A new authority, for twenty years, that may sign servers' certificates only."""
    signer = ec.generate_private_key(ec.SECP256R1())
    public = signer.public_key()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Magpie"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Magpie at {request.domain}"[:64]),
        ]
    )
    usage = usages(digital_signature=True, key_cert_sign=True, crl_sign=True)
    authority = (
        builder(name, name, public, request.now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(signer, hashes.SHA256())
    )
    write(key, private_pem(signer), 0o600)
    write(certificate, public_pem(authority), 0o644)


def read_authority(
    certificate: Path, key: Path
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The authority there is. Raises AuthorityError when it is broken, and mends nothing."""
    for file in (certificate, key):
        if not file.exists():
            raise AuthorityError(f"{file}: it is missing; bring it back, or remove both to renew")
    try:
        authority = x509.load_pem_x509_certificate(certificate.read_bytes())
    except ValueError:
        raise AuthorityError(f"{certificate}: it is not a certificate in PEM") from None
    try:
        signer = serialization.load_pem_private_key(key.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise AuthorityError(f"{key}: it is not a private key in PEM") from None
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise AuthorityError(f"{key}: it is not an ECDSA key")
    if signer.public_key() != authority.public_key():
        raise AuthorityError(f"{key}: it is not the key of {certificate.name}")
    return authority, signer


def server_certificate(
    request: Request,
    public: ec.EllipticCurvePublicKey,
    authority: x509.Certificate,
    signer: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    """A certificate for all names under which clients may know the server."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, request.domain[:64])])
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in request.names]
    names += [x509.IPAddress(ip_address(address)) for address in request.addresses]
    names.append(other_name(XMPP_ADDRESS, UTF8_STRING, request.domain))
    for service in ("client", "server"):
        srv = f"_xmpp-{service}.{request.ascii_domain}"
        names.append(other_name(SRV_NAME, IA5_STRING, srv))
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    return (
        builder(name, authority.subject, public, request.now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usages(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(issuer_key, critical=False)
        .sign(signer, hashes.SHA256())
    )


def builder(
    name: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: int, days: int
) -> x509.CertificateBuilder:
    start = datetime.fromtimestamp(now // 1_000_000, UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - SKEW)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def usages(
    *, digital_signature: bool, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def other_name(kind: str, tag: int, text: str) -> x509.OtherName:
    """A name of a kind that X.509 itself does not have, as a DER string of type `tag`."""
    content = text.encode()
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    if 128 <= size < 256:
        length = bytes([0x81, size])
    return x509.OtherName(x509.ObjectIdentifier(kind), bytes([tag]) + length + content)


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def public_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def write(file: Path, content: bytes, mode: int) -> None:
    """Put `content` in place whole or not at all; nobody else reads it before `mode` lets them."""
    draft = file.with_suffix(file.suffix + ".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        os.fchmod(out.fileno(), mode)
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def main() -> int:
    try:
        make(Request(**json.load(sys.stdin)))
    except AuthorityError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

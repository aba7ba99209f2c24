"""Reading certificates: what we read is what the library reads that made them."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from magpie.server.authority import other_name
from magpie.server.certificate import (
    SRV_NAME,
    XMPP_ADDRESS,
    Certificate,
    ascii_domain,
    end_point_binding,
    read_chain,
)

RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()
SHA256 = hashes.SHA256()
START = datetime(2026, 1, 1, tzinfo=UTC)


def made(
    key: Any = EC,
    hash: Any = SHA256,
    names: Sequence[x509.GeneralName] = (),
    end: datetime = START + timedelta(days=30),
    **options: Any,
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(2**150 - 1)
        .not_valid_before(START)
        .not_valid_after(end)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=True)
    return builder.sign(key, hash, **options)


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("key", "hash", "options", "name"),
    [
        (EC, hashes.SHA256(), {}, "sha256"),
        (EC, hashes.SHA384(), {}, "sha384"),
        (EC, hashes.SHA512(), {}, "sha512"),
        (RSA, hashes.SHA256(), {}, "sha256"),
        (RSA, hashes.SHA384(), {}, "sha384"),
        (RSA, hashes.SHA512(), {}, "sha512"),
        (
            RSA,
            hashes.SHA384(),
            {"rsa_padding": padding.PSS(padding.MGF1(hashes.SHA384()), 32)},
            "sha384",
        ),
    ],
)
def test_the_binding_hashes_as_the_signature_does(
    key: Any, hash: Any, options: dict[str, Any], name: str
) -> None:
    data = der(made(key, hash, **options))
    assert end_point_binding(data) == hashlib.new(name, data).digest()


def test_a_signature_without_a_hash_gives_no_binding() -> None:
    assert end_point_binding(der(made(ED, None))) == b""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2a864886f70d01010b", "2a864886f70d010105"),  # sha1WithRSAEncryption
        ("2a864886f70d01010b", "2a864886f70d010104"),  # md5WithRSAEncryption
    ],
)
def test_a_weak_hash_gives_way_to_sha_256(old: str, new: str) -> None:
    data = der(made(RSA)).replace(bytes.fromhex(old), bytes.fromhex(new))
    assert end_point_binding(data) == hashlib.sha256(data).digest()


def test_names_of_every_kind_are_read() -> None:
    names = [
        x509.DNSName("Example.ORG"),
        x509.DNSName("*.example.org"),
        x509.IPAddress(ip_address("192.0.2.1")),
        x509.IPAddress(ip_address("2001:db8::1")),
        x509.RFC822Name("nobody@example.org"),
        other_name(XMPP_ADDRESS, 0x0C, "bücher.example"),
        other_name(SRV_NAME, 0x16, "_xmpp-client.example.net"),
        other_name("1.2.3.4", 0x0C, "something else"),
    ]
    certificate = Certificate.parse(der(made(names=names)))
    assert certificate.names == {
        "example.org",
        "*.example.org",
        "192.0.2.1",
        "2001:db8::1",
        "bücher.example",
        "_xmpp-client.example.net",
    }


@pytest.mark.parametrize("length", [1, 127, 128, 200, 255, 256, 1000])
def test_a_name_may_be_long(length: int) -> None:
    names = [other_name(XMPP_ADDRESS, 0x0C, "a" * length)]
    assert Certificate.parse(der(made(names=names))).names == {"a" * length}


def test_which_domains_it_covers() -> None:
    names = [
        x509.DNSName("example.org"),
        x509.DNSName("*.example.net"),
        other_name(SRV_NAME, 0x16, "_xmpp-client.example.com"),
        other_name(SRV_NAME, 0x16, "_imap.example.edu"),
    ]
    certificate = Certificate.parse(der(made(names=names)))
    for domain in ("example.org", "Example.org", "chat.example.net", "example.com"):
        assert certificate.covers(domain), domain
    for domain in ("chat.example.org", "example.net", "a.b.example.net", "example.edu", "org"):
        assert not certificate.covers(domain), domain


@pytest.mark.parametrize("end", [datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC),
                                 datetime(2050, 1, 1, tzinfo=UTC)])  # fmt: skip
def test_both_forms_of_a_date_are_read(end: datetime) -> None:
    certificate = Certificate.parse(der(made(end=end)))
    assert certificate.not_before == START.timestamp() * 1_000_000
    assert certificate.not_after == end.timestamp() * 1_000_000


def test_without_names_and_extensions_it_is_still_a_certificate() -> None:
    certificate = Certificate.parse(der(made()))
    assert certificate.names == frozenset()
    assert (certificate.key_id, certificate.issuer_key_id) == (b"", b"")


def test_the_fingerprint_is_the_one_that_others_show() -> None:
    certificate = made()
    ours = Certificate.parse(der(certificate)).fingerprint
    assert len(ours) == 95
    assert bytes.fromhex(ours.replace(":", "")) == certificate.fingerprint(hashes.SHA256())


@given(st.binary(max_size=400))
def test_other_bytes_are_no_certificate(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a certificate"):
        Certificate.parse(data)


SAMPLE = der(made(names=[x509.DNSName("example.org")]))


@given(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255))
def test_a_broken_certificate_is_read_or_refused(at: int, byte: int) -> None:
    broken = SAMPLE[:at] + bytes([byte]) + SAMPLE[at + 1 :]
    try:
        certificate = Certificate.parse(broken)
    except ValueError as error:
        refusal = str(error)
    else:
        refusal = "it is not a certificate" if certificate.der == broken else ""
    assert refusal == "it is not a certificate"


@given(st.integers(0, len(SAMPLE) - 1))
def test_a_cut_certificate_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="not a certificate"):
        Certificate.parse(SAMPLE[:length])


def test_a_chain_is_read_in_its_order(tmp_path: Path) -> None:
    one, two = made(), made(RSA)
    file = tmp_path / "chain.pem"
    text = one.public_bytes(Encoding.PEM) + b"# a remark\n" + two.public_bytes(Encoding.PEM)
    file.write_bytes(b"remark\n" + text)
    assert [certificate.der for certificate in read_chain(file)] == [der(one), der(two)]


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "chain.pem"
    marks = b"-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n"
    for content in (b"", b"\xff\x00", marks, SAMPLE):
        file.write_bytes(content)
        with pytest.raises(ValueError, match="it holds no certificate in PEM"):
            read_chain(file)


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    ],
)
def test_a_file_with_a_broken_certificate_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "chain.pem"
    file.write_text(text)
    with pytest.raises(ValueError, match="it is not a certificate"):
        read_chain(file)


def test_a_domain_for_dns_is_in_a_labels() -> None:
    assert ascii_domain("bücher.example") == "xn--bcher-kva.example"
    assert ascii_domain("chat.example") == "chat.example"

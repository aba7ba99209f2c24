"""The LAN authority: made once, used again and again, never mended behind one's back."""

import io
import json
import ssl
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from magpie.server import authority
from magpie.server.authority import AuthorityError, make, private_pem
from magpie.server.certificate import Request, read_chain

NOW = 1_767_225_600_000_000  # 2026-01-01
DAY = 86_400_000_000


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    return Request(
        folder=str(tmp_path / "tls"),
        domain="bücher.example",
        ascii_domain="xn--bcher-kva.example",
        names=["xn--bcher-kva.example", "*.xn--bcher-kva.example", "localhost"],
        addresses=["127.0.0.1", "::1"],
        now=NOW,
    )


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def test_it_makes_four_files_that_only_the_owner_can_misuse(request_: Request) -> None:
    make(request_)
    folder = Path(request_.folder)
    modes = {file.name: mode(file) for file in folder.iterdir()}
    assert modes == {
        "authority.crt": 0o644,
        "authority.key": 0o600,
        "server.crt": 0o644,
        "server.key": 0o600,
    }
    assert mode(folder) == 0o700


def test_the_certificate_is_for_all_names_and_of_the_authority(request_: Request) -> None:
    make(request_)
    own, chained = read_chain(Path(request_.folder, "server.crt"))
    (signer,) = read_chain(Path(request_.folder, "authority.crt"))
    assert chained.der == signer.der
    assert own.is_issued_by(signer)
    assert own.names == {
        "xn--bcher-kva.example",
        "*.xn--bcher-kva.example",
        "localhost",
        "127.0.0.1",
        "::1",
        "bücher.example",
        "_xmpp-client.xn--bcher-kva.example",
        "_xmpp-server.xn--bcher-kva.example",
    }
    assert own.not_before == NOW - DAY
    assert own.not_after == NOW + 397 * DAY
    assert signer.not_after == NOW + 20 * 365 * DAY
    parsed = x509.load_der_x509_certificate(own.der)
    parsed.verify_directly_issued_by(x509.load_der_x509_certificate(signer.der))
    assert isinstance(key := parsed.public_key(), ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    purposes = parsed.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert ExtendedKeyUsageOID.SERVER_AUTH in purposes


def test_the_authority_may_sign_servers_only(request_: Request) -> None:
    make(request_)
    (signer,) = read_chain(Path(request_.folder, "authority.crt"))
    parsed = x509.load_der_x509_certificate(signer.der)
    basic = parsed.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)


def test_a_second_certificate_is_of_the_same_authority(request_: Request) -> None:
    make(request_)
    folder = Path(request_.folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    make(replace(request_, now=NOW + 300 * DAY, names=["localhost"]))
    after = {file.name: file.read_bytes() for file in folder.iterdir()}
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"server.crt", "server.key"}
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
        folder / "server.crt", folder / "server.key"
    )


def test_a_long_domain_does_not_break_the_common_name(request_: Request) -> None:
    domain = ".".join(["a" * 60] * 4)
    make(replace(request_, domain=domain, ascii_domain=domain, names=[domain]))
    assert read_chain(Path(request_.folder, "server.crt"))[0].covers(domain)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("authority.crt", None, "authority.crt: it is missing; bring it back"),
        ("authority.key", None, "authority.key: it is missing; bring it back"),
        ("authority.crt", b"x", "authority.crt: it is not a certificate in PEM"),
        ("authority.key", b"x", "authority.key: it is not a private key in PEM"),
        (
            "authority.key",
            private_pem(ec.generate_private_key(ec.SECP256R1())),
            "authority.key: it is not the key of authority.crt",
        ),
        (
            "authority.key",
            private_pem(rsa.generate_private_key(65537, 2048)),  # type: ignore[arg-type]
            "authority.key: it is not an ECDSA key",
        ),
    ],
)
def test_a_broken_authority_is_named_and_left_alone(
    request_: Request, name: str, content: bytes | None, error: str
) -> None:
    make(request_)
    folder = Path(request_.folder)
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(AuthorityError) as caught:
        make(request_)
    assert error in str(caught.value)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_draft_of_a_crash_does_not_stand_in_the_way(request_: Request) -> None:
    folder = Path(request_.folder)
    folder.mkdir()
    (folder / "authority.key.new").write_text("half a key")
    make(request_)
    assert sorted(file.name for file in folder.iterdir()) == [
        "authority.crt",
        "authority.key",
        "server.crt",
        "server.key",
    ]


def test_as_a_program_it_says_one_line(
    request_: Request, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(request: Request) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(asdict(request))))
        return authority.main()

    assert run(request_) == 0
    assert capsys.readouterr() == ("", "")
    Path(request_.folder, "authority.key").unlink()
    assert run(request_) == 2
    assert "authority.key: it is missing" in capsys.readouterr().err
    assert run(replace(request_, folder=request_.folder + "/server.crt")) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "Not a directory" in err or "File exists" in err

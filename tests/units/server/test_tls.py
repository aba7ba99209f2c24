"""TLS: what clients are shown, now and after a reload; every bad certificate is one line."""

import asyncio
import shutil
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from magpie.base.clock import ManualClock
from magpie.base.tasks import Tasks
from magpie.server import settings, tls
from magpie.server.authority import make
from magpie.server.certificate import Certificate, Request, read_chain
from magpie.server.tls import Certificates, TlsError, ask_authority

DAY = 86_400
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
KEYS: dict[str, Callable[[], Key]] = {
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
}


def clock_now() -> ManualClock:
    """OpenSSL looks at the machine's time, so this clock starts there."""
    return ManualClock(int(datetime.now(UTC).timestamp() * 1_000_000))


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """The authority runs here, which is quick; returns what it was asked."""
    asked: list[Request] = []

    def ask(request: Request) -> None:
        asked.append(request)
        make(request)

    monkeypatch.setattr(tls, "ask_authority", ask)
    return asked


def write_pair(
    folder: Path, name: str = "own", kind: str = "ec", domain: str = "localhost", days: int = 90
) -> settings.Tls:
    """A self-signed certificate such as an operator might name."""
    key = KEYS[kind]()
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) - timedelta(days=30)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = settings.Tls(folder / f"{name}.crt", folder / f"{name}.key")
    assert files.certificate is not None
    assert files.key is not None
    files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def shake(server: ssl.SSLContext, client: ssl.SSLContext) -> tuple[ssl.SSLObject, ssl.SSLObject]:
    """A handshake in memory: both ends, client first."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    near = client.wrap_bio(to_client, to_server, server_hostname="localhost")
    far = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for end in (near, far):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                pass
    return near, far


def trusting(*protocols: str) -> ssl.SSLContext:
    """A client that takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


def shown(server: ssl.SSLContext) -> bytes | None:
    return shake(server, trusting())[0].getpeercert(binary_form=True)


async def opened(folder: Path, named: settings.Tls | None = None) -> Certificates:
    found = Certificates(folder, ("localhost",), named or settings.Tls(), clock_now())
    await found.open()
    return found


async def test_a_client_that_trusts_the_authority_trusts_the_server(tmp_path: Path) -> None:
    found = await opened(tmp_path)
    client = ssl.create_default_context(cafile=str(tmp_path / "tls/authority.crt"))
    near, far = shake(found.context, client)
    assert near.version() == far.version() == "TLSv1.3"
    assert near.getpeercert(binary_form=True) == found.certificate.der
    assert found.authority is not None
    assert found.certificate.is_issued_by(found.authority)
    assert found.warnings == []
    near.write(b"hello")
    assert far.read() == b"hello"


async def test_tls_1_2_is_the_least(tmp_path: Path) -> None:
    found = await opened(tmp_path)
    client = trusting()
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    near, _ = shake(found.context, client)
    cipher = near.cipher()
    assert near.version() == "TLSv1.2"
    assert cipher is not None
    assert cipher[0].startswith("ECDHE-")
    assert found.context.minimum_version is ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(["xmpp-client"], "xmpp-client"), (["http/1.1", "xmpp-client"], "xmpp-client"),
     (["http/1.1"], None), ([], None)],
)  # fmt: skip
async def test_direct_tls_knows_its_protocol(
    tmp_path: Path, offered: list[str], chosen: str | None
) -> None:
    found = await opened(tmp_path)
    _, far = shake(found.context, trusting(*offered))
    assert far.selected_alpn_protocol() == chosen


async def test_it_is_made_once_and_then_read(
    tmp_path: Path, in_this_process: list[Request]
) -> None:
    first = await opened(tmp_path)
    second = await opened(tmp_path)
    assert first.certificate == second.certificate
    assert len(in_this_process) == 1


async def test_it_is_made_anew_before_it_ends(
    tmp_path: Path, in_this_process: list[Request]
) -> None:
    clock = clock_now()
    found = Certificates(tmp_path, ("localhost",), settings.Tls(), clock)
    await found.open()
    first, authority = found.certificate, found.authority
    clock.advance(366 * DAY)
    await found.reload()
    assert found.certificate == first
    clock.advance(2 * DAY)
    await found.reload()
    assert found.certificate != first
    assert found.certificate.not_after > first.not_after
    assert found.authority == authority
    assert len(in_this_process) == 2


async def test_it_looks_every_day(tmp_path: Path, in_this_process: list[Request]) -> None:
    clock, tasks = clock_now(), Tasks("tls")
    found = Certificates(tmp_path, ("localhost",), settings.Tls(), clock)
    await found.open()
    first = found.certificate
    clock.advance(365 * DAY)
    found.renew_daily(tasks)
    clock.advance(3 * DAY)
    assert len(tasks) == 3
    await asyncio.gather(*tasks._tasks)
    assert len(in_this_process) == 2
    assert found.certificate != first
    found.close()
    clock.advance(10 * DAY)
    assert clock.pending() == 0
    await tasks.close()


async def test_it_is_made_anew_for_a_new_name(
    tmp_path: Path, in_this_process: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await opened(tmp_path)
    monkeypatch.setattr(tls, "own_addresses", lambda: {"127.0.0.1", "192.0.2.99"})
    second = await opened(tmp_path)
    assert "192.0.2.99" in second.certificate.names
    assert second.authority == first.authority
    renamed = Certificates(tmp_path, ("example.org",), settings.Tls(), clock_now())
    await renamed.open()
    assert renamed.certificate.covers("example.org")
    assert renamed.certificate.covers("rooms.example.org")


@pytest.mark.parametrize("name", ["server.crt", "server.key"])
async def test_our_own_certificate_is_mended_when_it_is_broken(tmp_path: Path, name: str) -> None:
    first = await opened(tmp_path)
    (tmp_path / "tls" / name).write_text("broken")
    second = await opened(tmp_path)
    assert second.certificate != first.certificate
    assert second.authority == first.authority


async def test_our_own_certificate_follows_its_authority(tmp_path: Path) -> None:
    first = await opened(tmp_path)
    for name in ("authority.crt", "authority.key"):
        (tmp_path / "tls" / name).unlink()
    second = await opened(tmp_path)
    assert second.authority != first.authority
    assert second.authority is not None
    assert second.certificate.is_issued_by(second.authority)


async def test_a_broken_authority_is_one_line_once_it_is_needed(tmp_path: Path) -> None:
    await opened(tmp_path)
    (tmp_path / "tls/authority.key").write_text("broken")
    await opened(tmp_path)
    (tmp_path / "tls/server.key").unlink()
    before = (tmp_path / "tls/server.crt").read_bytes()
    with pytest.raises(Exception, match=r"authority\.key: it is not a private key in PEM"):
        await opened(tmp_path)
    assert (tmp_path / "tls/server.crt").read_bytes() == before


async def test_a_named_certificate_takes_the_place_of_ours(
    tmp_path: Path, in_this_process: list[Request]
) -> None:
    named = write_pair(tmp_path)
    found = await opened(tmp_path / "data", named)
    assert named.certificate is not None
    assert [found.certificate] == read_chain(named.certificate)
    assert found.authority is None
    assert shown(found.context) == found.certificate.der
    assert found.warnings == []
    assert not in_this_process
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(("before", "after"), [("ec", "ec"), ("rsa", "rsa"), ("ec", "rsa"),
                                               ("rsa", "ec")])  # fmt: skip
async def test_a_reload_shows_the_new_one_and_only_that(
    tmp_path: Path, before: str, after: str
) -> None:
    named = write_pair(tmp_path, kind=before)
    found = await opened(tmp_path, named)
    context = found.context
    first = found.certificate
    old_connection = shake(found.context, trusting())

    async def reload(kind: str) -> None:
        write_pair(tmp_path, kind=kind)
        await found.reload()
        assert found.context is context
        assert shown(context) == found.certificate.der
        client = trusting()
        client.maximum_version = ssl.TLSVersion.TLSv1_2
        for ciphers in ("aRSA", "aECDSA"):
            client.set_ciphers(f"ECDHE+AESGCM+{ciphers}")
            try:
                near, _ = shake(context, client)
            except ssl.SSLError:
                continue
            assert near.getpeercert(binary_form=True) == found.certificate.der
        _, far = shake(context, trusting("xmpp-client"))
        assert far.selected_alpn_protocol() == "xmpp-client"

    await reload(after)
    assert found.certificate != first
    await reload(after)
    await reload(before)
    near, far = old_connection
    near.write(b"still here")
    assert far.read() == b"still here"


async def test_a_bad_certificate_does_not_replace_a_good_one(tmp_path: Path) -> None:
    named = write_pair(tmp_path)
    found = await opened(tmp_path, named)
    first = found.certificate
    other = write_pair(tmp_path, "other")
    assert named.key is not None
    assert other.key is not None
    shutil.copy(other.key, named.key)
    with pytest.raises(TlsError, match="it is not the key of"):
        await found.reload()
    assert found.certificate == first
    assert shown(found.context) == first.der


@pytest.mark.parametrize(
    ("domain", "days", "warning"),
    [
        ("localhost", 10, "own.crt: the certificate ended on 20"),
        ("example.org", 90, "own.crt: the certificate is not for localhost"),
    ],
)
async def test_what_is_doubtful_is_said_and_used(
    tmp_path: Path, domain: str, days: int, warning: str
) -> None:
    found = await opened(tmp_path, write_pair(tmp_path, domain=domain, days=days))
    (said,) = found.warnings
    assert warning in said
    assert shown(found.context) == found.certificate.der


async def test_a_certificate_of_tomorrow_is_doubtful(tmp_path: Path) -> None:
    named = write_pair(tmp_path)
    clock = ManualClock(clock_now().now() - 40 * DAY * 1_000_000)
    found = Certificates(tmp_path, ("localhost",), named, clock)
    await found.open()
    assert "own.crt: the certificate is not valid before 20" in found.warnings[0]


@pytest.mark.parametrize("which", ["certificate", "key"])
async def test_a_bad_file_is_one_line(tmp_path: Path, which: str) -> None:
    good = write_pair(tmp_path)
    bad = tmp_path / "bad.pem"
    named = replace(good, **{which: bad})

    async def error() -> str:
        with pytest.raises(TlsError) as caught:
            await opened(tmp_path, named)
        return str(caught.value)

    assert await error() == f"{bad}: No such file or directory"
    bad.mkdir()
    assert await error() == f"{bad}: Is a directory"
    bad.rmdir()
    bad.write_text("hello")
    kind = {
        "certificate": "it holds no certificate in PEM",
        "key": "it is not a private key in PEM",
    }
    assert await error() == f"{bad}: {kind[which]}"


async def test_a_key_with_a_password_is_refused_without_asking_for_it(tmp_path: Path) -> None:
    named = write_pair(tmp_path)
    assert named.key is not None
    key = serialization.load_pem_private_key(named.key.read_bytes(), None)
    named.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"swordfish"),
        )
    )
    with pytest.raises(TlsError, match="the key is encrypted: take its password off"):
        await opened(tmp_path, named)


def test_the_authority_is_asked_in_a_process_of_its_own(tmp_path: Path) -> None:
    request = Request(str(tmp_path / "tls"), "a", "a", ["a"], [], clock_now().now())
    ask_authority(request)
    own, authority = read_chain(tmp_path / "tls/server.crt")
    assert own.is_issued_by(authority)
    (tmp_path / "tls/authority.crt").write_text("broken")
    with pytest.raises(TlsError, match=r"authority\.crt: it is not a certificate in PEM$"):
        ask_authority(request)


async def test_the_binding_is_of_what_clients_are_shown(tmp_path: Path) -> None:
    found = await opened(tmp_path)
    seen = shown(found.context)
    assert seen is not None
    assert Certificate.parse(seen).binding == found.binding
    assert len(found.binding) == 32

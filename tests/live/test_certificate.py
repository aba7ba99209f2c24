"""The server's certificate as clients see it."""

import asyncio
import signal
import ssl

import pytest
from tests.live.program import Program
from tests.live.wire import connected, trusting
from tests.scene.tcp import tls_context


@pytest.fixture(scope="module")
def own():
    """A server whose certificates may be spoilt."""
    with Program() as program:
        yield program


async def shown(server) -> dict:
    """What the server shows at direct TLS, checked against its authority."""
    _, writer = await asyncio.open_connection(
        server.host, server.tls_port, ssl=trusting(server), server_hostname="localhost"
    )
    certificate = writer.get_extra_info("peercert")
    binary = writer.get_extra_info("ssl_object").getpeercert(True)
    version = writer.get_extra_info("ssl_object").version()
    writer.transport.abort()  # no goodbye that the loop would have to wait for
    return {**certificate, "binary": binary, "version": version}


async def test_its_chain_verifies_and_its_names_are_right(server):
    certificate = await shown(server)
    names = certificate["subjectAltName"]
    assert ("DNS", "localhost") in names
    assert ("IP Address", "127.0.0.1") in names
    assert certificate["version"] == "TLSv1.3"
    starttls = await connected(server)
    await starttls.starts_tls(trusting(server))
    starttls.drop()


async def test_nobody_else_vouches_for_it(server):
    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncio.open_connection(
            server.host,
            server.tls_port,
            ssl=ssl.create_default_context(),
            server_hostname="localhost",
        )


async def test_tls_before_1_2_is_refused(server):
    context = tls_context(None)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await asyncio.open_connection(server.host, server.tls_port, ssl=context)


async def test_sighup_reloads_it_and_sessions_stay(own):
    server = own
    before = await shown(server)
    idle = await connected(server)
    for file in ("server.crt", "server.key"):
        (server.data / "tls" / file).unlink()
    server.process.send_signal(signal.SIGHUP)
    server.waits_for("tls.reloaded")
    after = await shown(server)
    assert after["binary"] != before["binary"]
    assert not idle.is_closed
    await idle.starts_tls(trusting(server))
    idle.drop()


async def test_a_bad_certificate_does_not_replace_a_good_one(own):
    server = own
    before = await shown(server)
    (server.data / "tls/server.crt").write_text("not a certificate")
    (server.data / "tls/authority.key").unlink()
    server.process.send_signal(signal.SIGHUP)
    server.waits_for("tls.not_reloaded")
    assert (await shown(server))["binary"] == before["binary"]
    assert [line for line in server.errors() if "tls.not_reloaded" in line]

"""Coming back with a token over real TLS, bound to the real certificate, and after a restart."""

import base64
import hashlib

import pytest
from tests.live.wire import OPEN, PASSWORD, connected, trusting
from tests.scene.sasl2 import NS, NS_BIND, NS_FAST, NS_SM, authenticate, encoded, hashed, token_of
from tests.scene.tcp import HEADER, TcpEar
from tests.units.xmpp.scram_client import ScramClient

MECHANISM = "HT-SHA-256-ENDP"
REQUEST = f"<request-token xmlns='{NS_FAST}' mechanism='{MECHANISM}'/>"
WISH = (
    f"<fast xmlns='{NS_FAST}'/><bind xmlns='{NS_BIND}'><tag>Live</tag>"
    f"<enable xmlns='urn:xmpp:carbons:2'/><enable xmlns='{NS_SM}' resume='true'/></bind>"
)


def end_point(ear: TcpEar) -> bytes:
    """RFC 5929, 4.1: the hash of the certificate; ours are signed with SHA-256."""
    tls = ear.writer.get_extra_info("ssl_object")
    return hashlib.sha256(tls.getpeercert(True)).digest()


async def direct(server) -> TcpEar:
    """A connection that begins with TLS and has said nothing else."""
    ear = TcpEar(server.domain)
    OPEN.append(ear)
    await ear.connects(server.host, server.tls_port, trusting(server))
    return ear


async def signed_in(server, ear: TcpEar, name: str, inline: str):
    """By SCRAM, bound to the channel: the success."""
    await ear.opens()
    gs2 = "p=tls-server-end-point,,"
    client = ScramClient("sha256", name, PASSWORD, gs2=gs2, binding=end_point(ear))
    await ear.says(authenticate("SCRAM-SHA-256-PLUS", client.first(), inline))
    challenge = await ear.next("challenge")
    final = client.final(base64.b64decode(challenge.text))
    await ear.says(f"<response xmlns='{NS}'>{encoded(final)}</response>")
    success = await ear.next("success")
    assert base64.b64decode(success.child_text("additional-data", NS) or "") == client.signature
    return success


@pytest.mark.parametrize("way", ["starttls", "direct-tls"])
async def test_all_is_said_at_once_and_answered_at_once(new_server, way):
    server = new_server()
    server.adds("romeo", PASSWORD)
    if way == "direct-tls":
        first = await direct(server)
    else:
        first = await connected(server)
        await first.starts_tls(trusting(server))
    token = token_of(await signed_in(server, first, "romeo", REQUEST))
    first.drop()
    server.stop()
    server.start()

    again = await direct(server)
    proof = hashed(token, "romeo", WISH, MECHANISM, end_point(again))
    await again.says(HEADER.format(domain="localhost") + proof + "<presence/>")
    await again.next("features")
    success = await again.next("success")
    assert (success.child_text("authorization-identifier", NS) or "").startswith("romeo@localhost/")
    assert success.child("bound", NS_BIND).has("enabled", NS_SM)
    await again.next("features")
    await again.find(lambda one: one.name == "presence")
    server.runs("user", "password", "romeo", "--password", "another")
    again.drop()
    late = await direct(server)
    await late.opens()
    await late.says(hashed(token, "romeo", WISH, MECHANISM, end_point(late)))
    assert (await late.next("failure")).has("not-authorized", "urn:ietf:params:xml:ns:xmpp-sasl")

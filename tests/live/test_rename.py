"""`magpie rename`: a real server moves, and people find everything under the new domain."""

import asyncio
import socket

from tests.live.program import Program
from tests.live.wire import OPEN, PASSWORD, online, trusting
from tests.scene.tcp import TcpEar

NEW = "new.example"
MAM = (
    "<iq type='set' id='mam'><query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'>"
    "<field var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>"
    "<field var='with'><value>{}</value></field></x></query></iq>"
)


async def signed_in(server: Program, name: str, domain: str) -> TcpEar:
    """By somebody who still types `domain`, or does so again."""
    ear = TcpEar(domain)
    OPEN.append(ear)
    await ear.connects(server.host, server.port)
    await ear.starts_tls(trusting(server))
    await ear.opens()
    await ear.signs_in(name, PASSWORD)
    await ear.binds("again")
    return ear


async def test_a_server_moves_with_all_it_has(new_server):
    server: Program = new_server()
    romeo, juliet = await online(server, "romeo"), await online(server, "juliet")
    await romeo.says(
        "<message type='chat' to='juliet@localhost' id='before'><body>here</body></message>"
    )
    await juliet.says("<presence/>")
    await juliet.find(lambda one: one.get("id") == "before")

    running = server.runs("rename", NEW)
    assert running.returncode == 2
    assert "using the data folder" in running.stderr
    await asyncio.to_thread(server.stop)
    done = server.runs("rename", NEW, "--keep", "2 days")
    assert done.returncode == 0, done.stderr
    assert f"localhost is {NEW} now" in done.stdout
    assert (server.data / "magpie.db.localhost.backup").exists()
    await asyncio.to_thread(server.start)  # with --domain localhost, as ever: it is a former one
    assert any("settings.outdated" in line for line in server.log)

    # Under the new domain, and under the old one
    for name, domain in (("romeo", NEW), ("juliet", "localhost")):
        ear = await signed_in(server, name, domain)
        peer = "juliet" if name == "romeo" else "romeo"
        await ear.says(MAM.format(f"{peer}@{NEW}"))
        result = await ear.find(lambda one: one.name == "message" and b"urn:xmpp:mam:2" in
                                one.to_bytes())  # fmt: skip
        shown = result.to_bytes().decode()
        assert "here" in shown
        assert f"to='juliet@{NEW}'" in shown
        assert "localhost" not in shown
        ear.drop()

    # The certificate has both names
    names = await asyncio.to_thread(certificate_names, server)
    assert {NEW, "localhost", f"rooms.{NEW}"} <= names


def certificate_names(server: Program) -> set[str]:
    context = trusting(server)
    context.check_hostname = False
    with (
        socket.create_connection((server.host, server.tls_port)) as plain,
        context.wrap_socket(plain, server_hostname=NEW) as secured,
    ):
        certificate = secured.getpeercert()
    assert certificate is not None
    return {value for kind, value in certificate["subjectAltName"] if kind == "DNS"}

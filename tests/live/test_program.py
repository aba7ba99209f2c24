"""`magpie serve` as an operator meets it."""

from pathlib import Path

import pytest
from tests.live.program import port_of
from tests.live.wire import OPEN, PASSWORD, online, trusting
from tests.scene.tcp import TcpEar


def test_it_runs_on_uvloop(server):
    maps = Path(f"/proc/{server.process.pid}/maps").read_text()
    assert "/uvloop/loop." in maps


async def test_what_was_said_is_there_after_a_restart(new_server, name):
    server = new_server()
    romeo = await online(server, name("romeo"))
    (await online(server, name("juliet"))).drop()
    await romeo.says(
        f"<message type='chat' to='{name('juliet')}@localhost'><body>Wait for me</body></message>"
    )
    await romeo.pings()
    server.stop()  # by SIGTERM, within five seconds
    assert await romeo.ends() == "system-shutdown"
    server.start()
    juliet = await online(server, name("juliet"), new=False)
    await juliet.says("<presence/>")
    heard = await juliet.find(lambda one: one.name == "message")
    assert heard.child_text("body") == "Wait for me"
    assert heard.has("delay", "urn:xmpp:delay")


def test_two_servers_do_not_share_a_folder(server):
    second = server.runs("serve")
    assert second.returncode == 2
    assert len(second.stderr.splitlines()) == 1


@pytest.mark.parametrize("direct", [False, True], ids=["starttls", "direct-tls"])
async def test_it_listens_where_it_is_told_on_both_families(new_server, name, direct):
    """Dual stack and several addresses, each as good as the other (XEP-0368)."""
    wanted = ["127.0.0.1", "127.0.0.2", "[::1]"]
    listen = "[" + ", ".join(f'"{one}:0"' for one in wanted) + "]"
    server = new_server(**{"c2s.listen": listen, "c2s.direct_tls": listen})
    assert [one.rpartition(":")[0] for one in server.addresses] == wanted * 2
    server.adds("anna", PASSWORD)
    for address in server.addresses[3 * direct :][:3]:
        ear = TcpEar(server.domain)
        OPEN.append(ear)
        host = address.rpartition(":")[0].strip("[]")
        await ear.connects(host, port_of(address), trusting(server) if direct else None)
        if not direct:
            await ear.starts_tls(trusting(server))
        await ear.opens()
        await ear.signs_in("anna", PASSWORD)
        assert await ear.binds(f"at-{host}") == f"anna@localhost/at-{host}"

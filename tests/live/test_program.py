"""`magpie serve` as an operator meets it."""

from pathlib import Path

from tests.live.wire import online


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

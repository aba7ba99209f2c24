"""People come from another server's real export, sign in as before, and find what they had."""

import subprocess

import pytest
from tests.live.friends import Friend
from tests.live.peers import Ejabberd, export_of_prosody, two_lives
from tests.live.program import MAGPIE, Program
from tests.live.prosody import Prosody


def take_in(program: Program, export) -> str:
    """Import into the folder of a server that does not run; what the program says."""
    run = [MAGPIE, "import", export, "--data", program.data, "--set", "server.domain=localhost"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_people_come_from_prosody():
    with Prosody() as old:
        await two_lives(old)
        old.stop()
        new = Program()
        said = take_in(new, export_of_prosody(old))
    assert "accounts              3" in said
    with new:
        romeo, juliet, nurse = await they_meet_again(new)
        history = [("romeo@localhost", "But soft"), ("juliet@localhost", "Ay me")]
        assert (await juliet.history())[:2] == history
        assert (await romeo.history(with_jid="juliet@localhost"))[:2] == history
        node = "http://jabber.org/protocol/nick"
        items = await romeo.plugin["xep_0060"].get_items("romeo@localhost", node)
        assert "Romy" in str(items)
        assert "accounts              3" in exported(new)  # while it runs
        for one in (romeo, juliet, nurse):
            await one.leaves()
        assert new.errors() == []


def exported(program: Program) -> str:
    """Export from a server that runs; what an import of that would do."""
    target = program.data / "all.xml"
    run = [MAGPIE, "export", "--data", program.data, "--output", target]
    subprocess.run(run, check=True, capture_output=True)
    run = [MAGPIE, "import", target, "--data", program.data / "none", "--dry-run"]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert "left out" not in done.stdout
    assert not (program.data / "none").exists()
    return done.stdout


@pytest.mark.parametrize("format", ["scram", "plain"])
async def test_people_come_from_ejabberd(format):
    """Of 23.01, which exports neither archives nor personal nodes."""
    with Ejabberd(format) as old:
        await two_lives(old)
        new = Program()
        said = take_in(new, old.export())
    assert "accounts              3" in said
    with new:
        romeo, juliet, nurse = await they_meet_again(new)
        card = await romeo.plugin["xep_0054"].get_vcard("romeo@localhost", local=False)
        assert card["vcard_temp"]["FN"] == "Romeo Montague"
        blocked = await romeo.plugin["xep_0191"].get_blocked()
        assert [one["jid"] for one in blocked["blocklist"]["items"]] == ["tybalt@localhost"]
        await nurse.hears("romeo@localhost", "Greet thy lady")
        for one in (romeo, juliet, nurse):
            await one.leaves()
        assert new.errors() == []


async def they_meet_again(server):
    """With their old passwords; contacts are what they were."""
    romeo = Friend(server, "romeo", "orchard")
    juliet = Friend(server, "juliet", "balcony")
    for one in (romeo, juliet):
        for plugin in ("xep_0054", "xep_0163", "xep_0191"):
            one.register_plugin(plugin)
        await one.is_there()
    contact = romeo.client_roster["juliet@localhost"]
    assert (contact["name"], contact["groups"]) == ("My love", ["Capulets"])
    assert contact["subscription"] == "both"
    await romeo.sees("juliet@localhost")
    await romeo.says("juliet@localhost", "It is the east")
    await juliet.hears("romeo@localhost", "It is the east")
    nurse = Friend(server, "nurse", "hall")  # who was away when she was asked
    nurse.auto_authorize = True
    await nurse.is_there()
    await romeo.sees("nurse@localhost")
    return romeo, juliet, nurse

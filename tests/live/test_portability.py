"""People come from another server's real export, sign in as before, and find what they had."""

import subprocess

from tests.live.friends import Friend
from tests.live.peers import export_of_prosody, two_lives
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
        await they_find_everything(new)
        assert new.errors() == []


async def they_find_everything(server):
    romeo = Friend(server, "romeo", "orchard")
    juliet = Friend(server, "juliet", "balcony")
    for one in (romeo, juliet):
        one.register_plugin("xep_0163")
        await one.is_there()
    contact = romeo.client_roster["juliet@localhost"]
    assert (contact["name"], contact["groups"]) == ("My love", ["Capulets"])
    assert contact["subscription"] == "both"
    await romeo.sees("juliet@localhost")
    history = [("romeo@localhost", "But soft"), ("juliet@localhost", "Ay me")]
    assert await juliet.history() == history
    assert await romeo.history(with_jid="juliet@localhost") == history
    items = await romeo.plugin["xep_0060"].get_items(
        "romeo@localhost", "http://jabber.org/protocol/nick"
    )
    assert "Romy" in str(items)
    await romeo.says("juliet@localhost", "It is the east")
    await juliet.hears("romeo@localhost", "It is the east")
    nurse = Friend(server, "nurse", "hall")
    nurse.auto_authorize = True
    await nurse.is_there()
    await romeo.sees("nurse@localhost")
    for one in (romeo, juliet, nurse):
        await one.leaves()

"""Announcements, the message of the day and the greeting, as conversations."""

import pytest

from magpie.server.announcements import Announcements
from magpie.server.commands import CommandError, Commands

pytestmark = pytest.mark.memory

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"


def heard(device):
    """What the server has said to a device."""
    found = [
        (one.child_text("subject"), one.child_text("body"))
        for one in device.unread
        if one.name == "message" and one.get("from") == "localhost"
    ]
    device.forget()
    return found


async def on_stage(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await scene.begins()
    await romeo.is_online()
    return romeo, juliet


async def test_an_announcement_reaches_who_is_away_later(scene):
    romeo, juliet = await on_stage(scene)
    await juliet.closes()
    run = scene.host.commands.run
    told = await run("announcement.send", {"text": "The ball begins", "subject": "Tonight"})
    await scene.settles()
    assert told == 2
    assert heard(romeo) == [("Tonight", "The ball begins")]
    back = scene.enter(JULIET)
    await back.is_online()
    later = scene.enter("juliet@localhost/phone")
    await later.sends("<presence/>")
    await back.sends("<iq type='set' id='m'><query xmlns='urn:xmpp:mam:2' queryid='q'/></iq>")
    assert "The ball begins" in "".join(map(str, back.unread))
    for device in (romeo, juliet, back, later):
        device.forget()


async def test_only_to_those_who_are_here(scene):
    romeo, juliet = await on_stage(scene)
    await juliet.closes()
    told = await scene.host.commands.run("announcement.send", {"text": "Hush", "online": True})
    await scene.settles()
    assert told == 1
    assert heard(romeo) == [(None, "Hush")]
    back = scene.enter(JULIET)
    await back.sends("<presence/>")
    assert heard(back) == []
    romeo.forget()


async def test_the_message_of_the_day_is_told_once_to_each(scene):
    romeo, juliet = await on_stage(scene)
    run = scene.host.commands.run
    await run("motd.set", {"text": "Masks on"})
    await scene.settles()
    assert heard(romeo) == [(None, "Masks on")]
    assert heard(juliet) == []
    await juliet.sends("<presence/>")
    assert heard(juliet) == [(None, "Masks on")]
    phone = scene.enter("juliet@localhost/phone")
    await phone.sends("<presence/>")
    assert heard(phone) == []
    # Corrected: who was told is not told again; set anew: everybody
    await run("motd.set", {"text": "Masks on!", "again": False})
    await scene.settles()
    assert heard(romeo) == []
    assert await run("motd.show", {}) == "Masks on!"
    await run("motd.set", {"text": "Masks off"})
    await scene.settles()
    assert heard(romeo) == [(None, "Masks off")]
    again = Announcements(restarted(scene.host))
    await again.load()
    assert again.motd.text == "Masks off"
    assert {one.local for one in again._seen} == {"romeo", "juliet"}
    await run("motd.delete", {})
    paris = scene.enter("paris@localhost/street")
    await paris.sends("<presence/>")
    assert heard(paris) == []
    for device in (romeo, juliet, phone):
        device.forget()


def restarted(host):
    host.commands = Commands()
    return host


async def test_new_accounts_are_greeted(scene):
    romeo, juliet = await on_stage(scene)
    await scene.host.commands.run("welcome.set", {"text": "Welcome to Verona"})
    await scene.host.accounts.create("paris", "a count")
    await scene.settles()
    paris = scene.enter("paris@localhost/street")
    scene._accounts["paris@localhost"] = True
    await paris.sends("<presence/>")
    assert heard(paris) == [(None, "Welcome to Verona")]
    romeo.forget(), juliet.forget()


@pytest.mark.parametrize("text", ["", " \n ", "x" * 10_001])
async def test_what_cannot_be_said(scene, text):
    await on_stage(scene)
    for name in ("announcement.send", "motd.set", "welcome.set"):
        with pytest.raises(CommandError):
            await scene.host.commands.run(name, {"text": text})

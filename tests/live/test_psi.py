"""Psi+, with its window on a screen of its own: old ways, kept in step. Slow: `make clients`.

Its pictures are in `build/pictures/clients`.
"""

from pathlib import Path

import pytest
from slixmpp.plugins.xep_0402.stanza import Conference
from tests.live.clients import give_away
from tests.live.program import Program
from tests.live.screen import Screen
from tests.live.test_gajim import MAGPIE, SAID, shows_picture, until
from tests.live.test_rooms import Bot
from tests.live.wire import PASSWORD

pytestmark = pytest.mark.slow
ACCOUNT = """<!DOCTYPE accounts>
<accounts xmlns="http://psi-im.org/options"><accounts><a0>
<name type="QString">Magpie</name><enabled type="bool">true</enabled><auto type="bool">true</auto>
<jid type="QString">{jid}</jid><use-host type="bool">true</use-host>
<host type="QString">{host}</host><port type="int">{port}</port><ssl type="QString">auto</ssl>
<resource type="QString">psi</resource><automatic-resource type="bool">false</automatic-resource>
<priority type="int">5</priority></a0></accounts></accounts>
"""
QUIET = """<!DOCTYPE psi>
<psi version="1.4.554" xmlns="http://psi-im.org/options"><progver>1.4.554</progver><options>
<ui><tip><show type="bool">false</show></tip></ui></options></psi>
"""


def set_up(screen: Screen, server: Program, jid: str) -> None:
    """Give it this account, and trust in the server's authority."""
    profile = Path(screen.env["XDG_CONFIG_HOME"]) / "psi+/profiles/default"
    certificates = Path(screen.env["XDG_DATA_HOME"]) / "psi+/certs"
    for folder in (profile, certificates):
        folder.mkdir(parents=True)
    (certificates / "authority.pem").write_text(server.authority.read_text())
    account = ACCOUNT.format(jid=jid, host=server.host, port=server.port)
    (profile / "accounts.xml").write_text(account)
    (profile / "options.xml").write_text(QUIET)
    give_away(screen.home)


async def test_it_joins_by_a_bookmark_of_the_new_form_and_finds_the_history(new_server):
    server, room = new_server(), "garden@rooms.localhost"
    ben, phone = (Bot(server, name, "phone", signs_up=True) for name in ("ben", "ana"))
    await ben.is_there()
    await shows_picture(ben, MAGPIE.read_bytes())
    await ben.makes(room, "Ben", roomname="The garden", persistentroom="1")
    for text in SAID:
        ben.tells(room, text)
    await ben.hears_said("Ben", SAID[-1])
    await phone.is_there()
    for plugin in ("xep_0223", "xep_0402"):
        phone.register_plugin(plugin)
    bookmark = Conference()
    bookmark["name"], bookmark["autojoin"], bookmark["nick"] = "The garden", True, "Ana"
    await phone.plugin["xep_0223"].store(bookmark, node=Conference.namespace, id=room)
    async with Screen() as screen:
        set_up(screen, server, "ana@localhost")
        screen.starts("psi-plus")

        async def answer() -> None:
            if "Password" in await screen.active():
                await screen.types(PASSWORD)

        await until(lambda: "ana@localhost/psi" in ben.online, answer)
        await until(lambda: "Ana" in ben.muc.get_roster(room))
        await screen.picture("psi-room")
        ben.tells(room, "Welcome, Ana!")
        await ben.hears_said("Ben", "Welcome, Ana!")
        await screen.picture("psi-room")

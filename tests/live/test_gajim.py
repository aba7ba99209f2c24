"""Gajim, with its window on a screen of its own. Slow: `make clients` runs it.

Its pictures are in `build/pictures/clients`.
"""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest
from tests.live.clients import profanity
from tests.live.gajim import set_up
from tests.live.program import Program
from tests.live.screen import PATIENCE, Screen
from tests.live.test_omemo import NOISY, encrypts, kept, ready
from tests.live.test_rooms import PASSWORD, Bot
from tests.live.wire import trusting

import magpie.web

pytestmark = pytest.mark.slow
MAGPIE = Path(magpie.web.__file__).with_name("static") / "icon-192.png"
SAID = ["The roses have opened.", "Shall we meet there at six?", "我们六点见。"]


async def until(is_true: Callable[[], object], act: Callable[[], object] | None = None) -> None:
    """Wait for what a program does of which no event tells; `act` again and again meanwhile."""
    async with asyncio.timeout(PATIENCE):
        while not is_true():
            if act is not None:
                await act()
            await asyncio.sleep(0.3)


async def accepts_invitation(server: Program, name: str) -> None:
    """Make an account on the page of an invitation."""
    link = server.runs("invite", "create", "--name", name).stdout
    token = re.search(r"/invite/([^#\s]+)", link)[1]
    async with aiohttp.ClientSession() as http:
        answer = await http.post(
            f"{server.https}/invite/{token}",
            data={"name": name, "password": PASSWORD},
            headers={"Origin": server.https},
            ssl=trusting(server),
            allow_redirects=False,
        )
        assert (answer.status, answer.headers["Location"]) == (303, "/chat")


async def shows_picture(friend: Bot, picture: bytes) -> str:
    """Publish an avatar; its name."""
    for plugin in ("xep_0060", "xep_0163", "xep_0084"):
        friend.register_plugin(plugin)
    avatar = friend.plugin["xep_0084"]
    name = avatar.generate_id(picture)
    await avatar.publish_avatar(picture)
    info = {"id": name, "type": "image/png", "bytes": len(picture)}
    await avatar.publish_avatar_metadata(info)
    return name


async def test_it_signs_in_shows_avatars_and_finds_a_rooms_history(new_server):
    server, room = new_server(), "garden@rooms.localhost"
    await accepts_invitation(server, "ana")
    ben = Bot(server, "ben", "desk", signs_up=True)
    await ben.is_there()
    picture = await shows_picture(ben, MAGPIE.read_bytes())
    await ben.makes(room, "Ben", roomname="The garden", persistentroom="1")
    for text in SAID:
        ben.tells(room, text)
    await ben.hears_said("Ben", SAID[-1])
    ben.muc.set_subject(room, "Gardeners, old and new")
    await ben.until(lambda: ben.subjects)
    async with Screen() as screen:
        window = set_up(screen, server, "ana@localhost", PASSWORD)
        window.start()
        await until(lambda: "ana@localhost/gajim" in ben.online)
        await screen.resizes("Gajim", 1000, 640)

        async def enter() -> None:
            if await screen.active() == "Start / Join Chat":  # it finds the room, then shows it
                await screen.presses("Return")
            else:
                await window.opens(f"xmpp:{room}?join")

        await until(lambda: "ana" in ben.muc.get_roster(room), enter)
        await until(lambda: set(SAID) <= set(window.heard()))
        ben.tells(room, "Welcome, Ana!")
        await ben.says("ana@localhost", "Did you find us?")
        await until(lambda: {"Welcome, Ana!", "Did you find us?"} <= set(window.heard()))
        await until(lambda: picture in window.pictures())
        await window.opens(f"xmpp:{room}?join")
        await screen.types("Here I am")
        await ben.hears_said("ana", "Here I am")
        await until(lambda: "Here I am" in window.heard())
        await screen.picture("gajim-room", "1002x665")


async def test_it_talks_with_profanity_and_nobody_can_read_it(server, name):
    romeo, juliet = (f"{name(one)}@localhost" for one in ("romeo", "juliet"))
    for jid in (romeo, juliet):
        server.adds(jid.partition("@")[0], PASSWORD)
    friend = Bot(server, name("friar"), "cell", signs_up=True)
    await friend.is_there()
    async with Screen() as screen, profanity(server, *NOISY) as his:
        hers = set_up(screen, server, juliet, PASSWORD, "omemo", encrypted=(romeo,))
        hers.start()
        await until(lambda: f"{juliet}/gajim" in friend.online)
        await ready(his, server, romeo)
        await encrypts(his, juliet)
        await his.types("A word that nobody else may read")
        await until(lambda: "A word that nobody else may read" in hers.heard())
        await screen.resizes("Gajim", 1000, 640)
        await hers.opens(f"xmpp:{romeo}?message")
        await screen.picture("gajim-omemo")
        await screen.types("Nor this one that answers it")
        await his.shows("Nor this one that answers it")
        await screen.picture("gajim-omemo")
    for text in ("nobody else may read", "one that answers it"):
        assert not kept(server, text)

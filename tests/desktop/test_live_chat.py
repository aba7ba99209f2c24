"""The whole: two people at their windows, a real server between them."""

import asyncio
import os
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt, QUrl
from tests.desktop.person import Person
from tests.live.program import Program

from magpie.desktop.core.entities.transfer import Stage
from magpie.desktop.ui.garbage import collected_here
from magpie.desktop.ui.main import end_all

MOVING = (Stage.RUNNING, Stage.DONE)


@pytest.fixture(scope="module")
def server():
    with Program() as program:
        yield program
    assert program.errors() == []


@pytest.fixture
def live(qt, languages, complaints):
    """Runs a coroutine in Qt's loop; what still runs then ends."""

    def run(act) -> None:
        languages.use("en")
        loop = qasync.QEventLoop(qt)
        asyncio.set_event_loop(loop)
        with collected_here(), loop:
            try:
                loop.run_until_complete(act())
            finally:
                loop.run_until_complete(end_all())
        asyncio.set_event_loop(None)

    return run


@asynccontextmanager
async def windows(*people: Person):
    async with AsyncExitStack() as stack:
        for person in people:
            await person.opens()
            stack.push_async_callback(person.closes)
        yield


def test_two_people_from_signing_up_to_a_file_that_has_arrived(live, server, tmp_path):
    ana, ben = (Person(name, f"127.0.0.1:{server.port}", tmp_path) for name in ("ana", "ben"))

    async def act() -> None:
        async with windows(ana, ben):
            for person in (ana, ben):
                await person.enters()
            await ben.comes_here()
            await ben.opens_chat_with(ana)
            await ana.comes_here()
            await ana.opens_chat_with(ben)
            await they_write(ana, ben)
            await they_react(ana, ben)
            await a_file_goes(ana, ben, tmp_path)
            await ben_goes_and_comes_back(ana, ben)

    live(act)


async def they_write(ana: Person, ben: Person) -> None:
    await ana.types("Can you hear me?")
    await ben.reads("Can you hear me?")
    await ana.until(lambda: ana.row("MessageRow", delivery="delivered"))
    await ben.comes_here()  # and sees it
    await ana.until(lambda: ana.row("MessageRow", delivery="read"))


async def they_react(ana: Person, ben: Person) -> None:
    """Ben answers her message and chooses a thumb for it; Ana corrects it."""
    await ben.does_with("Can you hear me?", "Reply")
    await ben.types("Loud and clear")
    await ben.does_with("Can you hear me?", "React with 👍")
    await ana.reads("Loud and clear", "👍")
    assert ana.row("Quote", words="Can you hear me?")
    await ana.comes_here()
    await ana.key(Qt.Key.Key_Up)
    await ana.until(lambda: ana.sees("Edit message"))
    await ana.types(" Over.")
    await ben.reads("Can you hear me? Over.", "edited")


async def a_file_goes(ana: Person, ben: Person, folder: Path) -> None:
    """From device to device: offered, accepted, on its way, done, for both to see."""
    film = folder / "harbour film.bin"
    film.write_bytes(os.urandom(3_000_000))
    stages = {one.name: stages_of(one) for one in (ana, ben)}
    ana.view.offer_files([QUrl.fromLocalFile(str(film))])
    await ana.reads("harbour film.bin")
    await ana.presses("Send directly")
    await ana.presses("Send")
    await ben.reads("harbour film.bin", "wants to send this")
    await ana.reads("waiting for an answer")
    await ben.comes_here()
    await ben.presses("Save")
    for person in (ana, ben):
        await person.until(lambda person=person: person.button("Show in folder"))
        known = [one for one in stages[person.name] if one in (Stage.OFFERED, *MOVING)]
        assert known == [Stage.OFFERED, *MOVING]
    saved = ben.folder / "downloads" / film.name
    assert saved.read_bytes() == film.read_bytes()


def stages_of(person: Person) -> list[Stage]:
    """Each stage of their file, as it comes."""
    found: list[Stage] = []

    def note(_: object) -> None:
        (one,) = person.client.transfers.items
        if one.stage not in found:
            found.append(one.stage)

    person.client.transfers.items.changed.connect(note)
    return found


async def ben_goes_and_comes_back(ana: Person, ben: Person) -> None:
    """While he is away she writes; he finds it, and is here again."""
    await ben.closes()
    await ana.reads("0 online of 1", "last seen")
    await ana.comes_here()
    await ana.types("For when you are back")
    await ana.until(lambda: ana.row("MessageRow", delivery="sent"))
    await ben.opens()
    await ben.reads("For when you are back", "Loud and clear")
    await ana.reads("1 online of 1")
    await ben.comes_here()
    await ben.until(lambda: ben.view is not None)
    await ana.until(lambda: ana.view.messages.row(0)["delivery"] == "read")


def test_two_windows_of_one_account_show_the_same(live, server, tmp_path):
    place = f"127.0.0.1:{server.port}"
    laptop, phone = (Person("eva", place, tmp_path, device=one) for one in ("laptop", "phone"))
    dan = Person("dan", place, tmp_path)

    async def act() -> None:
        async with windows(laptop, phone, dan):
            await dan.enters()
            await laptop.enters()
            await phone.enters(signs_up=False)
            await dan.comes_here()
            await dan.opens_chat_with(laptop)
            for text in ("One", "Two"):
                await dan.types(text)
            for one in (laptop, phone):
                await one.until(lambda one=one: one.window.title() == "(2) Magpie")
                await one.reads("Two")

            # Read on the laptop, it is read on the phone
            await laptop.comes_here()
            await laptop.double_clicks(lambda: laptop.row("ChatRow", name="dan"))
            for one in (laptop, phone):
                await one.until(lambda one=one: one.window.title() == "Magpie")
            await dan.until(lambda: dan.view.messages.row(0)["delivery"] == "read")

            # What one says on either is in both, in the same order
            await laptop.types("From the laptop")
            await phone.comes_here()
            await phone.clicks(lambda: phone.row("ChatRow", name="dan"))
            await phone.reads("From the laptop")
            await phone.types("From the phone")
            await laptop.reads("From the phone")
            await dan.reads("From the phone")
            seen = [[one.body for one in who.view.timeline.items] for who in (laptop, phone, dan)]
            assert seen == [["One", "Two", "From the laptop", "From the phone"]] * 3

    live(act)

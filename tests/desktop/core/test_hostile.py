"""What others may send, and what a disk may do."""

import asyncio
import gc

import pytest
from msgspec import structs
from tests.desktop.fake import ANA, BEN
from tests.desktop.pulse import ALLOWED, pulse

from magpie.desktop.core import safe
from magpie.desktop.core.content import Arrival, Text
from magpie.desktop.core.entities.notice import HistoryRebuilt
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Arrived, Contact


async def test_ten_thousand_at_once_neither_freeze_nor_fail(device, server):
    ana, _ = await device(ANA), await device(BEN)
    (sender,) = server.links[BEN]
    gc.collect()
    gc.freeze()  # what the tests have loaded is not our subject
    async with pulse() as measured:
        for number in range(0, 10_000, 100):  # a hundred in each read of the socket
            for index in range(number, number + 100):
                sender.send_text(ANA, f"text {index}")
            await asyncio.sleep(0)
        await ana.until(lambda: ana.last(BEN) == "text 9999", within=60)
    gc.unfreeze()
    assert ana.client.conversations.items[0].unread == 10_000
    assert measured.longest < ALLOWED


async def test_a_megabyte_of_text_is_kept_and_searched(device, server):
    ana, _ = await device(ANA), await device(BEN)
    (sender,) = server.links[BEN]
    sender.send_text(ANA, "needle " + "x" * 1_000_000)
    await ana.until(lambda: ana.last(BEN))
    assert len(ana.last(BEN)) == 1_000_007
    assert len(await ana.client.search.messages("needle")) == 1


async def test_names_cannot_turn_or_hide_what_stands_beside_them(device, server):
    server.rosters[ANA][BEN] = Contact(BEN, "Ben\u202e\u200bnelaH\n\u0301\u0301\u0301\u0301\u0301!")
    ana = await device(ANA)
    (person,) = [p for p in ana.client.people.items if p.address == BEN]
    assert person.name == "BennelaH \u0301\u0301\u0301!"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\evil\\run\u202etxt.exe", "runtxt.exe"),
        ("con.txt", "_con.txt"),
        ("\u200b", "file"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("报告.pdf", "报告.pdf"),
    ],
)
def test_a_files_name_stays_in_its_folder(name, shown):
    assert safe.file_name(name) == shown


async def test_a_damaged_database_is_kept_aside_and_comes_back_from_the_server(device, server):
    ana, ben = await device(ANA), await device(BEN)
    for number in range(20):
        await ben.says(ANA, f"text {number}")
    await ana.until(lambda: ana.last(BEN) == "text 19")
    await ana.client.close()
    path = ana.folder / "history.db"
    data = bytearray(path.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    path.write_bytes(data)
    notices = []
    await ana.start(notices.append)
    await ana.online()
    await ana.until(lambda: ana.last(BEN) == "text 19")
    assert await ana.texts(BEN) == [f"text {number}" for number in range(20)]
    assert isinstance(notices[0], HistoryRebuilt)
    assert list(ana.folder.glob("history.db.damaged-1"))


async def test_a_full_disk_refuses_and_says_so(device):
    ana = await device(ANA)
    await ana.client._database.write(lambda db: db.execute("PRAGMA max_page_count = 60"))

    async def fill() -> None:
        for _ in range(400):
            await ana.says(BEN, "x" * 5_000)

    with pytest.raises(Problem) as found:
        await fill()
    assert found.value.reason is Reason.DISK_FULL
    await ana.client._database.write(lambda db: db.execute("PRAGMA max_page_count = 100000"))
    await ana.says(BEN, "room again")
    assert (await ana.texts(BEN))[-1] == "room again"


async def test_nobody_puts_a_conversation_into_the_future(device, server):
    ana, ben = await device(ANA), await device(BEN)
    far = server.now + 10**15
    late = Arrival(BEN, BEN, False, Text("from the future"), id="f1", stanza_id="f1")
    server.archives[ANA].append(structs.replace(late, at=server.now, source="archive"))
    server.links[ANA][0].hear(Arrived(structs.replace(late, at=far)))
    await ana.until(lambda: ana.last(BEN) == "from the future")
    await ben.says(ANA, "now")
    await ana.until(lambda: ana.last(BEN) == "now")
    assert all(one.at < far for one in await ana.messages(BEN))

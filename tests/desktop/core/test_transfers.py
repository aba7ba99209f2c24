"""Files: sent and got, broken off and gone on with, refused, and not what they were."""

import hashlib

import pytest
from PIL import Image
from tests.desktop.fake import ANA, BEN

from magpie.desktop.core.entities.message import Delivery
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.entities.shared import Sort
from magpie.desktop.core.entities.transfer import Stage
from magpie.desktop.core.setting import DOWNLOADS


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "报告 final.bin"
    path.write_bytes(bytes(range(256)) * 40)
    return path


async def sent(one, peer, path):
    """Send it, and wait until the server has it."""
    (message,) = await one.client.transfers.send(await one.talk(peer), [path])
    rows = one.client.transfers.items
    await one.until(lambda: rows.find(message.transfer).stage in (Stage.DONE, Stage.FAILED))
    return message, rows.find(message.transfer)


async def test_a_file_is_offered_saved_and_both_are_told(device, report, tmp_path):
    ana, ben = await device(ANA), await device(BEN)
    ben.client.settings.set(DOWNLOADS, str(tmp_path / "downloads"))
    _, done = await sent(ana, BEN, report)
    assert (done.stage, done.done) == (Stage.DONE, 10240)
    await ben.until(lambda: len(ben.client.transfers.items) == 1)
    offer = ben.client.transfers.items[0]
    assert (offer.stage, offer.file.name, offer.file.size) == (Stage.OFFERED, report.name, 10240)
    await ben.client.transfers.accept(offer.id)
    await ben.until(lambda: ben.client.transfers.items[0].stage is Stage.DONE)
    saved = tmp_path / "downloads" / report.name
    assert saved.read_bytes() == report.read_bytes()
    (message,) = await ben.messages(ANA)
    assert message.file.path == str(saved)
    assert message.file.sha256 == hashlib.sha256(report.read_bytes()).hexdigest()


async def test_a_broken_upload_goes_on_by_itself(device, server, report):
    ana = await device(ANA)
    server.breaks_after = 3000
    seen = []
    ana.client.transfers.items.changed.connect(
        lambda _: seen.append(ana.client.transfers.items[0].stage)
    )
    _, done = await sent(ana, BEN, report)
    assert done.stage is Stage.DONE
    assert Stage.PAUSED in seen
    (kept,) = server.files.values()
    assert bytes(kept) == report.read_bytes()


async def test_a_file_chosen_offline_goes_out_after_a_restart(device, server, report):
    ana = await device(ANA)
    server.is_up = False
    server.cut()
    await ana.client.transfers.send(await ana.talk(BEN), [report])
    await ana.client.close()
    server.is_up = True
    await ana.start()
    ben = await device(BEN)
    await ben.until(lambda: len(ben.client.conversations.items) == 1)
    (message,) = await ben.messages(ANA)
    assert message.file.name == report.name


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), Reason.FILE_GONE),
        (lambda path: path.write_bytes(b"another"), Reason.FILE_CHANGED),
    ],
)
async def test_a_file_that_vanishes_or_changes_fails_and_says_so(
    device, server, report, spoil, reason
):
    ana = await device(ANA)
    server.is_up = False
    server.cut()
    (message,) = await ana.client.transfers.send(await ana.talk(BEN), [report])
    spoil(report)
    server.is_up = True
    rows = ana.client.transfers.items
    await ana.until(lambda: rows.find(message.transfer).stage is Stage.FAILED)
    assert rows.find(message.transfer).reason is reason
    (shown,) = await ana.messages(BEN)
    assert (shown.delivery, shown.reason) == (Delivery.FAILED, reason)


async def test_a_file_over_the_limit_is_refused_before_it_is_sent(device, server, report):
    server.upload_limit = 100
    ana = await device(ANA)
    _, failed = await sent(ana, BEN, report)
    assert (failed.stage, failed.reason) == (Stage.FAILED, Reason.TOO_LARGE)
    assert server.files == {}


async def test_what_is_not_what_was_promised_is_not_kept(device, server, report, tmp_path):
    ana, ben = await device(ANA), await device(BEN)
    ben.client.settings.set(DOWNLOADS, str(tmp_path / "downloads"))
    await sent(ana, BEN, report)
    await ben.until(lambda: len(ben.client.transfers.items) == 1)
    for kept in server.files.values():
        kept[5] ^= 1
    await ben.client.transfers.accept(1)
    await ben.until(lambda: ben.client.transfers.items[0].stage is Stage.FAILED)
    assert ben.client.transfers.items[0].reason is Reason.DAMAGED
    assert list((tmp_path / "downloads").iterdir()) == []


async def test_a_small_picture_is_shown_without_asking(device, tmp_path):
    ana, ben = await device(ANA), await device(BEN)
    picture = tmp_path / "dawn.png"
    Image.new("RGB", (64, 32), "teal").save(picture)
    await sent(ana, BEN, picture)
    await ben.until(
        lambda: ben.client.transfers.items and ben.client.transfers.items[0].stage is Stage.DONE
    )
    (message,) = await ben.messages(ANA)
    assert (message.file.width, message.file.height) == (64, 32)
    assert message.file.thumbnail.startswith("data:image/jpeg;base64,")
    assert message.file.path


async def test_a_cancelled_file_was_never_sent(device, server, report):
    ana = await device(ANA)
    server.is_up = False
    server.cut()
    (message,) = await ana.client.transfers.send(await ana.talk(BEN), [report])
    await ana.client.transfers.cancel(message.transfer)
    assert ana.client.transfers.items[0].stage is Stage.CANCELLED
    server.is_up = True
    await ana.online()
    await ana.says(BEN, "after")
    assert await ana.texts(BEN) == ["after"]


async def test_pause_and_resume_by_hand(device, server, report):
    ana = await device(ANA)
    server.is_up = False
    server.cut()
    (message,) = await ana.client.transfers.send(await ana.talk(BEN), [report])
    await ana.client.transfers.pause(message.transfer)
    row = ana.client.transfers.items[0]
    assert (row.stage, row.is_by_hand, row.can_resume) == (Stage.PAUSED, True, True)
    server.is_up = True
    await ana.online()
    await ana.client.transfers.resume(message.transfer)
    await ana.until(lambda: ana.client.transfers.items[0].stage is Stage.DONE)


async def test_a_file_that_is_not_there_cannot_be_chosen(device, tmp_path):
    ana = await device(ANA)
    with pytest.raises(Problem) as found:
        await ana.client.transfers.send(await ana.talk(BEN), [tmp_path / "nothing"])
    assert found.value.reason is Reason.FILE_GONE


async def test_what_was_exchanged_is_found_again(device, report, tmp_path):
    """Pictures, files and links of all that is here, the newest first, page by page."""
    ana, _ = await device(ANA), await device(BEN)
    picture = tmp_path / "blue.png"
    Image.new("RGB", (40, 30), "blue").save(picture)
    for path in (report, picture):
        await sent(ana, BEN, path)
    for n in range(3):
        await ana.says(BEN, f"see https://example.org/{n} and https://example.org/{n}/more")
        await ana.says(BEN, "nothing")
    talk = await ana.talk(BEN)
    shared = ana.client.conversations.shared

    async def names(sort, before=0, limit=50):
        found = await shared(talk, sort, before, limit)
        return [one.link or one.message.file.name for one in found]

    assert await names(Sort.PICTURES) == ["blue.png"]
    assert await names(Sort.FILES) == [report.name]
    assert await names(Sort.VOICES) == []
    assert await names(Sort.LINKS, limit=3) == [
        f"https://example.org/{end}" for end in ("2", "2/more", "1", "1/more")
    ]
    last = (await shared(talk, Sort.LINKS, 0, 3))[-1].message
    rest = [f"https://example.org/{end}" for end in ("0", "0/more")]
    assert await names(Sort.LINKS, before=last.at) == rest
    await ana.client.messages.hide([last.id])
    assert len(await names(Sort.LINKS)) == 4

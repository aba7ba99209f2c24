"""A database of an earlier version keeps everything."""

import sqlite3
from pathlib import Path

from tests.desktop.fake import ANA, BEN

from magpie.desktop.core.entities.conversation import Kind
from magpie.desktop.core.entities.message import Delivery
from magpie.desktop.core.store.schema import VERSION

DATA = Path(__file__).parent / "data"
AT = 1_767_225_500_000_000


def version_1(folder: Path) -> None:
    """One account that talked with Ben, with a message that waits, a reaction and an edit."""
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / "history.db") as db:
        db.executescript((DATA / "version1.sql").read_text())
        db.execute("PRAGMA user_version = 1")
        db.execute(
            "INSERT INTO account (address, server, direct_tls, trusted, device, archive_end,"
            " archive_at) VALUES (?, '', 0, '', 'laptop', '', 0)",
            (ANA,),
        )
        db.execute(
            "INSERT INTO conversation (account, address, draft, read_at, is_pinned)"
            " VALUES (1, ?, 'half a', ?, 1)",
            (BEN, AT),
        )
        rows = [
            (AT, BEN, 0, "m1", "hello", 1),
            (AT + 1, ANA, 1, "m2", "well", 1),
            (AT + 2, BEN, 0, "m3", "unread", 1),
            (AT + 3, ANA, 1, "m4", "waits", 0),
        ]
        for at, sender, is_own, id, body, delivery in rows:
            db.execute(
                "INSERT INTO message (conversation, at, is_settled, sender, is_own, message_id,"
                " origin_id, stanza_id, body, delivery) VALUES (1, ?, 1, ?, ?, ?, ?, ?, ?, ?)",
                (at, sender, is_own, id, id, f"s{id}" if delivery else "", body, delivery),
            )
            db.execute("INSERT INTO found (rowid, words, place) VALUES (?, ?, 'c1')", (at, body))
        db.execute("INSERT INTO reaction VALUES (1, 'm2', ?, '[\"👍\"]', ?)", (BEN, AT))
        db.execute("INSERT INTO amendment VALUES (1, 'm5', ?, 'edit', 'later', ?)", (BEN, AT))
        db.execute(
            "INSERT INTO outbox (account, wire_id, recipient, content, message, is_tried)"
            " VALUES (1, 'm4', ?, ?, 4, 0)",
            (BEN, b'{"type":"Text","body":"waits"}'),
        )


async def test_a_database_of_version_1_keeps_everything(device, server, tmp_path):
    version_1(tmp_path / f"{ANA}-laptop")
    ben = await device(BEN)
    ana = await device(ANA, signs_in=False)
    (row,) = ana.client.conversations.items
    assert (row.draft, row.is_pinned, row.unread, row.kind) == ("half a", True, 1, Kind.PERSON)
    timeline = await ana.client.conversations.timeline(row.id)
    shown = list(timeline.items)
    assert [one.body for one in shown] == ["hello", "well", "unread", "waits"]
    assert [one.sender for one in shown] == [BEN, ANA, BEN, ANA]
    assert shown[1].reactions[0].senders == (BEN,)
    assert [hit.message.body for hit in await ana.client.search.messages("hell")] == ["hello"]
    # Signed in, what waited goes out, and who said something may still change it
    ana.passwords.kept[ANA] = "secret"
    await ana.client.accounts.connect(1)
    await ben.sees(ANA, "waits")
    await ana.until(lambda: ana.client.conversations.items[0].last.delivery >= Delivery.ON_SERVER)
    with sqlite3.connect(tmp_path / f"{ANA}-laptop" / "history.db") as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == VERSION
        assert {*db.execute("SELECT author = sender FROM message")} == {(1,)}

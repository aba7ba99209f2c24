"""What is there already stays; what it lacks may be given to it. Files come along in folders."""

import hashlib

from sqlalchemy import insert
from tests.units.portability.taking import JULIET, NOW, ROMEO, user
from tests.units.storage.conftest import append, entry

from magpie.portability.exporting import export
from magpie.portability.importing import Importer, Wishes
from magpie.portability.report import Report
from magpie.storage import accounts, blocklist, meta, private, pubsub, roster, uploads, vcard
from magpie.storage.database import Database
from magpie.storage.journal import Journal
from magpie.storage.tables import upload

ITEMS = "<item jid='{}' name='{}' subscription='{}'/>"
CARD = "<vCard xmlns='vcard-temp'><FN>{}</FN></vCard>"
KEPT = "<query xmlns='jabber:iq:private'><a xmlns='urn:{}'>{}</a></query>"


def contacts(*items):
    return f"<query xmlns='jabber:iq:roster'>{''.join(items)}</query>"


async def test_what_is_there_stays_and_what_is_missing_comes(server):
    await server.reads(
        user("romeo", contacts(ITEMS.format(JULIET, "Mine", "none")), CARD.format("Mine"),
             KEPT.format("a", "mine"))
    )  # fmt: skip
    before = await server.db.read(accounts.get, ROMEO)
    theirs = ITEMS.format(JULIET, "Theirs", "both"), ITEMS.format("x@y.example", "", "to")
    kept = KEPT.format("a", "theirs") + KEPT.format("b", "theirs")
    second = user("romeo", contacts(*theirs), CARD.format("Theirs"), kept, password="another")
    report = await server.reads(second)
    assert (report.dropped["accounts"], report.counts) == (1, {})
    report = await server.takes(server.folder / "all.xml", merges=True)
    assert (report.counts["merged"], report.counts["contacts"]) == (1, 1)
    assert await server.db.read(accounts.get, ROMEO) == before
    _, items = await server.db.read(roster.load, ROMEO)
    assert {item.jid: item.name for item in items} == {JULIET: "Mine", "x@y.example": ""}
    assert b"Mine" in await server.db.read(vcard.get, ROMEO)
    assert b"mine" in await server.db.read(private.get, ROMEO, "urn:a", "a")
    assert b"theirs" in await server.db.read(private.get, ROMEO, "urn:b", "a")


async def test_an_account_without_a_password_is_made_and_told(server):
    report = await server.reads("<user name='romeo'/>")
    assert report.counts["accounts"] == 1
    assert report.reasons["passwords"] == ["romeo: there is none; magpie user reset romeo"]


async def test_of_privacy_lists_the_default_one_blocks(server):
    item = "<item type='{}' value='{}' action='deny' order='1'>{}</item>"
    lists = (
        "<query xmlns='jabber:iq:privacy'><default name='a'/><list name='a'>"
        + item.format("jid", "tybalt@x.example", "")
        + item.format("group", "Foes", "")
        + item.format("jid", "paris@x.example", "<presence-out/>")
        + "</list><list name='b'>"
        + item.format("jid", "nurse@localhost", "")
        + "</list></query>"
    )
    report = await server.reads(user("romeo", lists))
    assert await server.db.read(blocklist.load, ROMEO) == ["tybalt@x.example"]
    assert report.dropped["privacy rules"] == 3


async def test_a_node_that_nobody_can_tell_who_may_read_is_private(server):
    form = (
        "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='n'>"
        "<x xmlns='jabber:x:data' type='form'><field var='pubsub#access_model'><value>authorize"
        "</value></field><field var='pubsub#title'><value>N</value></field><field var='x#y'><value>"
        "1</value></field><field var='pubsub#publish_model'/></x></configure></pubsub>"
    )
    items = (
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:bookmarks:1'>"
        "<item id='a'/></items></pubsub>"
    )
    await server.reads(user("romeo", form, items))
    nodes = await server.db.read(pubsub.nodes, ROMEO)
    assert (nodes["n"].access, nodes["n"].title) == ("whitelist", "N")
    assert nodes["n"].publishers == "publishers"
    assert nodes["urn:xmpp:bookmarks:1"].access == "whitelist"


async def with_file(server):
    """Romeo has sent a file."""
    await server.reads(user("romeo"))
    token, content = "t" * 32, b"a picture"
    place = server.folder / "uploads" / token[:2] / token
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    digest = hashlib.sha256(content).digest()
    row = uploads.Upload(token, "k" * 32, ROMEO, "a.png", "image/png", len(content), "message", NOW,
                         NOW, None, NOW, digest)  # fmt: skip
    await server.db.write(lambda conn: conn.execute(insert(upload), row._asdict()).rowcount)
    (number,) = await append(Journal(server.db), entry(f"{ROMEO}/x", JULIET))
    await server.db.write(uploads.link, [token], number, ROMEO, "o1")
    return token


async def other(server, source, name):
    """What another server makes of an export, and its database."""
    db, report = await Database.open("sqlite://"), Report()
    await Importer(db, None, Wishes(NOW, server.folder / name), report).run(source)
    return db, report


async def test_files_go_with_a_folder(server):
    token = await with_file(server)
    target = server.folder / "out"
    report = await server.db.read(export, target, server.folder / "uploads", ())
    assert report.counts["files"] == 1
    db, report = await other(server, target, "new")
    assert (report.counts["files"], report.dropped) == (1, {})
    assert (server.folder / "new" / token[:2] / token).read_bytes() == b"a picture"
    (found,) = await db.read(uploads.of_owner, ROMEO)
    assert found == (await server.db.read(uploads.of_owner, ROMEO))[0]
    uses = "SELECT * FROM upload_use"
    assert await db.read(lambda conn: conn.exec_driver_sql(uses).all()) == await server.db.read(
        lambda conn: conn.exec_driver_sql(uses).all()
    )
    await db.close()


async def test_a_file_that_was_changed_is_left_out(server):
    token = await with_file(server)
    target = server.folder / "out"
    await server.db.read(export, target, server.folder / "uploads", ())
    (target / "files" / token).write_bytes(b"a virus")
    db, report = await other(server, target, "new")
    assert report.dropped["files"] == 1
    assert not (server.folder / "new" / token[:2] / token).exists()
    await db.close()


async def test_one_file_has_no_room_for_others_and_says_so(server):
    await with_file(server)
    report = await server.db.read(export, server.folder / "out.xml", server.folder / "uploads", ())
    assert report.dropped["files"] == 1


async def test_an_export_is_nobody_elses_and_comes_whole(server, monkeypatch):
    await server.reads(user("romeo"), user("juliet"))
    target = server.folder / "out"
    await server.db.read(export, target, server.folder / "uploads", ())
    files = [target, *target.rglob("*")]
    assert {file.relative_to(target).as_posix() for file in files} == {
        ".", "magpie.xml", "localhost.xml", "localhost", "localhost/romeo.xml",
        "localhost/juliet.xml",
    }  # fmt: skip
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    monkeypatch.setattr(meta, "key", lambda conn: 1 / 0)
    left = set(server.folder.iterdir())
    for name in ("broken", "broken.xml"):
        try:
            await server.db.read(export, server.folder / name, server.folder / "uploads", ())
        except ZeroDivisionError:
            assert set(server.folder.iterdir()) == left, "nothing is left of it"

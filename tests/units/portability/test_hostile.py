"""Files that are not what they should be: one clear line, bounded memory, and nothing half done."""

import pytest
from tests.units.portability.taking import ROMEO, document, said, user

from magpie.portability import reading
from magpie.portability import rooms as portable_rooms
from magpie.portability.reading import Unusable, pieces
from magpie.storage import accounts
from magpie.storage import push as push_table

BOMB = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "too early"),
        ("   ", "too early"),
        ("<server-data xmlns='urn:xmpp:pie:0'>", "too early|not well-formed"),
        (BOMB + document(user("romeo")), "document type"),
        (document(user("romeo", "&b;")), "entity"),
        ("<server-data/>", "server-data is missing"),
        ("<data xmlns='urn:xmpp:pie:0'/>", "server-data is missing"),
        ("not XML at all", "not well-formed"),
        (document(user("romeo")).replace("UTF-8", "ISO-8859-1"), "not UTF-8"),
        (document(user("romeo")).encode("utf-16"), "not UTF-8"),
        (document(user("rom\xe9o")).encode("latin-1"), "not well-formed"),
        (document(user("romeo", "<a>" * 200 + "</a>" * 200)), "deeper"),
    ],
)
async def test_what_is_no_such_file_is_refused_in_one_line(server, content, why):
    with pytest.raises(Unusable, match=why) as caught:
        await server.takes(server.file(content))
    assert "\n" not in str(caught.value)
    assert str(server.folder) in str(caught.value) or "server-data" in str(caught.value)


async def test_of_a_file_that_is_cut_off_whole_accounts_stay(server):
    whole = document(user("romeo"), user("juliet", "<vCard xmlns='vcard-temp'><FN>J</FN></vCard>"))
    with pytest.raises(Unusable):
        await server.takes(server.file(whole[: whole.index("</FN>")]))
    assert await server.db.read(accounts.list_all) == [(ROMEO, False)]


async def test_an_element_without_end_costs_no_more_than_its_bound(server, monkeypatch):
    monkeypatch.setattr(reading, "SIZE_MAX", 100_000)
    for huge in ("<vCard xmlns='vcard-temp'>" + "x" * 300_000, f"<a b='{'x' * 300_000}'/>"):
        with pytest.raises(Unusable, match="more than 100000 bytes"):
            await server.takes(server.file(document(user("romeo", huge))))
    assert await server.db.read(accounts.list_all) == []


async def test_a_long_archive_is_no_large_element(server, monkeypatch):
    monkeypatch.setattr(reading, "SIZE_MAX", 100_000)
    one = said(ROMEO, "juliet@localhost", "x" * 500, "2020-01-01T00:00:00Z")
    report = await server.reads(
        user("romeo", f"<archive xmlns='urn:xmpp:pie:0#mam'>{one * 500}</archive>")
    )
    assert report.counts["messages"] == 500


@pytest.mark.parametrize(
    "href",
    ["/etc/passwd", "file:///etc/passwd", "http://example.org/x.xml", "../secret.xml",
     "sub/../../secret.xml", "%2e%2e/secret.xml", "link.xml", "", "nowhere.xml", "."],
)  # fmt: skip
async def test_includes_do_not_lead_out_of_the_folder(server, href):
    server.file("<host xmlns='urn:xmpp:pie:0' jid='localhost'/>", "secret.xml")
    (server.folder / "in").mkdir()
    (server.folder / "in/link.xml").symlink_to(server.folder / "secret.xml")
    include = f"<include xmlns='http://www.w3.org/2001/XInclude' href='{href}'/>"
    main = server.file(f"<server-data xmlns='urn:xmpp:pie:0'>{include}</server-data>", "in/all.xml")
    with pytest.raises(Unusable, match="include"):
        await server.takes(main)


async def test_an_include_of_itself_ends(server):
    include = "<include xmlns='http://www.w3.org/2001/XInclude' href='all.xml'/>"
    for around in ("{}", "<host jid='localhost'>{}</host>",
                   "<host jid='localhost'><user name='romeo'>{}</user></host>"):  # fmt: skip
        file = server.file(
            f"<server-data xmlns='urn:xmpp:pie:0'>{around.format(include)}</server-data>"
        )
        assert len(list(pieces(file))) < 20


async def test_an_include_that_is_all_of_a_file_and_leads_round_is_refused(server):
    include = "<include xmlns='http://www.w3.org/2001/XInclude' href='{}.xml'/>"
    server.file(include.format("b"), "a.xml")
    server.file(include.format("a"), "b.xml")
    file = server.file(f"<server-data xmlns='urn:xmpp:pie:0'>{include.format('a')}</server-data>")
    with pytest.raises(Unusable, match="include each other"):
        await server.takes(file)


@pytest.mark.parametrize("jid", ["", "@", "a@b@c", "localhost", "juliet@localhost"])
async def test_push_services_that_are_none_are_left_out(server, jid):
    push = "<push xmlns='urn:magpie:portability:0' device='d'>{}</push>"
    enable = f"<enable xmlns='urn:xmpp:push:0' jid='{jid}' node='n'/>"
    good = "<enable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/>"
    await server.reads(user("romeo", push.format(enable), push.format(good)))
    assert [one.jid for one in await server.db.read(push_table.load_all)] == ["push.example"]


async def test_a_room_with_a_speaker_who_is_none_does_not_get_in(server):
    room = "<room xmlns='urn:magpie:portability:0' jid='{}@rooms.localhost' secret='{}='>{}</room>"
    subject = "<subject by='{}'>x</subject>"
    await server.reads(
        room.format("r", "A" * 43, subject.format("@")),
        room.format("s", "A" * 43, subject.format("s@rooms.localhost/Romeo")),
    )
    assert await server.db.read(portable_rooms.names) == ["s@rooms.localhost"]


async def test_includes_in_what_people_keep_are_theirs(server):
    """XEP-0227, Security: "SHOULD be treated as opaque user data"."""
    server.file("<secret xmlns='urn:secret'/>", "secret.xml")
    include = "<include xmlns='http://www.w3.org/2001/XInclude' href='secret.xml'/>"
    kept = f"<query xmlns='jabber:iq:private'><a xmlns='urn:a'>{include}</a></query>"
    report = await server.reads(user("romeo", kept))
    assert report.counts["private"] == 1


async def test_another_domain_is_not_ours(server):
    report = await server.reads(user("romeo"), user("juliet"), host="capulet.example")
    assert await server.db.read(accounts.list_all) == []
    assert report.dropped["accounts"] == 2
    assert "capulet.example" in report.table()


@pytest.mark.parametrize("name", ["", "a b", "a@b", "x" * 2000, "a/b"])
async def test_names_that_are_none_are_left_out(server, name):
    report = await server.reads(user(name), user("romeo"))
    assert await server.db.read(accounts.list_all) == [(ROMEO, False)]
    assert report.dropped["accounts"] == 1


async def test_bad_messages_are_left_out_and_told(server):
    good = said(ROMEO, "juliet@localhost", "one", "2020-01-01T00:00:00Z")
    bad = [
        said("@", "juliet@localhost", "no address", "2020-01-01T00:00:00Z"),
        said(ROMEO, "juliet@localhost", "no time", "yesterday"),
        said(ROMEO, "juliet@localhost", "the future", "2200-01-01T00:00:00Z"),
        "<result xmlns='urn:xmpp:mam:2' id='x'/>",
        "<nothing xmlns='urn:x'/>",
        "loose text",
    ]
    archive = f"<archive xmlns='urn:xmpp:pie:0#mam'>{good}{''.join(bad)}</archive>"
    report = await server.reads(user("romeo", archive))
    assert (report.counts["messages"], report.dropped["messages"]) == (1, 5)


async def test_what_nobody_knows_is_told(server):
    report = await server.reads(user("romeo", "<game xmlns='urn:x'/>"))
    assert report.reasons["unknown"] == ["<game xmlns='urn:x'>"]

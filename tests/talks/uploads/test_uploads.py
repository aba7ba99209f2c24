"""XEP-0363: HTTP File Upload, as conversations. The bytes have tests of their own (units/web)."""

import pytest
from tests.talks.uploads.acts import DAY, ERROR, JULIET, NS, ROMEO, down, refused, slot

from magpie.storage import uploads as table


async def test_the_service_tells_its_limit_beforehand(scene):
    scene.configure(**{"uploads.max_size": "5 MB"})
    romeo = scene.enter(ROMEO)
    query = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
    await romeo.sends(f"<iq type='get' id='d' to='localhost'>{query}</iq>")
    (answer,) = romeo.unread
    romeo.forget()
    info = down(answer, "query")
    features = [one.get("var") for one in info if one.name == "feature"]
    assert {NS, "urn:xmpp:http:upload:purpose:0#ephemeral"} <= set(features)
    assert "store" in [one.get("category") for one in info if one.name == "identity"]
    form = next(one for one in info if one.name == "x" and NS in str(one))
    assert "<field var='max-file-size'><value>5000000</value></field>" in str(form)


@pytest.mark.memory
async def test_nothing_is_offered_where_there_is_no_site(scene):
    scene.configure(**{"http.listen": [], "http.tls_listen": []})
    romeo = scene.enter(ROMEO)
    query = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
    await romeo.sends(f"<iq type='get' id='d' to='localhost'>{query}</iq>")
    assert NS not in str(romeo.unread[0])
    romeo.forget()
    await refused(romeo, "service-unavailable")


@pytest.mark.memory
async def test_a_slot_has_two_addresses_that_nobody_can_guess(scene):
    romeo = scene.enter(ROMEO)
    addresses = [await slot(romeo) for _ in range(2)]
    assert len({url.split("/")[4] for pair in addresses for url in pair}) == 4
    for put, get in addresses:
        assert put.startswith("https://localhost:5443/uploads/")
        assert get.startswith("https://localhost:5443/files/")
        assert put.endswith("/a%20b.jpg")


@pytest.mark.memory
@pytest.mark.parametrize(
    ("given", "ending"),
    [
        ("../../etc/passwd", "/passwd"),
        ("C:\\temp\\très cool.jpg", "/tr%C3%A8s%20cool.jpg"),
        ("..", "/file"),
        ("猫と月🐈.png", "/%E7%8C%AB%E3%81%A8%E6%9C%88%F0%9F%90%88.png"),
        ("x&#x9;y\u202etxt.exe", "/x_y_txt.exe"),
        ("猫" * 300 + ".tar.png", "%E7%8C%AB.png"),
    ],
)
async def test_names_in_any_script_and_no_path(scene, given, ending):
    romeo = scene.enter(ROMEO)
    for url in await slot(romeo, name=given):
        assert url.endswith(ending)
        assert url.isascii()
        assert len(url) < 900


@pytest.mark.parametrize(
    "attrs",
    [
        {"size": "-1"},
        {"size": "many"},
        {"size": ""},
        {"size": "9" * 30},
        {"name": ""},
        {"content_type": "image"},
        {"content_type": "text/html&#xD;&#xA;X: y"},
        {"purpose": "<ephemeral xmlns='urn:xmpp:http:upload:purpose:0' expire-before='soon'/>"},
    ],
)
async def test_requests_that_make_no_sense(scene, attrs):
    romeo = scene.enter(ROMEO)
    await refused(romeo, "bad-request", **attrs)


async def test_a_file_that_is_too_large(scene):
    scene.configure(**{"uploads.max_size": "10 kB"})
    romeo = scene.enter(ROMEO)
    for size in ("0", "1", "10000"):
        await slot(romeo, size=size)
    error = await refused(romeo, "not-acceptable", size="10001")
    assert error.get("type") == "modify"
    assert error.child("file-too-large", NS).child_text("max-file-size") == "10000"


async def test_a_quota_counts_slots_that_are_open(scene):
    scene.configure(**{"uploads.quota": "10 kB"})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await slot(romeo, size="6000")
    error = await refused(romeo, "resource-constraint", size="6000")
    assert error.get("type") == "wait"
    assert error.child("retry", NS) is None
    await slot(romeo, size="4000")
    await slot(juliet, size="6000")  # everybody has their own
    await scene.passes(301)
    await slot(romeo, size="10000")  # a slot that ran out takes no room


async def test_a_day_has_a_limit_in_bytes_and_in_files(scene):
    scene.configure(**{"uploads.daily": "10 kB", "uploads.daily_files": 2})
    romeo = scene.enter(ROMEO)
    await slot(romeo, size="9000")
    error = await refused(romeo, "resource-constraint", size="2000")
    assert error.child("retry", NS).get("stamp") == "2026-01-02T00:00:00Z"
    await slot(romeo, size="1000")
    await refused(romeo, "resource-constraint", size="0")
    await romeo.closes()
    await scene.passes(DAY + 1)
    await slot(scene.enter(ROMEO), size="9000")


async def test_a_full_disk_takes_no_files_and_chat_goes_on(scene):
    scene.configure(**{"uploads.reserve": "1000 TB"})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await refused(romeo, "resource-constraint")
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>still here</body></message>")
    assert juliet.unread[0].child_text("body") == "still here"
    juliet.forget()


async def test_only_the_domain_gives_slots(scene):
    romeo, _ = scene.enter(ROMEO, JULIET)
    request = f"<request xmlns='{NS}' filename='a' size='1'/>"
    for to in ("", "to='juliet@localhost'"):
        await romeo.sends(f"<iq type='get' id='s' {to}>{request}</iq>")
        assert romeo.unread[0].child("error").child("service-unavailable", ERROR)
        romeo.forget()


# What files are described by


async def test_descriptions_and_thumbnails_are_passed_on_and_kept(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    romeo.forget()
    sharing = """<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'>
      <file xmlns='urn:xmpp:file:metadata:0'><media-type>image/jpeg</media-type>
        <name>summit.jpg</name><size>3032449</size><dimensions>4096x2160</dimensions>
        <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>2XarmwTlNxDAMkvymloX3S5+</hash>
        <desc>Photo from the summit.</desc>
        <thumbnail xmlns='urn:xmpp:thumbs:1' uri='https://localhost/files/x' media-type='image/png'
          width='128' height='96'/></file>
      <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='https://h/1.jpg'/>
      </sources></file-sharing>"""
    # XEP-0447, 3.1: there need be no body
    await romeo.sends(f"<message type='chat' to='{JULIET}' id='m'>{sharing}</message>")
    (heard,) = juliet.unread
    juliet.forget()
    await juliet.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>")
    kept, _ = juliet.unread
    juliet.forget()
    for message in (heard, down(kept, "result", "forwarded", "message")):
        found = down(message, "file-sharing")
        assert down(found, "file", "name").text == "summit.jpg"
        assert down(found, "file", "thumbnail").get("width") == "128"
        assert down(found, "sources", "url-data").get("target") == "https://h/1.jpg"


async def test_slots_that_ran_out_leave_nothing_behind(scene):
    romeo = scene.enter(ROMEO)
    put, _ = await slot(romeo)
    await scene.passes(299)
    assert await scene.host.uploads.slot(put.split("/")[4])
    await scene.passes(2)
    assert await scene.host.uploads.slot(put.split("/")[4]) is None
    await scene.passes(2 * DAY)
    assert await scene.host.db.read(table.by_key, put.split("/")[4]) is None

"""XEP-0363: HTTP File Upload, as conversations. The bytes have tests of their own (units/web)."""

import pytest

from magpie.storage import uploads as table

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
NS = "urn:xmpp:http:upload:0"
ERROR = "urn:ietf:params:xml:ns:xmpp-stanzas"
DAY = 86_400


async def asks(device, name="a b.jpg", size="1000", purpose="", **attrs):
    """Ask for a slot; the answer, whatever it is."""
    attrs = {"filename": name, "size": size, **attrs}
    words = " ".join(f"{key.replace('_', '-')}='{value}'" for key, value in attrs.items())
    request = f"<request xmlns='{NS}' {words}>{purpose}</request>"
    await device.sends(f"<iq type='get' id='s' to='localhost'>{request}</iq>")
    (answer,) = device.unread
    device.forget()
    return answer


async def slot(device, **attrs):
    """A slot: (put, get)."""
    answer = (await asks(device, **attrs)).child("slot", NS)
    return tuple(answer.child(name).get("url") for name in ("put", "get"))


async def refused(device, condition, **attrs):
    """The error that a request for a slot got."""
    error = (await asks(device, **attrs)).child("error")
    assert error is not None
    assert error.child(condition, ERROR), str(error)
    return error


async def stored(scene, device, content=b"x" * 1000, **attrs):
    """A file that is here, as if it had come by HTTP; its address."""
    put, get = await slot(device, size=len(content), **attrs)
    found = await scene.host.uploads.slot(put.split("/")[4])

    async def chunks():
        yield content

    with scene.host.uploads.alone(found, len(content)):
        assert await scene.host.uploads.receive(found, 0, chunks(), "image/jpeg")
    return get


async def is_here(scene, url):
    """Whether the file is shown, and whether its bytes are on the disk: both or neither."""
    token = url.split("/")[4]
    found = await scene.host.uploads.file(token)
    try:
        blob = await scene.host.uploads.blobs.open(token)
        await blob.close()
    except FileNotFoundError:
        assert found is None
        return False
    return found is not None


def down(element, *names):
    """The child of the child …, by their names."""
    for name in names:
        element = next(child for child in element if child.name == name)
    return element


def chat(url, id="m1", to=JULIET):
    return f"""<message type='chat' to='{to}' id='{id}'><body>{url}</body>
        <x xmlns='jabber:x:oob'><url>{url}</url></x></message>"""


def retraction(id="m1", to=JULIET):
    return f"""<message type='chat' to='{to}' id='r-{id}'>
        <retract xmlns='urn:xmpp:message-retract:1' id='{id}'/><store xmlns='urn:xmpp:hints'/>
        </message>"""


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
    romeo = scene.enter(ROMEO)
    await scene.begins()
    scene.host.public_url = ""
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


# When files go


async def test_a_file_goes_when_its_message_is_retracted(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    url, other = await stored(scene, romeo), await stored(scene, romeo)
    await romeo.sends(chat(url), chat(other, "m2"))
    await juliet.sends(retraction(to=ROMEO))  # it was not hers to take back
    assert await is_here(scene, url)
    await romeo.sends(retraction())
    assert not await is_here(scene, url)
    assert await is_here(scene, other)
    romeo.forget()
    juliet.forget()


async def test_a_file_stays_while_its_owner_shows_it_elsewhere(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await scene.account("nurse@localhost")
    url = await stored(scene, romeo)
    await romeo.sends(chat(url, "m1"), chat(url, "m2", "nurse@localhost"))
    await juliet.sends(chat(url, "m3", "nurse@localhost"))  # passed on: that is not hers to keep
    juliet.forget()
    await romeo.sends(retraction("m1"))
    assert await is_here(scene, url)
    await romeo.sends(retraction("m2"))
    assert not await is_here(scene, url)
    romeo.forget()
    juliet.forget()


async def test_who_passed_a_file_on_does_not_delete_it(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    url = await stored(scene, romeo)
    await romeo.sends(chat(url))
    await juliet.sends(chat(url, "j1", ROMEO), retraction("j1", ROMEO))
    assert await is_here(scene, url)
    romeo.forget()
    juliet.forget()


async def test_a_file_goes_with_the_archive(scene):
    scene.configure(**{"archive.retention": "1 h"})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    shown, unshown = await stored(scene, romeo), await stored(scene, romeo)
    await romeo.sends(chat(shown))
    await scene.passes(3500)
    assert await is_here(scene, shown)
    await scene.passes(1300)
    await scene.passes(700)
    assert not await is_here(scene, shown)
    assert await is_here(scene, unshown)  # the server cannot know who was told, as with OMEMO
    juliet.forget()


async def test_files_have_a_retention_of_their_own(scene):
    scene.configure(**{"uploads.retention": "1 h"})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    urls = [await stored(scene, romeo), await stored(scene, romeo)]
    picture = "<profile xmlns='urn:xmpp:http:upload:purpose:0'/>"
    lasting = await stored(scene, romeo, purpose=picture)
    await romeo.sends(chat(urls[0]))
    await scene.passes(4300)
    assert [await is_here(scene, url) for url in (*urls, lasting)] == [False, False, True]
    juliet.forget()


async def test_a_fleeting_file_is_gone_in_time(scene):
    romeo = scene.enter(ROMEO)
    until = "<ephemeral xmlns='urn:xmpp:http:upload:purpose:0' expire-before='{}'/>"
    await refused(romeo, "not-acceptable", purpose=until.format("2025-12-31T23:59:59Z"))
    url = await stored(scene, romeo, purpose=until.format("2026-01-01T00:00:30Z"))
    assert await is_here(scene, url)
    await scene.passes(31)
    # It MUST NOT be shown any more; the disk follows
    assert await scene.host.uploads.file(url.split("/")[4]) is None
    await scene.passes(1300)
    assert not await is_here(scene, url)


async def test_an_account_that_goes_takes_along_what_no_message_shows(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    sent, unsent = await stored(scene, romeo), await stored(scene, romeo)
    await romeo.sends(chat(sent))
    remove = "<query xmlns='jabber:iq:register'><remove/></query>"
    await romeo.sends(f"<iq type='set' id='r'>{remove}</iq>")
    assert romeo.stream_error == "not-authorized"
    assert [await is_here(scene, url) for url in (sent, unsent)] == [True, False]
    # Who takes the name next takes over neither the files nor the right to retract
    await scene.host.accounts.create("romeo", scene.password)
    assert await scene.host.commands.run("uploads.list", {"name": "romeo"}) == []
    romeo.forget()
    juliet.forget()


async def test_the_operator_sees_and_deletes_files(scene):
    romeo = scene.enter(ROMEO)
    url = await stored(scene, romeo)
    run = scene.host.commands.run
    (one,) = await run("uploads.list", {"name": "romeo"})
    assert (one["name"], one["size"], one["url"]) == ("a b.jpg", 1000, url)
    await run("uploads.delete", {"id": one["id"]})
    assert not await is_here(scene, url)
    for command, args in (("list", {"name": "nobody"}), ("delete", {"id": one["id"]})):
        with pytest.raises(ValueError, match="there is no"):
            await run(f"uploads.{command}", args)


async def test_slots_that_ran_out_leave_nothing_behind(scene):
    romeo = scene.enter(ROMEO)
    put, _ = await slot(romeo)
    await scene.passes(299)
    assert await scene.host.uploads.slot(put.split("/")[4])
    await scene.passes(2)
    assert await scene.host.uploads.slot(put.split("/")[4]) is None
    await scene.passes(2 * DAY)
    assert await scene.host.db.read(table.by_key, put.split("/")[4]) is None


# In rooms

ROOM = "garden@rooms.localhost"


async def meet(scene, *devices):
    """All enter the room; the first is its owner, and it is no longer locked."""
    for number, device in enumerate(devices):
        await device.sends(
            f"<presence to='{ROOM}/nick{number}'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
        )
        if not number:
            form = "<x xmlns='jabber:x:data' type='submit'/>"
            query = f"<query xmlns='http://jabber.org/protocol/muc#owner'>{form}</query>"
            await device.sends(f"<iq type='set' id='c' to='{ROOM}'>{query}</iq>")
    for device in devices:
        device.forget()


async def says_in_room(device, url):
    """Show a file in the room; the room's id of that message."""
    await device.sends(
        f"<message type='groupchat' to='{ROOM}' id='g1'><body>{url}</body></message>"
    )
    (said,) = device.unread
    device.forget()
    return said.child("stanza-id", "urn:xmpp:sid:0").get("id")


async def test_a_file_in_a_room_goes_when_it_is_retracted(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await meet(scene, romeo, juliet)
    url = await stored(scene, juliet)
    id = await says_in_room(juliet, url)
    retract = f"<retract xmlns='urn:xmpp:message-retract:1' id='{id}'/>"
    await romeo.sends(f"<message type='groupchat' to='{ROOM}' id='r'>{retract}</message>")
    assert await is_here(scene, url)  # it was not his
    await juliet.sends(f"<message type='groupchat' to='{ROOM}' id='r'>{retract}</message>")
    assert not await is_here(scene, url)
    romeo.forget()
    juliet.forget()


async def test_a_file_in_a_room_goes_when_a_moderator_says_so(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await meet(scene, romeo, juliet)
    url = await stored(scene, juliet)
    id = await says_in_room(juliet, url)
    moderate = f"""<moderate xmlns='urn:xmpp:message-moderate:1' id='{id}'>
        <retract xmlns='urn:xmpp:message-retract:1'/></moderate>"""
    await romeo.sends(f"<iq type='set' id='m' to='{ROOM}'>{moderate}</iq>")
    assert not await is_here(scene, url)
    romeo.forget()
    juliet.forget()

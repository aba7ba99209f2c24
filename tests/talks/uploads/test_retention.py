"""When files go: with their messages, their time, their account; as conversations."""

import pytest
from tests.talks.uploads.acts import JULIET, ROMEO, chat, is_here, refused, retraction, stored


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

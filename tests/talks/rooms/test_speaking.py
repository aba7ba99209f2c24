"""XEP-0045, 7.4, 7.5, 8.1: what is said to all and in private, and the subject."""

import asyncio
import sqlite3

import pytest
from tests.talks.rooms.play import (
    ANA,
    BEN,
    CLEO,
    ROOM,
    condition,
    enters,
    is_refused,
    join,
    makes,
    said,
    say,
    sets,
)

PHONE = "ana@localhost/phone"
SUBJECT = f"<message type='groupchat' to='{ROOM}' id='s'><subject>Spells</subject></message>"


def whisper(text="psst", to="Ben", kind="chat"):
    return f"<message type='{kind}' to='{ROOM}/{to}' id='w'><body>{text}</body></message>"


async def three(scene, **options):
    ana, ben, cleo = scene.enter(ANA, BEN, CLEO)
    await makes(ana, "Ana", **options)
    await enters(ben, "Ben", ana)
    await enters(cleo, "Cleo", ana, ben)
    return ana, ben, cleo


async def test_who_is_not_in_the_room_does_not_speak_there(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await is_refused(ben, say("let me in"), "not-acceptable", "modify")
    ana.receives_nothing()


async def test_nobody_speaks_in_the_rooms_name(scene):
    ana, ben, cleo = await three(scene)
    forged = f"""<occupant-id xmlns='urn:xmpp:occupant-id:0' id='forged'/>
        <stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='forged'/>
        <x xmlns='http://jabber.org/protocol/muc#user'><status code='104'/></x>
        <thing xmlns='urn:example'/>"""
    await ben.sends(say("hi", more=forged))
    (seen,) = ana.unread
    ids = [one.get("id") for one in seen if one.name in ("occupant-id", "stanza-id")]
    assert len(ids) == 2
    assert "forged" not in ids
    assert not seen.has("x", "http://jabber.org/protocol/muc#user")
    assert seen.has("thing", "urn:example"), "what is no affair of the room's passes"
    for one in (ana, ben, cleo):
        one.forget()


async def test_chat_states_pass_and_are_not_kept(scene):
    ana, ben, cleo = await three(scene)
    await ben.sends(
        f"<message type='groupchat' to='{ROOM}' id='c'>"
        "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>"
    )
    assert not ana.unread[0].has("stanza-id", "urn:xmpp:sid:0")
    for one in (ana, ben, cleo):
        one.forget()


async def test_what_one_says_stays_in_its_order_kept_or_not(scene):
    ana, ben, cleo = await three(scene)
    typing = (
        f"<message type='groupchat' to='{ROOM}' id='c'>"
        "<paused xmlns='http://jabber.org/protocol/chatstates'/></message>"
    )
    await ben.sends_bytes((say("one") + typing + say("two") + typing + say("three")).encode())
    order = [one.child_text("body") for one in ana.unread]
    assert order == ["one", None, "two", None, "three"]
    for one in (ana, ben, cleo):
        one.forget()


async def test_a_visitor_has_no_voice(scene):
    ana, ben, cleo = await three(scene, moderatedroom="1")
    await is_refused(ben, say("hear me"), "forbidden", "auth")
    await sets(ana, {"nick": "Ben", "role": "participant"})
    for one in (ana, ben, cleo):
        one.forget()
    await ben.sends(say("hear me"))
    assert said(cleo.unread) == [("Ben", "hear me")]
    for one in (ana, ben, cleo):
        one.forget()


async def test_a_message_to_the_room_that_is_for_nobody_is_refused(scene):
    ana, ben, cleo = await three(scene)
    await is_refused(ben, f"<message to='{ROOM}' id='m'><body>hi</body></message>", "bad-request")
    ana.receives_nothing()
    cleo.receives_nothing()


@pytest.mark.memory
async def test_a_flood_is_refused_and_the_others_are_unharmed(scene):
    scene.configure(**{"rooms.pace": 2})
    ana, ben, cleo = await three(scene)
    await ben.sends(*[say(f"{number}") for number in range(12)])
    refused = [one for one in ben.unread if one.get("type") == "error"]
    assert len(refused) == 2
    assert condition(refused[0]) == ("policy-violation", "wait")
    assert len(said(ana.unread)) == 10
    for one in (ana, ben, cleo):
        one.forget()
    await cleo.sends(say("calm"))
    assert said(ana.unread) == [("Cleo", "calm")]
    for one in (ana, ben, cleo):
        one.forget()
    await scene.passes(1)
    await ben.sends(say("again"))
    assert said(ana.unread) == [("Ben", "again")]
    for one in (ana, ben, cleo):
        one.forget()


# The subject


async def test_moderators_change_the_subject(scene):
    ana, ben, cleo = await three(scene)
    await is_refused(ben, SUBJECT, "forbidden", "auth")
    await ana.sends(SUBJECT)
    for device, jid in ((ana, ANA), (ben, BEN), (cleo, CLEO)):
        await device.receives(f"""<message type='groupchat' id='s' from='{ROOM}/Ana' to='{jid}'>
            <subject>Spells</subject><occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{o}}'/>
            <stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='{{id}}'/></message>""")


async def test_by_the_rooms_choice_participants_change_it_too(scene):
    ana, ben, cleo = await three(scene, changesubject="1")
    await ben.sends(SUBJECT)
    assert cleo.unread[0].child_text("subject") == "Spells"
    for one in (ana, ben, cleo):
        one.forget()


async def test_a_message_with_subject_and_body_is_just_a_message(scene):
    ana, ben, cleo = await three(scene)
    await ben.sends(SUBJECT.replace("</subject>", "</subject><body>b</body>"))
    assert said(ana.unread) == [("Ben", "b")]
    for one in (ana, ben, cleo):
        one.forget()


# In private


async def test_a_private_message_is_for_one(scene):
    ana, ben, cleo = await three(scene)
    await cleo.sends(whisper())
    await ben.receives(f"""<message type='chat' id='w' from='{ROOM}/Cleo' to='{BEN}'>
        <body>psst</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{any}}'/>
        <x xmlns='http://jabber.org/protocol/muc#user'/>
        <stanza-id xmlns='urn:xmpp:sid:0' by='ben@localhost' id='{{any}}'/></message>""")
    ana.receives_nothing()


async def test_all_devices_of_a_nick_get_it(scene):
    ana, phone, ben = scene.enter(ANA, PHONE, BEN)
    await makes(ana, "Ana")
    await enters(phone, "Ana", ana)
    await enters(ben, "Ben", ana, phone)
    await ben.sends(whisper(to="Ana"))
    for device in (ana, phone):
        assert said(device.unread) == [("Ben", "psst")]
        device.forget()


async def test_private_messages_have_their_errors(scene):
    ana, ben, cleo = await three(scene)
    dora = scene.enter("dora@localhost/x")
    await is_refused(cleo, whisper(kind="groupchat"), "bad-request", "modify")
    await is_refused(cleo, whisper(to="Nobody"), "item-not-found", "cancel")
    await is_refused(dora, whisper(), "not-acceptable", "modify")
    ben.receives_nothing()
    assert ana.unread == []


@pytest.mark.parametrize(
    ("choice", "ana_may", "ben_may"),
    [("anyone", True, True), ("moderators", True, False), ("none", False, False)],
)
async def test_the_room_says_who_may_whisper(scene, choice, ana_may, ben_may):
    ana, ben, cleo = await three(scene, allowpm=choice)
    for device, may in ((ana, ana_may), (ben, ben_may)):
        if may:
            await device.sends(whisper(to="Cleo"))
            assert said(cleo.unread)
            cleo.forget()
        else:
            await is_refused(device, whisper(to="Cleo"), "forbidden", "auth")
    cleo.receives_nothing()


async def test_who_blocks_a_nick_does_not_hear_it(scene):
    ana, ben, cleo = await three(scene)
    await cleo.sends(
        "<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>"
        f"<item jid='{ROOM}/Ben'/></block></iq>"
    )
    cleo.forget()
    await ben.sends(say("anybody?"))
    cleo.receives_nothing()
    assert said(ana.unread) == [("Ben", "anybody?")]
    ana.forget(), ben.forget()


# IQs through the room


async def test_an_iq_for_an_occupant_and_its_answer_hide_both_addresses(scene):
    ana, ben, cleo = await three(scene)
    await ben.sends(
        f"<iq type='get' id='v' to='{ROOM}/Cleo'><query xmlns='jabber:iq:version'/></iq>"
    )
    (asked,) = cleo.unread
    cleo.forget()
    assert (asked.get("from"), asked.get("to")) == (f"{ROOM}/Ben", CLEO)
    await cleo.sends(
        f"<iq type='result' id='{asked.get('id')}' to='{ROOM}/Ben'>"
        "<query xmlns='jabber:iq:version'><name>x</name></query></iq>"
    )
    await ben.receives(f"""<iq type='result' id='v' from='{ROOM}/Cleo' to='{BEN}'>
        <query xmlns='jabber:iq:version'><name>x</name></query></iq>""")
    ana.receives_nothing()


async def test_a_card_is_the_accounts(scene):
    ana, ben, cleo = await three(scene)
    await cleo.sends("<iq type='set' id='p'><vCard xmlns='vcard-temp'><FN>C</FN></vCard></iq>")
    cleo.forget()
    await ben.sends(f"<iq type='get' id='v' to='{ROOM}/Cleo'><vCard xmlns='vcard-temp'/></iq>")
    await ben.receives(f"""<iq type='result' id='v' from='{ROOM}/Cleo' to='{BEN}'>
        <vCard xmlns='vcard-temp'><FN>C</FN></vCard></iq>""")
    for one in (ana, cleo):
        one.forget()


async def test_iqs_through_a_room_need_both_to_be_there(scene):
    ana, ben, cleo = await three(scene)
    dora = scene.enter("dora@localhost/x")
    query = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
    await is_refused(dora, f"<iq type='get' id='i' to='{ROOM}/Ana'>{query}</iq>", "bad-request")
    await is_refused(ben, f"<iq type='get' id='i' to='{ROOM}/No'>{query}</iq>", "item-not-found")
    await ben.sends(f"<iq type='result' id='forged' to='{ROOM}/Ana'/>")
    for one in (ana, cleo):
        one.receives_nothing()


# Acknowledged means committed


ENABLE = "<enable xmlns='urn:xmpp:sm:3'/>"
ASK = "<r xmlns='urn:xmpp:sm:3'/>"


async def test_the_acknowledgement_comes_after_the_commit(scene):
    ana, ben, cleo = await three(scene)
    await ben.sends(ENABLE)
    for one in (ana, ben, cleo):
        one.forget()
    await ben.sends_bytes((say("one") + ASK + whisper(to="Ana") + ASK + say("two") + ASK).encode())
    order = [(one.name, one.child_text("body") or one.get("h")) for one in ben.unread]
    # What is private comes back to nobody, but its acknowledgement waits for it all the same
    assert order == [("message", "one"), ("a", "1"), ("a", "2"), ("message", "two"), ("a", "3")]
    for one in (ana, ben, cleo):
        one.forget()


@pytest.mark.memory
async def test_what_cannot_be_stored_nobody_hears(scene, monkeypatch):
    ana, ben, cleo = await three(scene)
    store = scene.host.db.batches._store

    def commit(batch, done):
        batch.error = sqlite3.OperationalError("database or disk is full")
        asyncio.get_running_loop().call_soon(done, batch)

    monkeypatch.setattr(store, "commit", commit)
    await is_refused(ben, say("lost?"), "resource-constraint", "wait")
    ana.receives_nothing()
    monkeypatch.undo()
    await ben.sends(say("again"))
    assert said(ana.unread) == [("Ben", "again")]
    for one in (ana, ben, cleo):
        one.forget()


@pytest.mark.memory
async def test_presence_has_its_pace_too(scene):
    scene.configure(**{"rooms.pace": 2})
    ana, ben, cleo = await three(scene)
    await ben.sends(*[f"<presence to='{ROOM}/Ben' id='{number}'/>" for number in range(12)])
    refused = [one for one in ben.unread if one.get("type") == "error"]
    assert len(refused) == 2
    assert condition(refused[0]) == ("policy-violation", "wait")
    assert len(ana.unread) == 10
    for one in (ana, ben, cleo):
        one.forget()


async def test_what_is_said_before_a_room_is_open_is_not_kept(scene):
    ana = scene.enter(ANA)
    await ana.sends(join("Ana"), say("draft"))
    assert said(ana.unread) == [("Ana", "draft")]
    await ana.sends(f"<presence type='unavailable' to='{ROOM}/Ana'/>")
    ana.forget()
    await makes(ana, "Ana")
    await enters(ana, "Ana")
    await ana.sends(f"<iq type='set' id='q' to='{ROOM}'><query xmlns='urn:xmpp:mam:2'/></iq>")
    assert [one.name for one in ana.unread] == ["iq"], "nothing of a room of that name before"
    ana.forget()

"""Rooms, with clients that others wrote: profanity, poezio, and a bot on slixmpp."""

import asyncio
from typing import Any

import pytest
from slixmpp.exceptions import IqError, PresenceError
from slixmpp.xmlstream import ET
from tests.live.clients import poezio, profanity
from tests.live.friends import Friend
from tests.live.program import Program
from tests.live.wire import online

from magpie.base.invitation import Link

COMMAND = "{http://jabber.org/protocol/commands}command"
PASSWORD = "old montague"
PATIENCE = 15.0


class Bot(Friend):
    """A friend who knows rooms: what is said in them, and who is there."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.register_plugin("xep_0045")
        self.said: list[tuple[str, str]] = []  # (nick, text)
        self.subjects: list[str] = []
        self.add_event_handler("groupchat_message", self._on_groupchat)
        self.add_event_handler("groupchat_subject", self._on_subject)
        self.add_event_handler("groupchat_presence", lambda _: self._changed.set())

    @property
    def muc(self) -> Any:
        return self.plugin["xep_0045"]

    async def enters(self, room: str, nick: str, **options: Any) -> None:
        await self.muc.join_muc_wait(room, nick, timeout=PATIENCE, **options)

    async def makes(self, room: str, nick: str, **answers: str) -> None:
        """Enter a room that is not there, and send its form."""
        await self.enters(room, nick)
        form = await self.muc.get_room_config(room)
        form["type"] = "submit"
        for name, value in answers.items():
            form["values"][f"muc#roomconfig_{name}"] = value
            form.field[f"muc#roomconfig_{name}"]["value"] = value
        await self.muc.set_room_config(room, form)

    def tells(self, room: str, text: str) -> None:
        self.send_message(room, text, mtype="groupchat")

    async def hears_said(self, nick: str, text: str) -> None:
        await self.until(lambda: (nick, text) in self.said, PATIENCE)

    async def sees_in(self, room: str, nick: str, there: bool = True) -> None:
        await self.until(lambda: (nick in self.muc.get_roster(room)) is there, PATIENCE)

    async def past(self, room: str) -> list[tuple[str, str]]:
        """(nick, text) of the room's archive."""
        found = []
        async for result in self.plugin["xep_0313"].iterate(jid=room):
            message = result["mam_result"]["forwarded"]["stanza"]
            if message["body"]:
                found.append((message["from"].resource, message["body"]))
        return found

    def _on_groupchat(self, message: Any) -> None:
        self.said.append((message["from"].resource, message["body"]))
        self._changed.set()

    def _on_subject(self, message: Any) -> None:
        self.subjects.append(message["subject"])
        self._changed.set()


async def bot(server: Program, name: str, *, signs_up: bool = True) -> Bot:
    found = Bot(server, name, "bot", signs_up=signs_up)
    await found.is_there()
    return found


async def test_profanity_poezio_and_a_bot_in_one_room(server, name):
    room = f"{name('verona')}@rooms.localhost"
    chorus = await bot(server, name("chorus"))
    await chorus.makes(room, "Chorus", roomname="Verona", changesubject="1")
    romeo, friar = name("romeo"), name("friar")
    server.adds(romeo, PASSWORD)
    server.adds(friar, PASSWORD)
    async with (
        profanity(server) as first,
        poezio(server, f"{friar}@localhost/pz", PASSWORD) as second,
    ):
        await first.types(f"/connect {romeo}@localhost/prof port {server.port} tls force")
        await first.shows("Enter password")
        await first.types(PASSWORD)
        await first.shows("logged in successfully")
        chorus.tells(room, "Two households, both alike in dignity")
        await chorus.hears_said("Chorus", "Two households, both alike in dignity")

        await first.types(f"/join {room} nick Romeo")
        await chorus.sees_in(room, "Romeo")
        await first.shows("both alike in dignity")
        await second.types(f"/join {room}/Friar", slowly=True)
        await chorus.sees_in(room, "Friar")
        await second.shows("joined the room")

        await first.types("I am fortune's fool")
        await chorus.hears_said("Romeo", "I am fortune's fool")
        await second.shows("I am fortune's fool")
        await second.types("Wisely and slow", slowly=True)
        await chorus.hears_said("Friar", "Wisely and slow")
        await first.shows("Wisely and slow")

        await first.types("/subject set Mantua")
        await chorus.until(lambda: "Mantua" in chorus.subjects, PATIENCE)
        await second.shows("Mantua")
        await first.types("/nick Montague")
        await chorus.sees_in(room, "Montague")
        await chorus.sees_in(room, "Romeo", there=False)
        await second.shows("Montague")

        await chorus.muc.set_role(room, "Friar", "none", reason="too slow")
        await second.shows("kicked")
        await chorus.sees_in(room, "Friar", there=False)
        await first.types("/close")
        await chorus.sees_in(room, "Montague", there=False)
        chorus.tells(room, "While you were away")
        await chorus.hears_said("Chorus", "While you were away")
        await first.types(f"/join {room} nick Montague")
        await first.shows("While you were away")
    assert await chorus.past(room) == [
        ("Chorus", "Two households, both alike in dignity"),
        ("Romeo", "I am fortune's fool"),
        ("Friar", "Wisely and slow"),
        ("Chorus", "While you were away"),
    ]


async def test_profanity_makes_a_room_and_another_finds_what_was_said(server, name):
    room = f"{name('inn')}@rooms.localhost"
    nurse = name("nurse")
    server.adds(nurse, PASSWORD)
    async with profanity(server) as window:
        await window.types(f"/connect {nurse}@localhost/prof port {server.port} tls force")
        await window.shows("Enter password")
        await window.types(PASSWORD)
        await window.shows("logged in successfully")
        await window.types(f"/join {room} nick Nurse")
        await window.shows("Room locked, requires configuration")
        await window.types("/room accept")
        await window.shows("unlocked")
        await window.types("Anybody home?")
        await window.shows("Anybody home?")  # as it is typed
        await window.shows("Nurse: Anybody home?")
    late = await bot(server, name("late"))
    await late.enters(room, "Late", maxstanzas=5)
    await late.hears_said("Nurse", "Anybody home?")


async def test_a_member_who_was_away_reads_it_after_a_restart(new_server, name):
    server = new_server()
    room = "vault@rooms.localhost"
    juliet = await bot(server, "juliet")
    romeo = await bot(server, "romeo")
    await juliet.makes(room, "Juliet", membersonly="1", roomname="The vault")
    await juliet.muc.set_affiliation(room, "member", jid="romeo@localhost")
    await romeo.enters(room, "Romeo")
    romeo.muc.leave_muc(room, "Romeo")
    await juliet.sees_in(room, "Romeo", there=False)
    juliet.tells(room, "O happy dagger")
    await juliet.hears_said("Juliet", "O happy dagger")
    for one in (juliet, romeo):
        await one.leaves()
    server.stop()
    server.start()
    again = await bot(server, "romeo", signs_up=False)
    assert await again.past(room) == [("Juliet", "O happy dagger")]
    stranger = await bot(server, "tybalt")
    with pytest.raises(IqError, match="forbidden"):
        await stranger.plugin["xep_0313"].retrieve(room, timeout=PATIENCE)
    await again.enters(room, "Romeo")
    await again.hears_said("Juliet", "O happy dagger")


async def test_a_bot_keeps_its_place_over_a_lost_connection(server, name):
    room = f"{name('street')}@rooms.localhost"
    speaker, listener = await bot(server, name("speaker")), await bot(server, name("listener"))
    await speaker.makes(room, "Speaker")
    await listener.enters(room, "Listener")
    await speaker.sees_in(room, "Listener")
    listener.cut()
    speaker.tells(room, "while the line was cut")
    await listener.until(lambda: "disconnected" in listener.happened)
    listener.connect(server.host, server.port)
    await listener.until(lambda: "session_resumed" in listener.happened, PATIENCE)
    await listener.hears_said("Speaker", "while the line was cut")
    assert "Listener" in speaker.muc.get_roster(room), "it was there all the time"
    listener.tells(room, "I am still here")
    await speaker.hears_said("Listener", "I am still here")
    await asyncio.sleep(0)


async def test_who_enters_10000_rooms_disturbs_nobody(server, name, bystanders):
    ear = await online(server, name("greedy"))  # without presence: it hears of rooms only
    told = {"policy-violation": 0, "code='110'": 0}
    for start in range(0, 10_000, 100):
        joins = [
            f"<presence to='g{number}@rooms.localhost/g' id='{number}'>"
            "<x xmlns='http://jabber.org/protocol/muc'/></presence>"
            for number in range(start, start + 100)
        ]
        await ear.says("".join(joins))
        await ear.pings()
        for heard in map(str, ear.unread):
            for mark in told:
                told[mark] += mark in heard
        ear.unread.clear()
    assert list(told.values()) == [9_000, 1_000]
    await bystanders.go_on()
    ear.drop()
    await bystanders.go_on()


async def link_to(friend: Bot, room: str) -> Link:
    """A link out of the room's own command."""
    iq = friend.make_iq_set(ito=room)
    iq.append(ET.Element(COMMAND, {"node": "urn:xmpp:invite#invite", "action": "execute"}))
    answer = await iq.send(timeout=PATIENCE)
    return Link.parse(
        next(one.text for one in answer.xml.iter("{jabber:x:data}value") if "?join" in one.text)
    )


async def test_a_link_lets_clients_in_that_know_nothing_of_invitations(server, name):
    """They show the token as the room's password, as `xmpp:…?join;password=` has it."""
    room = f"{name('capulets')}@rooms.localhost"
    nurse = await bot(server, name("nurse"))
    await nurse.makes(room, "Nurse", membersonly="1", publicroom="0")
    romeo = await bot(server, name("romeo"))
    with pytest.raises(PresenceError, match="registration-required"):
        await romeo.enters(room, "Romeo")
    link = await link_to(nurse, room)
    await romeo.enters(room, "Romeo", password=link.token)
    await nurse.sees_in(room, "Romeo")
    romeo.muc.leave_muc(room, "Romeo")
    await nurse.sees_in(room, "Romeo", there=False)
    await romeo.enters(room, "Romeo")  # a member from then on
    friar, link = name("friar"), await link_to(nurse, room)
    server.adds(friar, PASSWORD)
    async with profanity(server) as window:
        await window.types(f"/connect {friar}@localhost/prof port {server.port} tls force")
        await window.shows("Enter password")
        await window.types(PASSWORD)
        await window.shows("logged in successfully")
        await window.types(f"/join {room} nick Friar password {link.token}")
        await nurse.sees_in(room, "Friar")
    members = await nurse.muc.get_users_by_affiliation(room, "member")
    assert {str(one) for one in members} == {romeo.boundjid.bare, f"{friar}@localhost"}
    for friend in (nurse, romeo):
        await friend.leaves()

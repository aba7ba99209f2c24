"""What is said in a room: whose words it is, and what nobody but the room may say."""

import xml.etree.ElementTree as ET

import pytest

from magpie.desktop.core.content import Moderation, Text, Tombstone
from magpie.desktop.core.rooms_link import Invited, RoomChanged, RoomInfo, SubjectSet
from magpie.desktop.link.rooms import reading
from magpie.desktop.link.rooms.presence import farewell, refusal
from magpie.desktop.link.rooms.seats import Seat

ROOM, ANA = "crew@rooms.example.org", "ana@example.org"
MODERATE = (
    "<retract xmlns='urn:xmpp:message-retract:1' id='s1'>"
    "<moderated xmlns='urn:xmpp:message-moderate:1' by='crew@rooms.example.org/Ben'/></retract>"
)


def seat(occupant: str = "id-ana", *, keeps: bool = True) -> Seat:
    info = RoomInfo(ROOM, has_archive=keeps)
    one = Seat(ROOM, ANA, "Ana", info, has_joined=True, occupant=occupant)
    one.addresses["Ben"] = "ben@example.org"
    return one


def message(nick: str, inside: str, kind: str = "groupchat") -> ET.Element:
    sender = f"{ROOM}/{nick}" if nick else ROOM
    return ET.fromstring(
        f"<message xmlns='jabber:client' from='{sender}' type='{kind}' id='m1'>{inside}</message>"
    )


def said(nick: str, inside: str, at: Seat | None = None):
    found = list(reading.arrivals(message(nick, inside), at or seat(), source="live"))
    return found[0].arrival if found else None


def test_who_has_said_it():
    theirs = said("Ben", "<body>hi</body>")
    assert (theirs.sender, theirs.name, theirs.is_own) == ("ben@example.org", "Ben", False)
    hidden = said("Chen", "<body>hi</body>")
    assert hidden.sender == f"{ROOM}/Chen"
    own = said("Ana", "<body>hi</body>")
    assert (own.sender, own.is_own) == (ANA, True)


def test_an_occupant_id_counts_only_where_the_room_gives_them():
    forged = "<body>hi</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='id-ana'/>"
    assert said("Ben", forged).is_own  # the room says so
    other = said("Ben", forged, seat(occupant=""))
    assert (other.is_own, other.occupant) == (False, "")


@pytest.mark.parametrize("by", [ANA, "crew@rooms.example.com"])
def test_an_id_that_another_has_put_there_is_no_place_in_the_archive(by):
    forged = f"<body>hi</body><stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='s9'/>"
    assert said("Ben", forged).stanza_id == ""
    true = f"<body>hi</body><stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='s9'/>"
    assert said("Ben", true).stanza_id == "s9"
    assert said("Ben", true, seat(keeps=False)).stanza_id == ""


def test_only_the_room_moderates():
    assert said("", MODERATE).content == Moderation("s1", "Ben")
    assert said("Ben", MODERATE) is None
    gone = MODERATE.replace("<retract ", "<retracted ").replace("</retract>", "</retracted>")
    assert said("Chen", gone).content == Tombstone("Ben")


def test_an_address_beside_a_live_message_is_not_believed():
    forged = (
        "<body>hi</body><x xmlns='http://jabber.org/protocol/muc#user'>"
        f"<item jid='{ANA}' affiliation='owner'/></x>"
    )
    assert not said("Ben", forged).is_own


def test_a_subject_and_new_settings():
    (subject,) = reading.events(message("Ben", "<subject>news</subject>"), seat())
    assert subject == SubjectSet(ROOM, "news")
    status = "<x xmlns='http://jabber.org/protocol/muc#user'><status code='104'/></x>"
    assert list(reading.events(message("", status), seat())) == [RoomChanged(ROOM)]
    assert list(reading.events(message("Ben", status), seat())) == []


def test_a_mention_and_whom_it_answers():
    inside = (
        "<body>@Ana yes</body><reply xmlns='urn:xmpp:reply:0' id='s1' to='crew@x/Ana'/>"
        "<reference xmlns='urn:xmpp:reference:0' type='mention' begin='0' end='4'"
        f" uri='xmpp:{ANA}'/>"
    )
    content = said("Ben", inside).content
    assert isinstance(content, Text)
    assert (content.reply, content.reply_sender) == ("s1", "crew@x/Ana")
    assert content.mentions[0].address == ANA


def test_an_invitation_either_way_and_one_of_the_room_by_itself():
    user = "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='{}'/></x>"
    by_room = reading.invitation(message("", user.format("ben@example.org"), "normal"))
    assert by_room == Invited(ROOM, "ben@example.org", is_by_room=True)
    assert reading.invitation(message("", user.format(ROOM), "normal")).sender == ""
    direct = ET.fromstring(
        "<message xmlns='jabber:client' from='ben@example.org/x'>"
        f"<x xmlns='jabber:x:conference' jid='{ROOM}' reason='come' password='p'/></message>"
    )
    assert reading.invitation(direct) == Invited(ROOM, "ben@example.org", "come", "p")


@pytest.mark.parametrize(
    ("code", "reason"), [("301", "banned"), ("307", "kicked"), ("322", "members_only")]
)
def test_why_one_is_out(code, reason):
    inside = (
        "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='none'>"
        f"<reason>why</reason></item><status code='110'/><status code='{code}'/></x>"
    )
    problem = farewell(ET.fromstring(f"<presence xmlns='jabber:client'>{inside}</presence>"))
    assert (problem.reason, problem.detail) == (reason, "why")


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("not-authorized", "password_wanted"),
        ("registration-required", "members_only"),
        ("forbidden", "banned"),
        ("conflict", "nick_taken"),
        ("service-unavailable", "group_full"),
        ("item-not-found", "group_gone"),
    ],
)
def test_why_one_does_not_get_in(condition, reason):
    error = f"<error type='auth'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
    stanza = ET.fromstring(f"<presence xmlns='jabber:client' type='error'>{error}</presence>")
    assert refusal(stanza).reason == reason

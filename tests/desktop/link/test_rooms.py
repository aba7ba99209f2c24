"""Rooms as they answer: what counts, and what anybody could have sent."""

import xml.etree.ElementTree as ET

import pytest
from tests.desktop.link.test_room_reading import ANA, ROOM, seat

from magpie.desktop.core.entities.problem import Reason
from magpie.desktop.core.link import Bounced, ReadElsewhere
from magpie.desktop.core.rooms_link import InviteRefused
from magpie.desktop.link import pep
from magpie.desktop.link.rooms import info
from magpie.desktop.link.rooms.rooms import Rooms


def heard(stanza: str) -> list:
    found: list = []
    rooms = Rooms(None, ANA, found.append)
    rooms._seats[ROOM] = seat()
    rooms.message(ET.fromstring(stanza))
    return found


def refused(sender: str, id: str = "m1", why: str = "not-acceptable") -> list:
    return heard(
        f"<message xmlns='jabber:client' from='{sender}' type='error' id='{id}'><error type='auth'>"
        f"<{why} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
    )


def test_only_the_room_says_that_it_did_not_take_a_message():
    (event,) = refused(ROOM)
    assert isinstance(event, Bounced)
    assert (event.peer, event.problem.reason) == (ROOM, Reason.NOT_CONNECTED)
    # Said in private to Ben, or made up by Ben: nothing of the group has come back
    (event,) = refused(f"{ROOM}/Ben")
    assert (event.peer, event.id) == (f"{ROOM}/Ben", "m1")


def test_an_invitation_that_the_room_does_not_take():
    (event,) = refused(ROOM, "invite-1", "forbidden")
    assert isinstance(event, InviteRefused)
    assert event.problem.reason is Reason.NOT_ALLOWED


def test_ones_own_invitation_in_the_archive_invites_nobody_here():
    direct = f"<x xmlns='jabber:x:conference' jid='{ROOM}'/>"
    assert not heard(f"<message xmlns='jabber:client' from='{ANA}/x' to='b@c'>{direct}</message>")
    assert heard(f"<message xmlns='jabber:client' from='b@c/x' to='{ANA}'>{direct}</message>")


@pytest.mark.parametrize(
    ("inside", "is_room"),
    [
        ("<identity category='account' type='registered'/>", False),
        ("<identity category='conference' type='irc'/>", True),
        ("<feature var='http://jabber.org/protocol/muc'/>", True),
    ],
)
def test_what_is_no_room_is_not_entered(inside, is_room):
    query = ET.fromstring(f"<query xmlns='http://jabber.org/protocol/disco#info'>{inside}</query>")
    assert info.is_room(query) is is_room


@pytest.mark.parametrize(
    ("peer", "by", "is_group"), [(ROOM, ROOM, True), ("b@c", ANA, False), (ANA, ANA, False)]
)
def test_where_something_was_read(peer, by, is_group):
    answer = ET.fromstring(
        "<iq xmlns='jabber:client'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
        f"<items node='urn:xmpp:mds:displayed:0'><item id='{peer}'>"
        "<displayed xmlns='urn:xmpp:mds:displayed:0'>"
        f"<stanza-id xmlns='urn:xmpp:sid:0' id='s1' by='{by}'/></displayed>"
        "</item></items></pubsub></iq>"
    )
    assert pep.positions(answer, ANA) == [ReadElsewhere(peer, "s1", is_group)]

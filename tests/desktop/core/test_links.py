"""Links to rooms, and their addresses."""

import pytest

from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.core.groups import links


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("xmpp:crew@rooms.example.org?join", ("crew@rooms.example.org", "")),
        (" crew@rooms.example.org ", ("crew@rooms.example.org", "")),
        ("xmpp:crew@rooms.example.org?join;password=a+b%20c", ("crew@rooms.example.org", "a+b c")),
        ("#c%irc.example@gate.example.org", ("#c%irc.example@gate.example.org", "")),
    ],
)
def test_a_link_leads_to_a_room(link, found):
    assert links.read(link) == found


@pytest.mark.parametrize("link", ["xmpp:rooms.example.org?join", "rooms.example.org", "", "a b@c"])
def test_what_leads_to_no_room_is_refused(link):
    with pytest.raises(Problem):
        links.read(link)

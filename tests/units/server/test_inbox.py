"""What of an account's messages its clients have taken."""

import pytest

from magpie.server.inbox import Inbox
from magpie.xmpp.jid import Jid


@pytest.fixture
def inbox():
    """Of an account whose journal has been looked at: nothing waits."""
    made = Inbox(Jid.parse("romeo@localhost"), 10)
    made.replayed(10, is_all=True)
    return made


def test_what_is_written_to_who_does_not_acknowledge_is_taken(inbox):
    inbox.taken(11)
    assert inbox.cursor == 11
    assert not inbox.wants(11)
    assert not inbox.may_have_missed


def test_the_cursor_waits_for_acknowledgements(inbox):
    inbox.delivered(11)
    inbox.delivered(12)
    assert inbox.cursor == 10
    inbox.taken(12)
    assert inbox.cursor == 10
    inbox.taken(11)
    assert inbox.cursor == 12
    assert inbox.is_settled


def test_one_acknowledgement_of_two_is_enough(inbox):
    inbox.delivered(11)
    inbox.delivered(11)
    inbox.taken(11)
    assert inbox.cursor == 11
    assert inbox.lost([11]) == []


def test_what_nobody_acknowledged_is_for_the_next(inbox):
    inbox.delivered(11)
    inbox.delivered(11)
    assert inbox.lost([11]) == []
    assert inbox.lost([11]) == [11]
    assert inbox.wants(11)
    assert inbox.may_have_missed
    assert inbox.cursor == 10


def test_what_one_took_another_need_not_acknowledge(inbox):
    inbox.taken(11)
    inbox.delivered(11)
    assert inbox.lost([11]) == []
    assert inbox.cursor == 11


def test_what_waits_is_not_passed_by_what_is_sent_later(inbox):
    inbox.missed(11)
    inbox.taken(12)
    inbox.delivered(13)
    assert inbox.cursor == 10
    assert [inbox.wants(number) for number in (11, 12, 13)] == [True, False, False]
    inbox.taken(11)
    inbox.replayed(13, is_all=True)
    assert inbox.cursor == 12
    inbox.taken(13)
    assert inbox.cursor == 13
    assert inbox.is_settled


def test_before_the_journal_was_read_nothing_is_passed():
    inbox = Inbox(Jid.parse("romeo@localhost"), 10)
    inbox.taken(12)
    assert inbox.cursor == 10
    assert inbox.wants(11)
    inbox.taken(11)
    inbox.replayed(11, is_all=True)
    assert inbox.cursor == 12
    assert not inbox.may_have_missed


def test_a_replay_that_is_cut_off_is_not_a_replay():
    inbox = Inbox(Jid.parse("romeo@localhost"), 0)
    inbox.taken(1)
    inbox.replayed(1, is_all=False)
    assert inbox.cursor == 1
    assert inbox.may_have_missed
    assert inbox.wants(2)


def test_who_reads_the_archive_has_caught_up(inbox):
    inbox.missed(11)
    inbox.delivered(12)
    inbox.caught_up(11)
    assert inbox.cursor == 11
    inbox.caught_up(12)
    assert inbox.cursor == 12
    assert not inbox.may_have_missed


def test_what_was_on_its_way_is_not_lost(inbox):
    inbox.replays = 1  # only then something is on its way
    inbox.taken(12)
    inbox.dropped(11)
    assert inbox.wants(11)
    assert inbox.cursor == 10

"""Tickets: good once, for a minute, and not without number."""

from magpie.base.clock import ManualClock
from magpie.server.tickets import OPEN_MAX, Tickets
from magpie.xmpp.jid import Jid

ROMEO = Jid.parse("romeo@localhost")


class Host:
    clock: ManualClock

    def __init__(self) -> None:
        self.clock = ManualClock()


def test_a_ticket_is_good_once():
    tickets = Tickets(Host())
    ticket = tickets.issue(ROMEO)
    assert tickets.take("guess") is None
    assert tickets.take(ticket) == ROMEO
    assert tickets.take(ticket) is None


def test_for_a_minute():
    host = Host()
    tickets = Tickets(host)
    first, second = tickets.issue(ROMEO), tickets.issue(ROMEO)
    host.clock.advance(59)
    assert tickets.take(first) == ROMEO
    host.clock.advance(2)
    assert tickets.take(second) is None


def test_the_oldest_goes():
    tickets = Tickets(Host())
    first = tickets.issue(ROMEO)
    others = [tickets.issue(ROMEO) for _ in range(OPEN_MAX)]
    assert tickets.take(first) is None
    assert tickets.take(others[0]) == ROMEO

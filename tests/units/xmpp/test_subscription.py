"""RFC 6121, appendix A: its tables, row by row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp.subscription import KINDS, State, inbound, outbound

N, NO, NI, NOI, T, TI, F, FO, B = ["N", "NO", "NI", "NOI", "T", "TI", "F", "FO", "B"]
STATES = {
    N: State(),
    NO: State(ask=True),
    NI: State(pending=True),
    NOI: State(ask=True, pending=True),
    T: State(to=True),
    TI: State(to=True, pending=True),
    F: State(from_=True),
    FO: State(from_=True, ask=True),
    B: State(to=True, from_=True),
}
ALL = (N, NO, NI, NOI, T, TI, F, FO, B)

# Kind: for each state whether the stanza goes on, and the state that follows
OUTBOUND = {
    "subscribe": ("+NO", "+NO", "+NOI", "+NOI", "+T", "+TI", "+FO", "+FO", "+B"),
    "unsubscribe": ("+N", "+N", "+NI", "+NI", "+N", "+NI", "+F", "+F", "+F"),
    "subscribed": ("-N", "-NO", "+F", "+FO", "-T", "+B", "-F", "-FO", "-B"),
    "unsubscribed": ("-N", "-NO", "+N", "+NO", "-T", "+T", "+N", "+NO", "+T"),
}
INBOUND = {
    "subscribe": ("+NI", "+NOI", "-NI", "-NOI", "+TI", "-TI", "-F", "-FO", "-B"),
    "unsubscribe": ("-N", "-NO", "+N", "+NO", "-T", "+T", "+N", "+NO", "+T"),
    "subscribed": ("-N", "+T", "-NI", "+TI", "-T", "-TI", "-F", "+B", "-B"),
    "unsubscribed": ("-N", "+N", "-NI", "+NI", "+N", "+NI", "-F", "+F", "+F"),
}


def rows(table):
    for kind, cells in table.items():
        for before, cell in zip(ALL, cells, strict=True):
            yield pytest.param(kind, before, cell[0] == "+", cell[1:], id=f"{kind}-{before}")


@pytest.mark.parametrize(("kind", "before", "goes_on", "after"), [*rows(OUTBOUND)])
def test_outbound(kind, before, goes_on, after):
    state, is_sent = outbound(kind, STATES[before])
    assert is_sent is goes_on
    approves = kind == "subscribed" and not goes_on and not STATES[before].from_
    assert state.approved is approves
    assert State(state.to, state.from_, state.ask, state.pending) == STATES[after]


@pytest.mark.parametrize(("kind", "before", "goes_on", "after"), [*rows(INBOUND)])
def test_inbound(kind, before, goes_on, after):
    state, is_told, reply = inbound(kind, STATES[before])
    assert (state, is_told) == (STATES[after], goes_on)
    assert reply == ("subscribed" if kind == "subscribe" and STATES[before].from_ else "")


def test_who_is_approved_beforehand_need_not_ask():
    state, is_sent = outbound("subscribed", State(ask=True))
    assert (state, is_sent) == (State(ask=True, approved=True), False)
    state, is_told, reply = inbound("subscribe", state)
    assert (state.from_, state.pending, is_told, reply) == (True, False, False, "subscribed")
    state, is_sent = outbound("unsubscribed", state)
    assert (state, is_sent) == (State(ask=True), True)


def test_an_approval_is_taken_back():
    assert outbound("unsubscribed", State(approved=True)) == (State(), False)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(sorted(KINDS)))))
def test_two_sides_never_disagree_about_who_hears_whom(steps):
    sides = [State(), State()]

    def arrives(at, kind):
        sides[at], _, reply = inbound(kind, sides[at])
        if reply:
            arrives(not at, reply)

    for sender, kind in steps:
        sides[sender], is_sent = outbound(kind, sides[sender])
        if is_sent:
            arrives(not sender, kind)
        for one, other in (sides, reversed(sides)):
            assert one.to == other.from_
            assert one.ask == other.pending
            assert not (one.to and one.ask)
            assert not (one.from_ and one.pending)

"""Presence subscriptions: the states between two accounts, and how each stanza moves them.

Theory of operation. What RFC 6121 calls the nine states of appendix A.1 are four bits that move
independently: whether we hear the contact (`to`), whether it hears us (`from_`), whether we have
asked (`ask`), and whether it has asked us (`pending`). A pre-approval (3.4) is the fifth. The
tables of appendices A.2 and A.3 are the two functions here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

KINDS = frozenset(("subscribe", "subscribed", "unsubscribe", "unsubscribed"))


@dataclass(frozen=True, slots=True)
class State:
    """How an account and one contact stand, as the account's server keeps it.

    Attributes:
        to: the account hears the contact's presence.
        from_: the contact hears the account's.
        ask: the account has asked, and waits.
        pending: the contact has asked, and waits.
        approved: the contact need not ask: it is granted beforehand (3.4).
    """

    to: bool = False
    from_: bool = False
    ask: bool = False
    pending: bool = False
    approved: bool = False

    @property
    def name(self) -> str:
        """The `subscription` of a roster item (2.1.2.5)."""
        if self.to:
            return "both" if self.from_ else "to"
        return "from" if self.from_ else "none"


def outbound(kind: str, state: State) -> tuple[State, bool]:
    """The account sends `kind`: its new state, and whether the contact gets the stanza (A.2)."""
    if kind == "subscribe":  # A.2.1
        return (state if state.to else replace(state, ask=True)), True
    if kind == "unsubscribe":  # A.2.2
        return replace(state, to=False, ask=False), True
    if kind == "subscribed":  # A.2.3
        if state.pending:
            return replace(state, from_=True, pending=False), True
        # 3.4.2: nobody has asked yet, so it is an approval beforehand; it is not sent
        return (state if state.from_ else replace(state, approved=True)), False
    assert kind == "unsubscribed", kind  # A.2.4; 3.4.3: it also takes an approval back
    is_sent = state.from_ or state.pending
    return replace(state, from_=False, pending=False, approved=False), is_sent


def inbound(kind: str, state: State) -> tuple[State, bool, str]:
    """The contact's stanza of `kind` arrives (A.3).

    Returns:
        The account's new state, whether its devices get the stanza, and the kind of the stanza
        with which the server answers for the account, or "".
    """
    if kind == "subscribe":  # A.3.1
        if state.from_:
            return state, False, "subscribed"  # 3.1.3, rule 2
        if state.approved:
            return replace(state, from_=True, pending=False), False, "subscribed"  # 3.4.2
        return replace(state, pending=True), not state.pending, ""
    if kind == "unsubscribe":  # A.3.2
        return replace(state, from_=False, pending=False), state.from_ or state.pending, ""
    if kind == "subscribed":  # A.3.3
        if state.ask:
            return replace(state, to=True, ask=False), True, ""
        return state, False, ""
    assert kind == "unsubscribed", kind  # A.3.4
    return replace(state, to=False, ask=False), state.to or state.ask, ""

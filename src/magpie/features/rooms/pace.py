"""How fast one occupant may speak and change: what it does costs everybody in the room."""

from __future__ import annotations

from magpie.features.rooms.room import Occupant
from magpie.xmpp.errors import StanzaError

BURST = 5.0  # seconds' worth that may come at once


def spend(occupant: Occupant, pace: float, now: float) -> None:
    """One message or presence of an occupant, of `pace` a second; 0 is any number.

    Raises:
        StanzaError: it is too fast.
    """
    if not pace:
        return
    most = pace * BURST
    left, at = occupant.tokens or (most, now)
    left = min(most, left + (now - at) * pace)
    if left < 1:
        raise StanzaError("policy-violation", "That is too much at a time.", type="wait")
    occupant.tokens = (left - 1, now)

"""What people's clients say to each other beside text, which the server passes on unchanged.

Receipts, markers, typing, corrections, retractions, reactions, replies: the server's part is to
deliver them as they are and to keep the right ones. `xmpp/worth.py` says which: all of these
but the chat states.
"""

from __future__ import annotations

from magpie.server.api import Host, Xep

NOTE = "Passed on between clients."
KEPT = "Passed on between clients, and kept in the archive."
XEPS = (
    Xep(85, version="2.1", note=NOTE),
    Xep(184, version="1.4.0", note=KEPT),
    Xep(308, version="1.2.1", note=KEPT),
    Xep(333, version="1.0.0", note=KEPT),
    Xep(393, version="1.1.1", note=KEPT),
    Xep(424, version="0.4.2", note=KEPT),
    Xep(428, version="0.2.1", note=KEPT),
    Xep(444, version="0.2.1", note=KEPT),
    Xep(461, version="0.2.1", note=KEPT),
)


def setup(_: Host) -> None:
    """Nothing to do: to leave these alone is what is promised."""

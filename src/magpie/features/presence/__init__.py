"""RFC 6121, 4: Exchanging Presence Information. Who is here, told to those who may know.

Theory of operation. Where both sides of a subscription live on this server, nothing is probed: a
session that becomes available is sent what the others have said last, from memory. What a session
says itself is serialised once for all who hear it (`Multicast`); with the everyone group, those are
all who are available, and neither rosters nor accounts are looked at. So a broadcast costs what its
copies cost, and a login nothing for those who are away. Where contacts may be elsewhere, rosters
are looked at in any case.

* `here`: who is available, and who of them sees whom;
* `changes`: broadcasts, and what changes who sees whom;
* `directed`: presence to somebody in particular, and probes;
* `elsewhere`: contacts that are no accounts here: their servers are told, and probed.
"""

from __future__ import annotations

from magpie.features.presence.changes import Changes
from magpie.features.presence.directed import Directed
from magpie.features.presence.elsewhere import Elsewhere
from magpie.features.presence.here import Everybody
from magpie.server.api import (
    BlocklistChanged,
    Host,
    IsContact,
    Parted,
    PresenceAmended,
    PresenceReceived,
    PresenceSent,
    PresenceShared,
    PresenceWithheld,
    SessionClosed,
    SessionUnavailable,
    SharesPresence,
    Stage,
    Xep,
)

XEPS = (Xep(203, version="2.0", note="On presence told at sign-in and on late messages."),)


def setup(host: Host) -> None:
    """Take presence from sessions, and the news that change who sees whom."""
    host.advertise("urn:xmpp:delay")
    everybody = Everybody(host)
    elsewhere = Elsewhere(host, everybody)
    directed = Directed(host, everybody)
    changes = Changes(host, everybody, directed, elsewhere)
    host.on_ending(elsewhere.ending)
    host.on(PresenceSent, changes.sent)
    host.on(PresenceSent, directed.sent)
    host.on(PresenceReceived, directed.received, stage=Stage.DELIVER)
    host.watch(PresenceAmended, changes.amended)
    host.watch(SessionUnavailable, changes.unavailable)
    host.watch(SessionClosed, directed.closed)
    host.watch(PresenceShared, changes.shared)
    host.watch(PresenceWithheld, changes.withheld)
    host.watch(Parted, changes.parted)
    host.watch(BlocklistChanged, changes.blocklist_changed)
    host.answer(SharesPresence, everybody.shares_presence)
    host.answer(IsContact, everybody.is_contact)

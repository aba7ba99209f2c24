"""What a circle says of its room, whatever the room's owners would like. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from magpie.features.rooms.options import Options
from magpie.server.api import Circle
from magpie.xmpp.jid import Jid


def bound(options: Options, circle: Circle) -> Options:
    """What owners of the room cannot choose."""
    return replace(
        options,
        name=circle.name,
        password="",
        is_public=False,
        is_persistent=True,
        is_members_only=True,
    )


def is_kept_by(circle: Circle | None, changes: Iterable[tuple[Jid, str, str]]) -> bool:
    """Whether (address, affiliation before, after) leave those of its circle in a room, alone.

    Who owns it follows from who runs the server.
    """
    if circle is None:
        return True
    for jid, before, after in changes:
        if after != before and "owner" in (before, after):
            return False
        if after not in ("none", "outcast") and jid not in circle.members:
            return False
        if after == "none" and jid in circle.members:
            return False
    return True

"""Naming somebody of a group in what one writes: `@` and the beginning of the name."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot

from magpie.desktop.core import safe
from magpie.desktop.core.entities.group import Affiliation, Member
from magpie.desktop.ui import faces
from magpie.desktop.ui.prop import shown
from magpie.desktop.ui.rows import Rows

ROLES = ("key", "name", "initials", "tint", "picture", "line", "spoken")
BEGUN = re.compile(r"(?:^|\s)@(\S{0,40})$")
MOST = 8


class Mentions(Rows):
    """Who may be meant by what stands before the cursor; none in a conversation of two."""

    changed = Signal()

    def __init__(self, members: Sequence[Member]) -> None:
        super().__init__(ROLES, about)
        self._members = members
        self._start = self._end = 0
        self._named: dict[str, Member] = {}

    offered = shown(bool, lambda self: bool(self.items), changed)

    @Slot(str, int)
    def look(self, text: str, cursor: int) -> None:
        """The text or the cursor is another."""
        begun = BEGUN.search(text[:cursor])
        found: list[Member] = []
        if begun:
            self._start, self._end = begun.start(1) - 1, cursor
            found = [one for one in self._members if fits(one, begun[1].casefold())]
        if found or self.items:
            self.reset(found[:MOST])
            self.changed.emit()

    @Slot()
    def drop(self) -> None:
        """None of them is meant."""
        self.reset([])
        self.changed.emit()

    @Slot(int, result="QVariantMap")
    def take(self, at: int) -> dict[str, Any]:
        """What to put where: the name of the one who is meant."""
        member: Member = self.items[at]
        self._named[member.name] = member
        self.drop()
        return {"start": self._start, "end": self._end, "text": f"@{member.name} "}

    def named(self, text: str) -> list[Member]:
        """Those who were completed and still stand in the text."""
        found = [member for name, member in self._named.items() if f"@{name}" in text]
        self._named.clear()
        return found


def fits(member: Member, beginning: str) -> bool:
    if member.is_own or member.affiliation is Affiliation.OUTCAST:
        return False
    words = (*member.name.casefold().split(), member.nick.casefold(), member.name.casefold())
    return any(word.startswith(beginning) for word in words if word)


def about(member: Member) -> Mapping[str, Any]:
    nick = safe.label(member.nick)
    return {
        "key": " ".join(member.key),
        "name": member.name,
        **faces.face(member.address or member.nick, member.name, member.avatar),
        "line": nick if nick != member.name else "",
        "spoken": member.name,
    }

"""The live view and the log, in bounded room. The newest is the first row, and shown lowest."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from magpie.desktop.console.entities import Passed
from magpie.desktop.core.safe import isolated, label
from magpie.desktop.ui import words
from magpie.desktop.ui.console import said
from magpie.desktop.ui.rows import Rows

translate = QCoreApplication.translate
KEPT = 1000  # rows
ROLES = ("key", "time", "sender", "to", "kind", "size", "text", "glyph", "spoken")
GLYPHS = {"message": "mail", "presence": "person", "iq": "info"}

Gap = int  # how many stanzas passed that are not shown


class Newest(Rows):
    """Rows that come at the front; the oldest go."""

    def put(self, new: Sequence[Any]) -> None:
        """These came, in this order."""
        if not new:
            return
        new = new[-KEPT:]
        over = len(self.items) + len(new) - KEPT
        if over > 0:
            self.remove(len(self.items) - over, over)
        self.insert(0, new[::-1])

    def forget(self) -> None:
        """All of them go: nothing of what people wrote stays in memory."""
        self.reset(())


class Passing(Newest):
    """Rows of what passed, and of gaps where it was too much."""

    def __init__(self) -> None:
        super().__init__(ROLES, self._row)
        self.domain = ""  # the server's own: it goes without saying

    def _row(self, item: Passed | Gap) -> Mapping[str, Any]:
        return show(item, self.domain)

    def add(self, passed: Sequence[Passed], missed: Gap) -> None:
        """What came, after `missed` others."""
        self.put([missed, *passed] if missed else list(passed))


def short(address: str, domain: str) -> str:
    """An address of the server's own domain without it: `ana/laptop`."""
    local, at, rest = address.partition("@")
    end, slash, resource = rest.partition("/")
    return label(f"{local}{slash}{resource}" if at and end == domain else address)


def show(item: Passed | Gap, domain: str = "") -> Mapping[str, Any]:
    if isinstance(item, Gap):
        text = translate("console", "… and %n more that passed too quickly", "", item)
        empty = dict.fromkeys(ROLES, "")
        return {**empty, "kind": text, "spoken": text}
    kind = said.kind(item)
    size = words.size(item.size)
    sender, to = short(item.sender, domain), short(item.to, domain)
    text = isolated(item.text) if item.text else ""
    return {
        "key": "",
        "time": words.moment(item.at).strftime("%H:%M:%S"),
        "sender": sender,
        "to": to,
        "kind": kind,
        "size": size,
        "text": text,
        "glyph": "lock" if item.encrypted else GLYPHS.get(item.kind, "info"),
        "spoken": ", ".join(word for word in (sender, to, kind, size, text) if word),
    }


class Lines(Newest):
    """The log, line by line; what is wrong stands out."""

    def __init__(self) -> None:
        super().__init__(("key", "line", "level"), show_line)


def show_line(line: str) -> Mapping[str, Any]:
    words = line.split(" ", 2)
    level = words[1] if len(words) > 1 and words[1] in ("warning", "error") else ""
    return {"key": "", "line": line, "level": level}

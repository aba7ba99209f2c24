"""Choosing some of the people one knows: for a new group, or to invite into one."""

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import (
    Property,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Signal,
    Slot,
)

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.person import Person
from magpie.desktop.ui import faces, people
from magpie.desktop.ui.prop import shown
from magpie.desktop.ui.rows import Mirror

translate = QCoreApplication.translate
ROLES = ("key", "name", "initials", "tint", "picture", "show", "line", "chosen", "spoken")


class Picking(QSortFilterProxyModel):
    """The people of an account, those chosen marked. Whoever is not known is typed by address."""

    changed = Signal()

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._account = 0
        self._filter = ""
        self._without: frozenset[str] = frozenset()
        self.picked: dict[str, str] = {}  # name by address, in the order they were chosen
        self.rows = Mirror(client.people.items, ROLES, self._about)
        self.setSourceModel(self.rows)

    chosen = shown("QStringList", lambda self: list(self.picked), changed)
    names = shown("QStringList", lambda self: list(self.picked.values()), changed)
    typed = shown(bool, lambda self: self.is_address, changed)

    @property
    def is_address(self) -> bool:
        """Whether what was typed is somebody's address, and nobody's that is listed."""
        local, at, domain = self._filter.partition("@")
        return bool(local and at and "." in f"{domain}.") and " " not in self._filter and bool(
            domain
        ) and not self.rowCount()  # fmt: skip

    def begin(self, account: int, without: Collection[str] = ()) -> None:
        """Nobody is chosen yet; `without` those who belong to it already."""
        self.beginFilterChange()
        self._account, self._without, self._filter = account, frozenset(without), ""
        self.endFilterChange()
        self.picked = {}
        self.rows.refresh_all()
        self.changed.emit()

    def _get_filter(self) -> str:
        return self._filter

    def _set_filter(self, text: str) -> None:
        text = text.strip().casefold()
        if text != self._filter:
            self.beginFilterChange()
            self._filter = text
            self.endFilterChange()
            self.changed.emit()

    filter = Property(str, _get_filter, _set_filter, notify=changed)

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        person: Person = self.rows.items[row]
        if person.account != self._account or person.address in self._without or person.is_blocked:
            return False
        return self._filter in person.name.casefold() or person.address.startswith(self._filter)

    @Slot(str)
    def toggle(self, address: str) -> None:
        if self.picked.pop(address, None) is None:
            person = next((p for p in self.rows.items if p.address == address), None)
            self.picked[address] = person.name if person else address
        for at, person in enumerate(self.rows.items):
            if person.address == address:
                self.rows.refresh(at)
        self.changed.emit()

    @Slot()
    def addTyped(self) -> None:
        """Choose the address that was typed, or the only one that is listed."""
        if self.is_address:
            self.toggle(self._filter)
        elif self.rowCount() == 1:
            self.toggle(self.rows.items[self.mapToSource(self.index(0, 0)).row()].address)

    def _about(self, person: Person) -> Mapping[str, Any]:
        chosen = person.address in self.picked
        said = translate("picking", "chosen") if chosen else ""
        return {
            "key": person.address,
            "name": person.name,
            **faces.face(person.address, person.name, person.avatar),
            "show": str(person.show),
            "line": person.status or people.presence(person),
            "chosen": chosen,
            "spoken": ", ".join(part for part in (person.name, said) if part),
        }

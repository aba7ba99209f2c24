"""Who is here: everyone that is known, those online first, with a live count."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    Property,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Signal,
    Slot,
)

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.person import Person, Request
from magpie.desktop.ui import belonging, faces
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import fixed, shown
from magpie.desktop.ui.rows import Mirror

translate = QCoreApplication.translate
ROLES = (
    "key", "name", "initials", "tint", "picture", "show", "line", "section", "account",
    "accountTint", "spoken",
)  # fmt: skip
SHOWS = {
    Show.ONLINE: lambda: translate("people", "online"),
    Show.AWAY: lambda: translate("people", "away"),
    Show.BUSY: lambda: translate("people", "busy"),
    Show.OFFLINE: lambda: translate("people", "offline"),
}


def presence(person: Person) -> str:
    """Whether somebody is here, in a word; the status line they wrote, where there is one."""
    return SHOWS[person.show]()


def key_of(person: Person | Request) -> str:
    return f"{person.account} {person.address}"


class People(QSortFilterProxyModel):
    """Everyone, or those whose name or address has a word that begins with the filter."""

    filterChanged = Signal()
    summaryChanged = Signal()
    opening = Signal(int, str)

    def __init__(self, client: Client, deeds: Deeds) -> None:
        super().__init__()
        self._client, self._deeds = client, deeds
        self._filter = ""
        self._loading = True
        self.rows = Mirror(client.people.items, ROLES, self._show)
        self._requests = Mirror(
            client.people.requests, ("key", "name", "initials", "tint", "line"), ask
        )
        self.setSourceModel(self.rows)
        client.people.here.connect(lambda _: self.summaryChanged.emit())
        client.people.items.changed.connect(lambda _: self.summaryChanged.emit())

    requests = fixed(QObject, "_requests")
    loading = shown(bool, "_loading", summaryChanged)

    def loaded(self) -> None:
        """What is here has been read."""
        self._loading = False
        self.summaryChanged.emit()

    def _summary(self) -> str:
        here = self._client.people.count
        if not self.rows.items:
            return ""
        total = len(self.rows.items)
        return translate("people", "%n online of %1", "", here).replace("%1", str(total))

    summary = Property(str, _summary, notify=summaryChanged)

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        if not self._filter:
            return True
        person: Person = self.rows.items[row]
        return self._filter in person.name.casefold() or person.address.startswith(self._filter)

    def _get_filter(self) -> str:
        return self._filter

    def _set_filter(self, text: str) -> None:
        text = text.strip().casefold()
        if text != self._filter:
            self.beginFilterChange()
            self._filter = text
            self.endFilterChange()
            self.filterChanged.emit()

    filter = Property(str, _get_filter, _set_filter, notify=filterChanged)

    @Slot(int)
    def open(self, row: int) -> None:
        if 0 <= row < self.rowCount():
            person = self.rows.items[self.mapToSource(self.index(row, 0)).row()]
            self.opening.emit(person.account, person.address)

    @Slot(str)
    def openKey(self, key: str) -> None:
        account, _, address = key.partition(" ")
        self.opening.emit(int(account), address)

    @Slot(str, bool)
    def answer(self, key: str, yes: bool) -> None:
        account, _, address = key.partition(" ")
        request = self._client.people.requests.find((int(account), address))
        if request is not None:
            people = self._client.people
            self._deeds.do("answer", (people.accept if yes else people.decline)(request))

    def _show(self, person: Person) -> Mapping[str, Any]:
        here = presence(person)
        line = person.status or ("" if person.show is Show.OFFLINE else here)
        return {
            "key": key_of(person),
            "name": person.name,
            **faces.face(person.address, person.name, person.avatar),
            "show": str(person.show),
            "line": line,
            "section": translate("people", "Online")
            if person.is_here
            else translate("people", "Offline"),
            **belonging.mark(self._client, person.account),
            "spoken": f"{person.name}, {here}" + (f", {person.status}" if person.status else ""),
        }


def ask(request: Request) -> Mapping[str, Any]:
    line = request.text or translate("people", "would like to see when you are here.")
    return {
        "key": key_of(request),
        "name": request.name,
        **faces.face(request.address, request.name, ""),
        "line": line,
    }

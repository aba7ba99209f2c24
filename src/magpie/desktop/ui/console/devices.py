"""Who is online: each device, since when and from where."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    Property,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Signal,
)

from magpie.base.clock import Clock
from magpie.desktop.console.entities import Device
from magpie.desktop.core.observe import ObservableList
from magpie.desktop.core.safe import label
from magpie.desktop.ui import faces, words
from magpie.desktop.ui.console import said
from magpie.desktop.ui.rows import Mirror

translate = QCoreApplication.translate
ROLES = (
    "key", "name", "initials", "tint", "picture", "show", "program", "place", "secure", "since",
    "spoken",
)  # fmt: skip
SHOWS = {"online": "online", "chat": "online", "away": "away", "xa": "away", "dnd": "busy"}


class Devices(QSortFilterProxyModel):
    """All of them by address, or those that have the filter in something that is shown."""

    filterChanged = Signal()
    countChanged = Signal()

    def __init__(self, items: ObservableList[Device], clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._filter = ""
        self.rows = Mirror(items, ROLES, self._show)
        self.setSourceModel(self.rows)
        items.changed.connect(lambda _: self.countChanged.emit())

    count = Property(int, lambda self: len(self.rows.items), notify=countChanged)

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        if not self._filter:
            return True
        device: Device = self.rows.items[row]
        words = (device.address, device.resource, device.client, device.ip)
        return any(self._filter in word.casefold() for word in words)

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

    def _show(self, device: Device) -> Mapping[str, Any]:
        name = label(device.address.partition("@")[0])
        program = label(device.client or device.resource)
        place = said.from_where(device)
        since = words.when(device.since, self._clock.now())
        return {
            "key": device.key,
            "name": name,
            **faces.face(device.address, name, ""),
            "show": SHOWS.get(device.show, "offline"),
            "program": program,
            "place": place,
            "secure": device.tls or not device.ip,
            "since": since,
            "spoken": ", ".join((name, program, place, since)),
        }

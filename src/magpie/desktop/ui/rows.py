"""Rows for QML lists, and a mirror that follows a list of the core."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from magpie.desktop.core.observe import Change, Changed, Inserted, Moved, ObservableList, Removed

BASE = int(Qt.ItemDataRole.UserRole)
NOWHERE = QModelIndex()

Index = QModelIndex | QPersistentModelIndex
Show = Callable[[Any], Mapping[str, Any]]


class Rows(QAbstractListModel):
    """Items, each of which is shown as a dictionary of roles, made when it is first asked for."""

    countChanged = Signal()

    def __init__(self, roles: Sequence[str], show: Show) -> None:
        super().__init__()
        self.items: list[Any] = []
        self._names = tuple(roles)
        self._show = show
        self._made: list[Mapping[str, Any] | None] = []

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.items)

    count = Property(int, rowCount, notify=countChanged)

    def roleNames(self) -> dict[int, QByteArray]:
        return {BASE + n: QByteArray(name.encode()) for n, name in enumerate(self._names)}

    def data(self, index: Index, role: int = BASE) -> Any:
        return self.row(index.row())[self._names[role - BASE]] if role >= BASE else None

    def row(self, at: int) -> Mapping[str, Any]:
        """The roles of one row."""
        shown = self._made[at]
        if shown is None:
            shown = self._made[at] = self.show(at)
        return shown

    def show(self, at: int) -> Mapping[str, Any]:
        return self._show(self.items[at])

    def at(self, key: str) -> int:
        """The place of the row whose role `key` is that; -1 without."""
        return next((n for n in range(len(self.items)) if self.row(n)["key"] == key), -1)

    def reset(self, items: Sequence[Any]) -> None:
        self.beginResetModel()
        self.items = list(items)
        self._made = [None] * len(self.items)
        self.endResetModel()
        self.countChanged.emit()

    def insert(self, at: int, items: Sequence[Any]) -> None:
        self.beginInsertRows(NOWHERE, at, at + len(items) - 1)
        self.items[at:at] = items
        self._made[at:at] = [None] * len(items)
        self.endInsertRows()
        self.countChanged.emit()

    def remove(self, at: int, count: int = 1) -> None:
        self.beginRemoveRows(NOWHERE, at, at + count - 1)
        del self.items[at : at + count], self._made[at : at + count]
        self.endRemoveRows()
        self.countChanged.emit()

    def change(self, at: int, item: Any) -> None:
        self.items[at] = item
        self.refresh(at)

    def move(self, source: int, target: int, item: Any) -> None:
        """`target` is counted after the row has been taken out."""
        before = target if target < source else target + 1
        self.beginMoveRows(NOWHERE, source, source, NOWHERE, before)
        del self.items[source], self._made[source]
        self.items.insert(target, item)
        self._made.insert(target, None)
        self.endMoveRows()
        self.refresh(target)

    def refresh(self, first: int, last: int | None = None, roles: Sequence[str] = ()) -> None:
        """Rows look different: make them anew."""
        last = first if last is None else last
        self._made[first : last + 1] = [None] * (last + 1 - first)
        numbers = [BASE + self._names.index(name) for name in roles]
        self.dataChanged.emit(self.index(first), self.index(last), numbers)

    def refresh_all(self) -> None:
        if self.items:
            self.refresh(0, len(self.items) - 1)


class Mirror(Rows):
    """The rows of a list of the core, which it follows until `close`."""

    def __init__(self, source: ObservableList[Any], roles: Sequence[str], show: Show) -> None:
        super().__init__(roles, show)
        self.source = source
        self.reset(tuple(source))
        self.close = source.changed.connect(self.apply)

    def apply(self, change: Change[Any]) -> None:
        if isinstance(change, Inserted):
            self.insert(change.index, change.items)
        elif isinstance(change, Removed):
            self.remove(change.index, change.count)
        elif isinstance(change, Changed):
            self.change(change.index, change.item)
        elif isinstance(change, Moved):
            self.move(change.source, change.target, change.item)
        else:
            self.reset(change.items)

"""The list of one's groups, the invitations to others, and the ways to more."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    Property,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Signal,
    Slot,
)
from PySide6.QtCore import QCoreApplication as Application

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.group import Group, GroupInvitation
from magpie.desktop.ui import faces, group, richtext
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.discovery import Discovery
from magpie.desktop.ui.founding import Founding
from magpie.desktop.ui.group_form import GroupForm
from magpie.desktop.ui.picking import Picking
from magpie.desktop.ui.prop import fixed, shown
from magpie.desktop.ui.rows import Mirror

translate = Application.translate
ROLES = ("key", "name", "initials", "tint", "picture", "show", "line", "spoken")


class Groups(QSortFilterProxyModel):
    """All groups, or those whose name begins with the filter; `opening` has the chosen one."""

    filterChanged = Signal()
    countsChanged = Signal()
    opening = Signal(int)
    linkOpened = Signal()

    def __init__(self, client: Client, deeds: Deeds) -> None:
        super().__init__()
        self._client, self._deeds = client, deeds
        self._filter = ""
        self.account = 0
        self.rows = Mirror(client.groups.items, ROLES, about)
        self.setSourceModel(self.rows)
        self._invitations = Mirror(
            client.groups.invitations, ("key", "name", "initials", "tint", "line"), asked
        )
        self._invitations.countChanged.connect(self.countsChanged)
        self._founding, self._discovery = Founding(client, deeds), Discovery(client, deeds)
        self._inviting, self._form = Picking(client), GroupForm(client, deeds)
        client.accounts.items.changed.connect(lambda _: self.countsChanged.emit())
        self._founding.made.connect(self.opening)
        self._discovery.joined.connect(self.opening)

    invitations = fixed(QObject, "_invitations")
    founding = fixed(QObject, "_founding")
    discovery = fixed(QObject, "_discovery")
    inviting = fixed(QObject, "_inviting")
    form = fixed(QObject, "_form")
    available = shown(bool, lambda self: bool(self.place), countsChanged)
    waiting = shown(int, lambda self: len(self._invitations.items), countsChanged)

    @property
    def place(self) -> str:
        """Where the rooms of the account's server are; "" where none are known."""
        account = self._client.accounts.items.find(self.account)
        return account.rooms if account else ""

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

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        one: Group = self.rows.items[row]
        return self._filter in one.name.casefold() or one.address.startswith(self._filter)

    @Slot(int)
    def open(self, row: int) -> None:
        if 0 <= row < self.rowCount():
            at = self.mapToSource(self.index(row, 0)).row()
            self.opening.emit(self.rows.items[at].conversation)

    @Slot(str, bool)
    def answer(self, key: str, yes: bool) -> None:
        account, _, address = key.partition(" ")
        invitation = self._client.groups.invitations.find((int(account), address))
        if invitation is None:
            return
        if yes:
            self._deeds.do("accept", self._accept(invitation))
        else:
            self._deeds.do("decline", self._client.groups.decline(invitation))

    async def _accept(self, invitation: GroupInvitation) -> None:
        joined = await self._client.groups.accept(invitation)
        self.opening.emit(joined.conversation)

    @Slot()
    def found(self) -> None:
        """A new group is to be made."""
        self._founding.begin(self.account)

    @Slot()
    def discover(self) -> None:
        self._discovery.begin(self.account)

    def look(self, link: str) -> None:
        """A link to a group was followed: show what it is before one joins."""
        self._discovery.begin(self.account, link)
        self.linkOpened.emit()

    @Slot(str)
    def pick(self, key: str) -> None:
        """Somebody is to be invited into a group: whoever is not in it."""
        members = self._client.groups.members(int(key))
        found = self._client.groups.items.find(int(key))
        account = found.account if found else self.account
        self._inviting.begin(account, {one.address for one in members if one.address})


def about(one: Group) -> Mapping[str, Any]:
    line = richtext.line(one.subject) or one.description or group.standing(one)
    if not one.is_in:
        line = group.standing(one)
    return {
        "key": str(one.conversation),
        "name": one.name,
        **faces.face(one.address, one.name, one.avatar),
        "show": "",
        "line": line,
        "spoken": f"{one.name}, {line}",
    }


def asked(invitation: GroupInvitation) -> Mapping[str, Any]:
    who = invitation.sender_name or invitation.sender
    said = translate("groups", "%1 invites you.").replace("%1", who) if who else translate(
        "groups", "You are invited."
    )  # fmt: skip
    return {
        "key": f"{invitation.account} {invitation.address}",
        "name": invitation.name,
        **faces.face(invitation.address, invitation.name, ""),
        "line": f"{said} {invitation.text}".strip(),
    }

"""A new invitation, as a link and as a code."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication

from magpie.base.control import CommandError
from magpie.desktop.console.server import Server
from magpie.desktop.ui.codes import draw
from magpie.desktop.ui.console.work import Work
from magpie.desktop.ui.prop import shown

translate = QCoreApplication.translate


class Invite(QObject):
    """The sheet with an invitation: for a member, or for an administrator."""

    changed = Signal()

    def __init__(self, server: Server, work: Work) -> None:
        super().__init__()
        self._server, self._work = server, work
        self.text = self.near = self.wrong = ""
        self.is_admin = self.is_busy = False

    link = shown(str, "text", changed)
    code = shown(QUrl, lambda self: QUrl(draw(self.near) if self.near else ""), changed)
    admin = shown(bool, "is_admin", changed)
    busy = shown(bool, "is_busy", changed)
    error = shown(str, "wrong", changed)

    @Slot(bool)
    def make(self, admin: bool) -> None:
        """Ask the server for one."""
        self.text = self.near = self.wrong = ""
        self.is_admin, self.is_busy = admin, True
        self.changed.emit()
        self._work.do("invite", self._make(admin))

    @Slot()
    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._work.told.emit(translate("console", "Link copied"))

    async def _make(self, admin: bool) -> None:
        try:
            made = await self._first() if admin else None
            role = "admin" if admin else "member"
            made = made or await self._server.run("invite.create", role=role)
            self.text = made["url"] or made["uri"]
            self.near = made["near_url"] or self.text
        except CommandError as error:
            self.wrong = str(error)
        self.is_busy = False
        self.changed.emit()

    async def _first(self) -> dict[str, Any] | None:
        """The first administrator's, which the server has made at its first start."""
        found = await self._server.run("invite.list")
        free = (one for one in found if one["role"] == "admin" and not one["name"])
        return next(free, None)

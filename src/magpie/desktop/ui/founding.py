"""A new group: its name, its picture, who is in it, and who may find it."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QUrl, Signal, Slot

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.group import GroupSettings
from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.ui import faces, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.picking import Picking
from magpie.desktop.ui.prop import fixed, shown

translate = QCoreApplication.translate


class Founding(QObject):
    """`made` says which conversation it has become."""

    changed = Signal()
    made = Signal(int)

    def __init__(self, client: Client, deeds: Deeds) -> None:
        super().__init__()
        self._client, self._deeds = client, deeds
        self._picking = Picking(client)
        self._account = 0
        self._picture: Path | None = None
        self.said_wrong = ""
        self.is_busy = False

    people = fixed(QObject, "_picking")
    error = shown(str, "said_wrong", changed)
    busy = shown(bool, "is_busy", changed)
    picture = shown("QUrl", lambda self: faces.picture(str(self._picture or "")), changed)

    def begin(self, account: int) -> None:
        self._account, self._picture = account, None
        self.said_wrong, self.is_busy = "", False
        self._picking.begin(account)
        self.changed.emit()

    @Slot(QUrl)
    def choosePicture(self, url: QUrl) -> None:
        self._picture = Path(url.toLocalFile())
        self.changed.emit()

    @Slot(str, str, bool)
    def create(self, name: str, description: str, public: bool) -> None:
        """`public`: anybody may find it and come in; otherwise only who is invited."""
        if not name.strip():
            self.said_wrong = translate("founding", "Give it a name.")
            self.changed.emit()
            return
        settings = GroupSettings(
            name.strip(), description.strip(), is_public=public, is_members_only=not public
        )
        self.said_wrong, self.is_busy = "", True
        self.changed.emit()
        self._deeds.do("create", self._create(settings), failed=self._failed)

    async def _create(self, settings: GroupSettings) -> None:
        group = await self._client.groups.create(
            self._account, settings, members=list(self._picking.picked), picture=self._picture
        )
        self.is_busy = False
        self.changed.emit()
        self.made.emit(group.conversation)

    def _failed(self, problem: Problem) -> None:
        self.is_busy, self.said_wrong = False, words.problem(problem)
        self.changed.emit()

"""The group that is open: how it looks, what is said of it, and what one may do in it."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.account import Connection
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.group import Group, Notify, Standing
from magpie.desktop.core.entities.problem import Reason
from magpie.desktop.ui import belonging, faces, richtext, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.members import Members
from magpie.desktop.ui.prop import fixed, shown

translate = QCoreApplication.translate


class GroupView(QObject):
    """Follows a group until `close`. It has the face of `Whom`, so that the bar shows either."""

    changed = Signal()
    talkWanted = Signal(int, str)
    left = Signal()
    entered = Signal()

    def __init__(self, client: Client, deeds: Deeds, conversation: Conversation) -> None:
        super().__init__()
        self._client, self._deeds = client, deeds
        self.conversation = conversation
        self._last = Group(
            conversation.id, conversation.account, conversation.address, conversation.name
        )
        self._members = Members(client, deeds, lambda: self.group)
        self._members.talkWanted.connect(self.talkWanted)
        self._closers = [
            client.groups.items.changed.connect(lambda _: self._changed()),
            client.conversations.items.changed.connect(lambda _: self._changed()),
            client.accounts.items.changed.connect(lambda _: self.changed.emit()),
        ]
        self._was_in = self.group.is_in
        if self._was_in:
            self._load_members()

    def close(self) -> None:
        self._members.close()
        for disconnect in self._closers:
            disconnect()

    @property
    def group(self) -> Group:
        """As it is now; as it was when one has left it."""
        found: Group | None = self._client.groups.items.find(self.conversation.id)
        self._last = found or self._last
        return self._last

    @property
    def belongs(self) -> bool:
        """Whether one belongs to it still."""
        return self._client.groups.items.find(self.conversation.id) is not None

    @property
    def face(self) -> dict[str, str]:
        return faces.face(self.group.address, self.group.name, self.group.avatar)

    @property
    def said_account(self) -> str:
        """With which of several accounts one talks here."""
        return belonging.address(self._client, self.group.account)

    @property
    def subtitle(self) -> str:
        """Who is typing, how many are in it, or why one is not."""
        typing = self.conversation.typing
        if typing:
            return who_types(typing)
        account = self._client.accounts.items.find(self.group.account)
        if account is None or account.connection is not Connection.ONLINE:
            return translate("group", "waiting for the connection…")
        return standing(self.group) if self.belongs else translate("group", "you have left")

    name = shown(str, "group.name", changed)
    address = shown(str, "group.address", changed)
    initials = shown(str, lambda self: self.face["initials"], changed)
    tint = shown("QColor", lambda self: self.face["tint"], changed)
    picture = shown("QUrl", lambda self: self.face["picture"], changed)
    line = shown(str, "subtitle", changed)
    account = shown(str, lambda self: self.said_account, changed)
    typing = shown(bool, lambda self: bool(self.conversation.typing), changed)
    here = shown(bool, lambda self: False, changed)
    inside = shown(bool, "group.is_in", changed)
    mine = shown(bool, "belongs", changed)
    nick = shown(str, "group.nick", changed)
    subject = shown(str, lambda self: richtext.plain(self.group.subject), changed)
    description = shown(str, "group.description", changed)
    notify = shown(str, lambda self: str(self.group.notify), changed)
    canSpeak = shown(bool, lambda self: self.belongs and self.group.can_speak, changed)
    canInvite = shown(bool, "group.can_invite", changed)
    canSetSubject = shown(bool, "group.can_set_subject", changed)
    canModerate = shown(bool, "group.can_moderate", changed)
    canOwn = shown(bool, "group.can_own", changed)
    refused = shown(str, lambda self: refusal(self.group), changed)
    canRejoin = shown(bool, lambda self: self.belongs and can_rejoin(self.group), changed)
    wantsPassword = shown(bool, lambda self: wants_password(self.group), changed)
    link = shown(str, lambda self: self._client.groups.link(self.conversation.id), changed)
    members = fixed(QObject, "_members")

    def _changed(self) -> None:
        was_in, self._was_in = self._was_in, self.group.is_in
        self.conversation = (
            self._client.conversations.items.find(self.conversation.id) or self.conversation
        )
        if self._was_in and not was_in:
            self._load_members()
            self.entered.emit()
        self._members.refresh_abilities()
        self.changed.emit()

    def _load_members(self) -> None:
        """Those who are away too, as far as the room shows them."""
        self._do("members", self._client.groups.load_members(self.conversation.id), quiet=True)

    @Slot(str)
    def setSubject(self, text: str) -> None:
        self._do("subject", self._client.groups.set_subject(self.conversation.id, text.strip()))

    @Slot(str)
    def setNick(self, nick: str) -> None:
        if nick.strip():
            self._do("nick", self._client.groups.set_nick(self.conversation.id, nick.strip()))

    @Slot(QUrl)
    def choosePicture(self, url: QUrl) -> None:
        path = Path(url.toLocalFile())
        self._do("picture", self._client.groups.set_picture(self.conversation.id, path))

    @Slot(str)
    def setNotify(self, notify: str) -> None:
        self._do("notify", self._client.groups.notify(self.conversation.id, Notify(notify)))

    @Slot("QStringList")
    def invite(self, addresses: list[str]) -> None:
        self._do("invite", self._invite(addresses))

    async def _invite(self, addresses: list[str]) -> None:
        await self._client.groups.invite(self.conversation.id, addresses)
        count = len(addresses)
        self._deeds.told.emit(translate("group", "%n invited", "", count))

    @Slot(str)
    def rejoin(self, password: str) -> None:
        self._do("rejoin", self._client.groups.rejoin(self.conversation.id, password))

    @Slot()
    def leave(self) -> None:
        self._do("leave", self._client.groups.leave(self.conversation.id))

    @Slot()
    def destroy(self) -> None:
        self._do("destroy", self._client.groups.destroy(self.conversation.id))

    @Slot()
    def copyLink(self) -> None:
        QGuiApplication.clipboard().setText(self._client.groups.link(self.conversation.id))
        self._deeds.told.emit(translate("group", "Link copied"))

    def _do(self, name: str, deed: Any, *, quiet: bool = False) -> None:
        """`quiet`: a room that does not tell is no trouble."""
        self._deeds.do(name, deed, failed=(lambda _: None) if quiet else None)


def standing(group: Group) -> str:
    """How many are in it, or how one stands to it."""
    if group.standing is Standing.JOINING:
        return translate("group", "joining…")
    if group.standing is Standing.IN:
        count = group.count
        return translate("group", "%n here now", "", count)
    if group.problem is not None:
        return words.reason(group.problem.reason)
    return translate("group", "not connected to the group")


def refusal(group: Group) -> str:
    """Why the group does not let one in, with its own words; "" when it does."""
    problem = group.problem
    if group.standing is not Standing.REFUSED or problem is None:
        return ""
    return f"{words.reason(problem.reason)} ({problem.detail})" if problem.detail else words.reason(
        problem.reason
    )  # fmt: skip


def can_rejoin(group: Group) -> bool:
    """Whether it may let one in again: one that has ended does not."""
    is_gone = group.problem is not None and group.problem.reason is Reason.GROUP_GONE
    return bool(refusal(group)) and not is_gone


def wants_password(group: Group) -> bool:
    return group.problem is not None and group.problem.reason is Reason.PASSWORD_WANTED


def who_types(names: tuple[str, ...]) -> str:
    """`Ben is typing…`, `Ben and Chen are typing…`, `3 people are typing…`"""
    if len(names) == 1:
        return translate("group", "%1 is typing…").replace("%1", names[0])
    if len(names) == 2:
        text = translate("group", "%1 and %2 are typing…")
        return text.replace("%1", names[0]).replace("%2", names[1])
    count = len(names)
    return translate("group", "%n people are typing…", "", count)

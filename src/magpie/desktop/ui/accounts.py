"""One's own accounts: the list in the settings, and `Me`, the one in use."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QCoreApplication, QObject, QUrl, Signal, Slot

from magpie.base.clock import Clock
from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.account import Account, Connection, Show
from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.ui import faces, people, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import held, shown
from magpie.desktop.ui.rows import Mirror

translate = QCoreApplication.translate
ROLES = (
    "key", "name", "address", "initials", "tint", "picture", "show", "standing", "current",
    "connected", "unread",
)  # fmt: skip


def name_of(account: Account) -> str:
    return account.name or account.address.partition("@")[0]


def show_of(account: Account) -> str:
    """As others see one: offline without a connection."""
    online = account.connection is Connection.ONLINE
    return str(account.show if online else Show.OFFLINE)


class Accounts(Mirror):
    """The list; `chosen` is the account that new chats are opened with."""

    chosen = Signal(int)

    def __init__(self, client: Client, deeds: Deeds, clock: Clock) -> None:
        super().__init__(client.accounts.items, ROLES, self._about)
        self._client, self._deeds, self._clock = client, deeds, clock
        self.current = 0
        self._unread: Counter[int] = Counter()
        client.conversations.items.changed.connect(lambda _: self._count())
        self._count()

    def _count(self) -> None:
        """How much waits in each."""
        found = unread(self._client, self._clock.now())
        if found != self._unread:
            self._unread = found
            if self.items:
                self.refresh(0, len(self.items) - 1, roles=["unread"])

    @Slot(str)
    def choose(self, key: str) -> None:
        self.current = int(key)
        self.refresh_all()
        self.chosen.emit(self.current)

    @Slot(str)
    def reconnect(self, key: str) -> None:
        self._deeds.do("connect", self._client.accounts.connect(int(key)))

    @Slot(str)
    def signOut(self, key: str) -> None:
        self._deeds.do("sign_out", self._client.accounts.sign_out(int(key)))

    @Slot(str)
    def forget(self, key: str) -> None:
        self._deeds.do("forget", self._client.accounts.forget(int(key)))

    def _about(self, account: Account) -> Mapping[str, Any]:
        return {
            "key": str(account.id),
            "name": name_of(account),
            "address": account.address,
            **faces.face(account.address, name_of(account), account.avatar),
            "show": show_of(account),
            "standing": f"{account.address} · {standing(account)}",
            "current": account.id == self.current,
            "connected": account.connection in (Connection.ONLINE, Connection.CONNECTING),
            "unread": self._unread[account.id],
        }


def unread(client: Client, now: int) -> Counter[int]:
    """Messages that wait in chats that are not muted, by account."""
    found: Counter[int] = Counter()
    for chat in client.conversations.items:
        if chat.muted_until <= now:
            found[chat.account] += max(chat.unread, chat.is_marked)
    return found


def standing(account: Account) -> str:
    """How an account stands to its server, in a word or two."""
    if account.connection is Connection.ONLINE:
        return people.SHOWS[account.show]()
    if account.connection is Connection.CONNECTING:
        return translate("accounts", "connecting…")
    if account.connection is Connection.OFF:
        return translate("accounts", "signed out")
    if account.problem is not None:
        return words.reason(account.problem.reason)
    return translate("accounts", "offline")


class Me(QObject):
    """The account in use, and what one shows of oneself."""

    changed = Signal()
    passwordChanged = Signal()

    def __init__(self, client: Client, deeds: Deeds) -> None:
        super().__init__()
        self._client, self._deeds = client, deeds
        self.id = 0
        self._picture: Path | None = None
        self._bare = False
        self._password_error = ""
        client.accounts.items.changed.connect(lambda _: self.changed.emit())

    @property
    def account(self) -> Account:
        found = self._client.accounts.items.find(self.id)
        return found or Account(0, "")

    @property
    def face(self) -> dict[str, str]:
        account = self.account
        face = faces.face(account.address, name_of(account), account.avatar)
        if self._picture is not None:
            face["picture"] = faces.picture(str(self._picture))
        elif self._bare:
            face["picture"] = ""
        return face

    name = shown(str, lambda self: name_of(self.account), changed)
    address = shown(str, "account.address", changed)
    status = shown(str, "account.status", changed)
    initials = shown(str, lambda self: self.face["initials"], changed)
    tint = shown("QColor", lambda self: self.face["tint"], changed)
    picture = shown("QUrl", lambda self: self.face["picture"], changed)
    show = shown(str, lambda self: show_of(self.account), changed)
    passwordError = held(str, "_password_error", changed)

    def _get_wanted(self) -> str:
        return str(self.account.show)

    def _set_wanted(self, show: str) -> None:
        account = self.account
        deed = self._client.accounts.show(account.id, Show(show), account.status)
        self._deeds.do("show", deed)

    wanted = Property(str, _get_wanted, _set_wanted, notify=changed)

    @Slot(QUrl)
    def choosePicture(self, url: QUrl) -> None:
        self._picture, self._bare = Path(url.toLocalFile()), False
        self.changed.emit()

    @Slot()
    def dropPicture(self) -> None:
        """No picture from now on, once it is saved."""
        self._picture, self._bare = None, True
        self.changed.emit()

    @Slot()
    def begin(self) -> None:
        """The sheet is opened: nothing of it is changed yet."""
        self._picture, self._bare = None, False
        self.changed.emit()

    @Slot(str, str)
    def save(self, name: str, status: str) -> None:
        self._deeds.do("save", self._save(self.account, name.strip(), status.strip()))

    async def _save(self, account: Account, name: str, status: str) -> None:
        accounts = self._client.accounts
        if status != account.status:
            await accounts.show(account.id, account.show, status)
        picture, self._picture = self._picture, None
        bare, self._bare = self._bare, False
        if bare and account.avatar:
            await accounts.remove_picture(account.id)
        if picture is not None or name != name_of(account):
            await accounts.set_profile(account.id, name, picture)

    @Slot(str, str)
    def changePassword(self, first: str, second: str) -> None:
        if first != second:
            self._password_error = translate("accounts", "The two are not the same.")
            self.changed.emit()
            return
        self._deeds.do("password", self._change_password(first), failed=self._refused)

    async def _change_password(self, password: str) -> None:
        await self._client.accounts.change_password(self.id, password)
        self.passwordChanged.emit()
        self._deeds.told.emit(translate("accounts", "Password changed"))

    def _refused(self, problem: Problem) -> None:
        self._password_error = words.problem(problem)
        self.changed.emit()

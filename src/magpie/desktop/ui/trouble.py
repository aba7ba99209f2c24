"""Trouble with the connection, as one thin line; nothing while all is well."""

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.account import Account, Connection
from magpie.desktop.ui import belonging, words
from magpie.desktop.ui.prop import shown

translate = QCoreApplication.translate
PATIENCE = 1500  # ms: a connection that comes back within it is no trouble


class Trouble(QObject):
    """What the line says of the account that needs most attention."""

    changed = Signal()
    recovered = Signal()
    refused = Signal(int)
    wanted = Signal(int)

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self.worst: Account | None = None
        self._pending: Account | None = None
        self._pause = QTimer(self, interval=PATIENCE, singleShot=True)
        self._pause.timeout.connect(self._show)
        client.accounts.items.changed.connect(lambda _: self._changed())
        self._changed()
        self._show()

    text = shown(str, "line", changed)
    serious = shown(
        bool, lambda self: self.worst is not None and self.worst.connection is Connection.REFUSED,
        changed,
    )  # fmt: skip
    action = shown(str, lambda self: offered(self.worst), changed)

    @property
    def line(self) -> str:
        """What is wrong; with which of several accounts."""
        text = said(self.worst)
        of = belonging.address(self._client, self.worst.id) if self.worst else ""
        return f"{of} · {text}" if of and text else text

    @Slot()
    def act(self) -> None:
        """The line's button: try now, or look at why it was refused."""
        account = self.worst
        if account is None:
            return
        if account.connection is Connection.REFUSED:
            self.refused.emit(account.id)
        else:
            self.wanted.emit(account.id)

    def _changed(self) -> None:
        order = (Connection.REFUSED, Connection.WAITING, Connection.CONNECTING, Connection.OFF)
        accounts = [a for a in self._client.accounts.items if a.connection in order]
        self._pending = min(accounts, key=lambda a: order.index(a.connection), default=None)
        if self._pending is None:
            self._pause.stop()
            if self.worst is not None:
                self._show()
                self.recovered.emit()
        elif self.worst is not None or self._pending.connection is Connection.REFUSED:
            self._show()
        elif not self._pause.isActive():
            self._pause.start()

    def _show(self) -> None:
        if self._pending != self.worst:
            self.worst = self._pending
            self.changed.emit()


def said(account: Account | None) -> str:
    if account is None:
        return ""
    if account.connection is Connection.CONNECTING:
        return translate("trouble", "Connecting…")
    if account.connection is Connection.OFF:
        return translate("trouble", "Signed out")
    if account.connection is Connection.REFUSED and account.problem is not None:
        return words.reason(account.problem.reason)
    return translate("trouble", "Offline: messages will go out when you are back")


def offered(account: Account | None) -> str:
    if account is None or account.connection is Connection.CONNECTING:
        return ""
    if account.connection is Connection.REFUSED:
        return translate("trouble", "Sign in again")
    if account.connection is Connection.OFF:
        return translate("trouble", "Connect")
    return translate("trouble", "Try now")

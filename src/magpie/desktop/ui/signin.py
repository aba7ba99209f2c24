"""Signing in and signing up: what was typed, what is wrong with it, and whom to trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QCoreApplication, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage

from magpie.desktop.core import invitation
from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.account import Account, Invitation, Server, SignIn, SignUp
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.ui import codes, words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import fixed, held, shown
from magpie.desktop.ui.rows import Mirror
from magpie.desktop.ui.trust import Trust

translate = QCoreApplication.translate
ADDRESS = {Reason.NAME_TAKEN, Reason.NAME_INVALID, Reason.ACCOUNT_DISABLED}
PASSWORD = {Reason.WRONG_PASSWORD, Reason.NO_PASSWORD, Reason.PASSWORD_REFUSED}
SERVER = {
    Reason.NO_SERVER, Reason.NAME_UNKNOWN, Reason.TIMED_OUT, Reason.NOT_XMPP, Reason.NO_TLS,
    Reason.SIGN_UP_CLOSED,
}  # fmt: skip


@dataclass
class Errors:
    """What is wrong, by the field that it stands next to."""

    address: str = ""
    password: str = ""
    server: str = ""
    other: str = ""


class SignInView(QObject):
    """The page; `entered` says that it can go."""

    changed = Signal()
    entered = Signal(int)
    stopped = Signal(str)

    def __init__(self, client: Client, deeds: Deeds) -> None:
        super().__init__()
        self._client, self._deeds = client, deeds
        self._address = self._password = self._server = ""
        self._remember = client.accounts.can_remember
        self._creating = False
        self._invited: Invitation | None = None
        self._invitation_error = ""
        self.errors = Errors()
        self.is_busy = False
        self._trusted = ""
        self._trust = Trust(lambda: self._account() is not None)
        self._trust.trusted.connect(self._trust_it)
        self._trust.forgetting.connect(self._forget_it)
        self._servers = Mirror(client.accounts.servers(), ("key", "name"), about)

    address = held(str, "_address", changed)
    password = held(str, "_password", changed)
    server = held(str, "_server", changed)
    remember = held(bool, "_remember", changed)
    creating = held(bool, "_creating", changed)
    invitationError = held(str, "_invitation_error", changed)
    servers = fixed(QObject, "_servers")
    trust = fixed(QObject, "_trust")
    addressError = shown(str, "errors.address", changed)
    passwordError = shown(str, "errors.password", changed)
    serverError = shown(str, "errors.server", changed)
    error = shown(str, "errors.other", changed)
    busy = shown(bool, "is_busy", changed)
    greeting = shown(str, lambda self: self.said_first, changed)
    serverNote = shown(str, lambda self: self.said_of_server, changed)
    canRemember = Property(bool, lambda self: self._client.accounts.can_remember, constant=True)
    rememberNote = Property(str, lambda self: self.said_of_remembering, constant=True)

    @property
    def said_first(self) -> str:
        invited = self._invited
        if invited is not None:
            text = translate("signin", "%1 invites you. Choose a name and a password.")
            return text.replace("%1", invited.contact or invited.domain)
        if self._creating:
            return translate("signin", "On your own server, or on any that speaks XMPP.")
        return translate("signin", "Your chats and their whole history, on every device.")

    @property
    def said_of_server(self) -> str:
        if self._server or "@" in self._address:
            return ""
        return translate("signin", "Leave it empty if your user name has it: name@server.")

    @property
    def said_of_remembering(self) -> str:
        if self._client.accounts.can_remember:
            return translate("signin", "The password is kept in this computer's keyring.")
        return translate(
            "signin", "This computer has no keyring, so the password is asked at each start."
        )

    def begin(self, account: Account | None = None) -> None:
        """An empty page, or one for an account that must sign in again."""
        self._address = account.address if account else ""
        self._server = account.server if account else self._only_server()
        self._password = ""
        self._creating, self._invited, self._trusted = False, None, ""
        self.errors = Errors()
        if account and account.problem and account.problem.reason is not Reason.NO_PASSWORD:
            self._failed(account.problem)
        self.changed.emit()

    def _only_server(self) -> str:
        servers = self._servers.items
        return str(about(servers[0])["key"]) if len(servers) == 1 else ""

    @Slot()
    def submit(self) -> None:
        self._address = self._address.strip()
        self._server = self._server.strip()
        self.errors = self._missing()
        if self.errors == Errors() and not self.is_busy:
            self.is_busy = True
            self._deeds.do("sign_in", self._enter(), failed=self._failed)
        self.changed.emit()

    def _missing(self) -> Errors:
        errors = Errors()
        if not self._address:
            errors.address = translate("signin", "Enter your user name.")
        elif "@" not in self._address and not self._server:
            errors.server = translate("signin", "Which server? Enter its name or address.")
        if not self._password:
            errors.password = translate("signin", "Enter your password.")
        return errors

    async def _enter(self) -> None:
        found = self._client.accounts.servers().find(self._server)
        address, server = self._address, self._server
        if found is not None:  # a server on this network: its domain is not where it is
            server = found.place
            address = address if "@" in address else f"{address}@{found.domain}"
        fields: dict[str, Any] = {
            "address": address,
            "password": self._password,
            "server": server,
            "remember": self._remember,
            "trusted": self._trusted,
        }
        accounts = self._client.accounts
        if self._creating:
            token = self._invited.token if self._invited else ""
            account = await accounts.sign_up(SignUp(**fields, token=token))
        else:
            account = await accounts.sign_in(SignIn(**fields))
        self.is_busy = False
        self._password = ""
        accounts.stop_looking()
        self.changed.emit()
        self.entered.emit(account.id)

    def _failed(self, problem: Problem) -> None:
        self.is_busy = False
        if problem.certificate is not None:
            self._trust.ask(problem, self._server or self._address.partition("@")[2])
        else:
            text = words.problem(problem)
            field = next(
                (
                    name
                    for name, reasons in (
                        ("address", ADDRESS),
                        ("password", PASSWORD),
                        ("server", SERVER),
                    )
                    if problem.reason in reasons
                ),
                "other",
            )
            self.errors = Errors(**{field: text})
            self.stopped.emit(field)
        self.changed.emit()

    def _trust_it(self, fingerprint: str) -> None:
        self._trusted = fingerprint
        self.submit()

    def _forget_it(self) -> None:
        """Forget the certificate of the account, and ask about the new one."""
        account = self._account()
        if account is not None:
            self._deeds.do("forget", self._forget(account.id))

    async def _forget(self, account: int) -> None:
        await self._client.accounts.forget_certificate(account)
        self._trusted = ""
        self.submit()

    def _account(self) -> Account | None:
        """The account that is here already under what was typed."""
        accounts = self._client.accounts.items
        return next((one for one in accounts if one.address == self._address), None)

    @Slot(str, result=bool)
    def readInvitation(self, text: str) -> bool:
        """Fill the page with what an invitation says; False, with words, when it is none."""
        invited = invitation.read(text)
        if invited is None:
            self._invitation_error = translate(
                "signin", "This is no invitation. It begins with xmpp: or https:."
            )
            self.changed.emit()
            return False
        self._invited = invited
        self._creating = invited.makes_account
        self._address = f"{invited.name}@{invited.domain}" if invited.name else ""
        self._server = invited.server or invited.domain
        self._trusted = invited.fingerprint
        self._invitation_error = ""
        self.errors = Errors()
        self.changed.emit()
        return True

    @Slot(result=bool)
    def readClipboard(self) -> bool:
        """A link, or a picture of a code, that was copied."""
        data = QGuiApplication.clipboard().mimeData()
        if data.hasImage():
            return self.readInvitation(codes.read(QImage(data.imageData())))
        if data.hasUrls():
            return self.readDrop(data.urls(), data.text())
        return self.readInvitation(data.text())

    @Slot("QVariantList", str, result=bool)
    def readDrop(self, urls: Sequence[QUrl], text: str) -> bool:
        """A link, or the picture of a code, that was dropped here."""
        for url in urls:
            if url.isLocalFile():
                return self.readInvitation(codes.read(QImage(url.toLocalFile())))
        return self.readInvitation(urls[0].toString() if urls else text)


def about(server: Server) -> dict[str, str]:
    return {"key": server.domain, "name": server.name or server.domain}

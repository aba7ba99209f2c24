"""A chat with an address: typed, or what an `xmpp:` link leads to."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from magpie.desktop.core import xmpplink
from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.account import Account
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import held
from magpie.desktop.ui.talking import Talking

translate = QCoreApplication.translate


class NewChat(QObject):
    """`account` gives the one in use; `error` is for the field where the address is typed."""

    errorChanged = Signal()

    def __init__(
        self, client: Client, deeds: Deeds, talking: Talking, account: Callable[[], Account]
    ) -> None:
        super().__init__()
        self._client, self._deeds, self._talking = client, deeds, talking
        self._account = account
        self._wrong = ""

    error = held(str, "_wrong", errorChanged)

    @Slot(str, str, bool, result=bool)
    def start(self, address: str, name: str, contact: bool) -> bool:
        """Open a chat with an address, or add it to the contacts; False when it is none."""
        account = self._account()
        address = address.strip().removeprefix("xmpp:").partition("?")[0].lower()
        if "@" not in address:
            address = f"{address}@{account.address.partition('@')[2]}"
        local, _, domain = address.partition("@")
        if not local or not domain or " " in address:
            self._wrong = translate("newchat", "This is no address: name@server")
            self.errorChanged.emit()
            return False
        if contact:
            self._deeds.do("add", self._add(account.id, address, name.strip()))
        else:
            self._talking.talk_to(account.id, address)
        return True

    async def _add(self, account: int, address: str, name: str) -> None:
        await self._client.people.add(account, address, name)
        await self._talking.open_with(account, address)

    def follow(self, link: str) -> None:
        """Somebody's address, perhaps with words to write (XEP-0147): they are only a draft."""
        linked = xmpplink.read(link)
        if linked is None:
            self._deeds.told.emit(translate("newchat", "This link leads nowhere."))
        else:
            account = self._account().id
            opening = self._talking.open_with(account, linked.address, draft=linked.body)
            self._deeds.do("link", opening)

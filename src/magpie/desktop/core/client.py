"""The client put together: plain constructor calls, in order (see `core.api.Client`)."""

import platform
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from magpie import __version__
from magpie.base.clock import Clock, SystemClock
from magpie.desktop.core import api
from magpie.desktop.core.accounts import Accounts
from magpie.desktop.core.conversations import Conversations
from magpie.desktop.core.direct import Direct
from magpie.desktop.core.entities.conversation import Kind
from magpie.desktop.core.entities.notice import HistoryRebuilt, Notice
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.groups.following import Following
from magpie.desktop.core.groups.groups import Groups
from magpie.desktop.core.groups.keeper import Keeper
from magpie.desktop.core.link import Finder, Link
from magpie.desktop.core.messages import Messages
from magpie.desktop.core.moving import Moving
from magpie.desktop.core.network import NetworkWatch
from magpie.desktop.core.observe import Signal
from magpie.desktop.core.passwords import Keyring, Passwords
from magpie.desktop.core.people import People
from magpie.desktop.core.pictures import Pictures
from magpie.desktop.core.receiving import Lists, Receiver
from magpie.desktop.core.searching import Search
from magpie.desktop.core.sessions import Sessions
from magpie.desktop.core.setting import SEND_READ
from magpie.desktop.core.settings import Settings
from magpie.desktop.core.store.database import Database
from magpie.desktop.core.timelines import Timelines
from magpie.desktop.core.transfers import Transfers
from magpie.desktop.core.wake import WakeDetector


class Client:
    """Everything of one data folder.

    `links` makes a link for an account, `finder` looks for servers on the LAN: both are of
    `desktop.link`, or a test's.
    """

    def __init__(
        self,
        folder: Path,
        links: Callable[[], Link],
        finder: Finder,
        *,
        passwords: Passwords | None = None,
        clock: Clock | None = None,
    ) -> None:
        keep_private(folder)
        clock = clock or SystemClock()
        self._folder = folder
        self._database = Database(folder / "history.db")
        self._sessions = Sessions()
        self._wake = WakeDetector(clock, self.network_changed)
        self._network = NetworkWatch(clock, self.network_changed)
        self.notices: Signal[Notice] = Signal()
        self.settings = Settings(folder / "settings.json")
        pictures = Pictures(folder / "pictures")
        self.people = People(self._database, self._sessions, clock, self.notices, pictures.path)
        pictures.people = self.people
        self._timelines = Timelines(self._database, self)
        self.conversations = Conversations(self._database, self.people, self._timelines, clock)
        self.conversations.reads = self._read
        self.conversations.secrecy = lambda account: self._sessions.online(account).link.secrecy
        lists = Lists(
            self._database, self.people, self.conversations, self._timelines, self.notices, clock
        )
        moving = Moving(lists, clock)
        direct = Direct(moving)
        self._keeper = Keeper(lists, pictures, self._nick_of)
        self._following = Following(self._keeper)
        self.conversations.group = self._keeper.group
        receiver = partial(
            Receiver, lists=lists, pictures=pictures, rooms=self._following, offered=direct.told
        )
        self.accounts = Accounts(
            lists,
            self._sessions,
            links,
            finder,
            passwords or Keyring(),
            pictures,
            receiver,
            folder / "accounts.json",
        )
        self._assemble(lists, moving, direct, clock)

    def _assemble(self, lists: Lists, moving: Moving, direct: Direct, clock: Clock) -> None:
        """What a person does with it all."""
        receivers, settings = self.accounts.receiver, self.settings
        self.groups = Groups(self._keeper, self._following, receivers)
        self.conversations.ended = self.groups.ended
        self.messages = Messages(lists, receivers, self._keeper.group, settings, clock)
        media = self._folder / "media"
        self.transfers = Transfers(moving, media, direct, receivers, settings, clock)
        self.messages.send_files = self.transfers.send
        self.search = Search(self._database, self.people, self.conversations)

    async def start(self) -> None:
        await self._database.open()
        await self.people.load()
        await self._keeper.load()
        await self._following.load()
        await self.conversations.load()
        kept = await self.accounts.load()
        if self._database.kept_aside:
            self.notices.emit(HistoryRebuilt(self._database.kept_aside))
        for one in kept:
            if one.is_on:
                self.accounts.receiver(one.shown.id).session.start()
        await self.transfers.load()
        self._wake.start()
        self._network.start()

    async def close(self) -> None:
        self._wake.stop()
        self._network.stop()
        await self.transfers.close()
        await self.accounts.close()
        await self._database.close()

    def network_changed(self) -> None:
        for session in self._sessions.all():
            session.poke()

    def facts(self) -> Mapping[str, object]:
        return {
            "version": __version__,
            "python": platform.python_version(),
            "system": platform.system(),
            "accounts": len(self.accounts.items),
            "conversations": len(self.conversations.items),
            "messages": self._database.count,
            "size": (self._folder / "history.db").stat().st_size,
        }

    async def older(self, conversation: int) -> bool:
        """Where timelines get what this machine lacks (see `timelines.Archive`)."""
        account = self.conversations.get(conversation).account
        receiver = self.accounts.receiver(account)
        if not receiver.session.is_online:
            raise Problem(Reason.NOT_CONNECTED)
        if self.conversations.get(conversation).kind is not Kind.GROUP:
            return await receiver.history.older(conversation)
        room = self._keeper.room(conversation)
        if not room.belongs or room.is_gone or not room.info.has_archive:
            return False
        if not room.is_in or room.history is None:
            raise Problem(Reason.NOT_CONNECTED)
        return await room.history.older(conversation)

    async def _nick_of(self, account: int) -> str:
        """What somebody is called in groups, unless they choose otherwise there."""
        found = self.accounts.items.find(account)
        return (found.name or found.address.partition("@")[0]) if found else ""

    def _read(self, conversation: int) -> None:
        row = self.conversations.get(conversation)
        receiver = self.accounts.receiver(row.account)
        to_sender = self.settings.get(SEND_READ)
        receiver.session.spawn(
            "read", receiver.reads.tell(conversation, row.address, to_sender=to_sender)
        )


def keep_private(folder: Path) -> None:
    """The folder is there, and only its owner looks into it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def face(client: Client) -> api.Client:
    """The same, as the screen sees it: the type checker holds the two together."""
    return client

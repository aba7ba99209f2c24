"""What the server says to people of its own accord: announcements, the message of the day, welcome.

All are messages of the domain, through the journal as anybody's: who is away finds them later, and
all devices of an account have them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from magpie.base.log import get_logger
from magpie.server.host import Host
from magpie.storage import notices as table
from magpie.storage.notices import Notice
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.jid import Jid

log = get_logger(__name__)
MOTD, WELCOME = "motd", "welcome"
TEXT_MAX = 10_000  # characters
AT_ONCE = 200  # messages in the journal at a time: others want to write too


class Announcements:
    """The announcements of one host, and their commands.

    Attributes:
        motd: what everybody is told once; `welcome`: what new accounts are.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self.motd: Notice | None = None
        self.welcome: Notice | None = None
        self._seen: set[Jid] = set()
        host.command("announcement.send", self.send)
        host.command("motd.set", self.set_motd)
        host.command("motd.delete", self.delete_motd)
        host.command("motd.show", lambda: "" if self.motd is None else self.motd.text)
        host.command("welcome.set", self.set_welcome)
        host.command("welcome.delete", self.delete_welcome)
        host.command("welcome.show", lambda: "" if self.welcome is None else self.welcome.text)

    async def load(self) -> None:
        """Read what was set."""
        read = self._host.db.read
        self.motd = await read(table.get, MOTD)
        self.welcome = await read(table.get, WELCOME)
        if self.motd is not None:
            self._seen = set(map(Jid.parse, await read(table.seen, self.motd.at)))

    # Announcements

    async def send(self, text: str, subject: str = "", online: bool = False) -> int:
        """Tell everybody, or those who are online only; how many that were."""
        text = checked(text)
        accounts = self._host.accounts
        wanted = self._host.sessions.accounts() if online else accounts.all()
        told = [one for one in wanted if not accounts.is_disabled(one)]
        await self._tell(told, text, subject)
        log.info("announcement.sent", accounts=len(told))
        return len(told)

    async def _tell(self, accounts: Iterable[Jid], text: str, subject: str = "") -> None:
        for number, account in enumerate(accounts, 1):
            if self._host.accounts.is_there(account):
                self._host.send_message(message(account, text, subject))
            if number % AT_ONCE == 0:
                await self._turn()

    async def _turn(self) -> None:
        """Wait until what was sent so far is on disk."""
        done = asyncio.get_running_loop().create_future()

        def told() -> None:
            if not done.done():
                done.set_result(None)

        self._host.journal.after(told)
        await done

    # The message of the day

    async def set_motd(self, text: str, again: bool = True) -> None:
        """Tell everybody once: who is online now, others when they are next.

        `again`: also those who were told what it was before.
        """
        text = checked(text)
        if self.motd is None or again:
            notice = Notice(text, self._host.clock.now())
            await self._host.db.write(table.forget_seen)
            self._seen.clear()
        else:
            notice = Notice(text, self.motd.at)
        await self._host.db.write(table.put, MOTD, notice)
        self.motd = notice
        for account in self._host.sessions.accounts():
            if any(session.is_available for session in self._host.sessions_of(account)):
                self.show_motd(account)

    async def delete_motd(self) -> None:
        """Tell it nobody any more."""
        await self._host.db.write(table.put, MOTD, None)
        self.motd = None

    def show_motd(self, account: Jid) -> None:
        """Tell an account, unless it was told."""
        if self.motd is None or account in self._seen:
            return
        self._seen.add(account)
        self._host.db.enqueue(table.note_seen, account.text, self.motd.at)
        self._host.send_message(message(account, self.motd.text))

    # New accounts

    async def set_welcome(self, text: str) -> None:
        """Tell it each account that is made."""
        notice = Notice(checked(text), self._host.clock.now())
        await self._host.db.write(table.put, WELCOME, notice)
        self.welcome = notice

    async def delete_welcome(self) -> None:
        """Tell new accounts nothing."""
        await self._host.db.write(table.put, WELCOME, None)
        self.welcome = None

    def greet(self, account: Jid) -> None:
        """An account was made."""
        self._seen.discard(account)  # somebody of that name may have been here before
        if self.welcome is not None:
            self._host.send_message(message(account, self.welcome.text))


def checked(text: str) -> str:
    """What may be said. Raises ValueError with a sentence for a person."""
    text = text.strip()
    if not text:
        raise ValueError("there is nothing to say: the text is empty")
    if len(text) > TEXT_MAX:
        raise ValueError(f"the text is too long: {TEXT_MAX} characters at most")
    return text


def message(to: Jid, text: str, subject: str = "") -> Element:
    """A message to an account."""
    words = [Element("body", NS_CLIENT, text=text)]
    if subject:
        words.insert(0, Element("subject", NS_CLIENT, text=subject))
    return Element("message", NS_CLIENT, {"to": to.text}, tuple(words))

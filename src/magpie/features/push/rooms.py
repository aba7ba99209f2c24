"""What is said in rooms: told to the services of those who belong there and are away.

Membership counts, not presence: a member is told whether a device of theirs is in the room or not;
who is no member, of the rooms that a device of theirs is in while it waits for its resumption. How
much of it they want to hear is theirs to say: `wishes`.
"""

from __future__ import annotations

from collections.abc import Callable, KeysView

from magpie.features.push.wishes import Wishes
from magpie.server.api import Host, MayTalk, RoomWords, SaidInRoom, SessionClosed, SessionWaiting
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Message

Told = Callable[[Jid, Message, bool], None]


class RoomNotices:
    """Finds out whom to tell of what is said in one host's rooms.

    `accounts`: those that have a service; `is_told`: whether one of its clients is away now; `tell`
    is told account, message, and whether the account is mentioned in it.
    """

    def __init__(
        self,
        host: Host,
        accounts: Callable[[], KeysView[Jid]],
        is_told: Callable[[Jid], bool],
        tell: Told,
    ) -> None:
        self._host = host
        self._accounts = accounts
        self._is_told = is_told
        self._tell = tell
        self._asleep: dict[Jid, None] = {}  # devices that wait for their resumption, or did
        self.wishes = Wishes(host)
        host.watch(SaidInRoom, self._said)
        host.watch(SessionWaiting, self._waits)
        host.watch(SessionClosed, lambda news: self._asleep.pop(news.session.jid, None))

    def _waits(self, news: SessionWaiting) -> None:
        if news.session.account in self._accounts():
            self._asleep[news.session.jid] = None

    def _said(self, news: SaidInRoom) -> None:
        accounts = self._accounts()
        if not accounts:
            return
        found = {jid for jid in accounts & news.members if news.belongs(jid)}
        found.update(jid.bare for jid in self._asleep.keys() & news.devices)
        found.discard(news.account)
        for account in filter(self._is_told, found):  # most have their telephones with them
            if not self._host.ask(MayTalk(news.room, account)).refused:
                self._weigh(account, news.room, news.stanza)

    def _weigh(self, account: Jid, room: Jid, stanza: Element) -> None:
        """Tell it, now or when it is known what the account wishes."""
        words = self._host.ask(RoomWords(room, account, stanza))

        def tell(wish: str) -> None:
            if wants(wish, words):
                sender = Jid.parse(stanza.attrs["from"])
                message = Message(stanza.with_attr("to", account.text), sender, account)
                self._tell(account, message, words.is_mention)

        self.wishes.find(account, room, tell)

    def is_wanted(self, account: Jid, stanza: Element) -> bool:
        """The same of what went out to a device in a room already, as far as it is known now."""
        room = Jid.parse(stanza.attrs["from"]).bare
        words = self._host.ask(RoomWords(room, account, stanza))
        return wants(self.wishes.known(account, room), words)


def wants(wish: str, words: RoomWords) -> bool:
    """XEP-0492, 4: without a wish, everything in private rooms, and mentions in public ones."""
    if not wish:
        wish = "always" if words.is_private else "on-mention"
    return wish == "always" or (wish == "on-mention" and words.is_mention)

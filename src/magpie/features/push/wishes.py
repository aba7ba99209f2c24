"""XEP-0492: which rooms an account wishes to hear of, as its clients put it into bookmarks."""

from __future__ import annotations

from collections.abc import Callable

from magpie.server.api import AccountDeleted, Host, NodeChanged
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid, JidError

NS = "urn:xmpp:notification-settings:1"
NS_BOOKMARKS = "urn:xmpp:bookmarks:1"
WISHES = ("always", "on-mention", "never")
# Whom push services wake: what a client says for telephones counts first (section 4)
IDENTITIES = (("client", "phone"), ("client", None), (None, None))
WAITING_MAX = 100  # words that wait for one account's bookmarks to be read


class Wishes:
    """The wishes of one host's accounts, read when they are needed first."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._known: dict[Jid, dict[Jid, str]] = {}
        self._waiting: dict[Jid, list[tuple[Jid, Callable[[str], None]]]] = {}
        self._stale: set[Jid] = set()  # that were changed while they are read
        host.watch(NodeChanged, self._changed)
        host.watch(AccountDeleted, lambda news: self.forget(news.account))

    def find(self, account: Jid, room: Jid, done: Callable[[str], None]) -> None:
        """Tell `done` the wish, "" for none: now, or when it has been read."""
        wishes = self._known.get(account)
        if wishes is not None:
            done(wishes.get(room, ""))
            return
        waiting = self._waiting.get(account)
        if waiting is None:
            self._waiting[account] = [(room, done)]
            self._host.task(f"wishes of {account}", self._read(account))
        elif len(waiting) < WAITING_MAX:
            waiting.append((room, done))

    def known(self, account: Jid, room: Jid) -> str:
        """The wish, where it has been read already."""
        return self._known.get(account, {}).get(room, "")

    async def _read(self, account: Jid) -> None:
        try:
            nodes = self._host.nodes
            wishes: dict[Jid, str] = {}
            for name, bookmark in await nodes.newest(account, NS_BOOKMARKS, nodes.items_max):
                wish = wish_of(bookmark)
                try:
                    if wish:
                        wishes[Jid.parse(name)] = wish
                except JidError:
                    continue  # it is no room's
            if account not in self._stale:
                self._known[account] = wishes
        finally:
            self._stale.discard(account)
            waiting = self._waiting.pop(account)
        for room, done in waiting:
            done(wishes.get(room, ""))

    def _changed(self, news: NodeChanged) -> None:
        if news.node == NS_BOOKMARKS:
            self.forget(news.owner)

    def forget(self, account: Jid) -> None:
        """What they wish may be another now."""
        self._known.pop(account, None)
        if account in self._waiting:
            self._stale.add(account)


def wish_of(bookmark: Element) -> str:
    """What stands in a bookmark; a room that is not to be entered is one to be mentioned in."""
    extensions = bookmark.child("extensions")
    notify = None if extensions is None else extensions.child("notify", NS)
    if notify is not None:
        for category, kind in IDENTITIES:
            for child in notify:
                identity = (child.get("identity-category"), child.get("identity-type"))
                if child.ns == NS and child.name in WISHES and identity == (category, kind):
                    return child.name
    return "" if bookmark.get("autojoin") in ("true", "1") else "on-mention"

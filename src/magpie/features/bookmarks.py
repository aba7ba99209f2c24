"""XEP-0402: PEP Native Bookmarks. The groups that a person is in, the same for old clients.

The node with one item for each room is what counts. Older clients read and write one list of all,
in private storage (XEP-0049) or as the item of a node (XEP-0048); both are kept in step.
"""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary

from magpie.server.api import DiscoInfo, Host, NodeChanged, PrivateAsked, PrivateKept, Xep
from magpie.storage.pubsub import PRIVATE
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid, JidError

XEPS = (Xep(402, version="1.2.0"), Xep(48, version="1.2"))
NS = "urn:xmpp:bookmarks:1"
NS_LIST = "storage:bookmarks"
COMPATIBLE = (f"{NS}#compat", f"{NS}#compat-pep", "urn:xmpp:bookmarks-conversion:0")


def setup(host: Host) -> None:
    """Keep all kinds of bookmarks in step."""
    bookmarks = Bookmarks(host)
    host.answer(DiscoInfo, describe)
    host.answer(PrivateAsked, bookmarks.asked)
    host.answer(PrivateKept, bookmarks.kept)
    host.watch(NodeChanged, bookmarks.changed)


def describe(question: DiscoInfo) -> None:
    """What a client looks for before it leaves the old ways to the server."""
    if question.target.local and question.node is None:
        question.features.extend(COMPATIBLE)


class Bookmarks:
    """The bookmarks of one host's accounts.

    Each change is followed in its turn, on what is on disk then; a list that was written here is
    not read back, or it would undo what a client has changed meanwhile.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._turns: WeakValueDictionary[Jid, asyncio.Lock] = WeakValueDictionary()
        self._written: dict[Jid, Element] = {}
        self._due: set[Jid] = set()  # whose list is going to be read and followed anyhow

    def _turn(self, owner: Jid) -> asyncio.Lock:
        turn = self._turns.get(owner)
        if turn is None:
            turn = self._turns[owner] = asyncio.Lock()
        return turn

    async def _rooms(self, owner: Jid) -> dict[str, Element] | None:
        """The bookmarks by room, oldest first; `None`: the account has no such node yet."""
        nodes = self._host.nodes
        if await nodes.get(owner, NS) is None:
            return None
        return dict(reversed(await nodes.newest(owner, NS, nodes.items_max)))

    # The list in private storage

    def asked(self, question: PrivateAsked) -> None:
        """An old client reads its list."""
        if question.content.name == "storage" and question.content.ns == NS_LIST:
            question.later.append(self._fill_in(question))

    async def _fill_in(self, question: PrivateAsked) -> None:
        rooms = await self._rooms(question.owner)
        if rooms is not None:
            question.content = listed(rooms, question.content)

    def kept(self, news: PrivateKept) -> None:
        """An old client wrote its list."""
        if news.content.name == "storage" and news.content.ns == NS_LIST:
            news.later.append(self._take(news.owner, news.content))

    async def _take(self, owner: Jid, storage: Element) -> None:
        """Make the node as the list says: what is not in it goes, the rest is changed or new."""
        async with self._turn(owner):
            await self._change(owner, storage)

    async def _change(self, owner: Jid, storage: Element) -> None:
        nodes = self._host.nodes
        held = await self._rooms(owner) or {}
        wanted = {
            room: native(entry, held.get(room)) for room, entry in conferences(storage).items()
        }
        for room, bookmark in wanted.items():
            if held.get(room) != bookmark:
                await nodes.publish(owner, NS, bookmark, room, otherwise=PRIVATE)
        gone = [room for room in held if room not in wanted]
        if gone:
            await nodes.retract(owner, NS, gone)

    # The nodes

    def changed(self, news: NodeChanged) -> None:
        """Either node has changed: the other follows."""
        owner = news.owner
        if not owner.local:
            return
        if news.node == NS and news.change in ("published", "retracted", "purged"):
            if owner not in self._due:
                self._due.add(owner)
                self._host.task(f"bookmark list of {owner}", self._follow(owner))
        elif news.node == NS_LIST and news.change == "published":
            storage = news.items[-1][1]
            if storage is None or storage is self._written.get(owner):
                return  # our own: it says what the other node says
            if storage.name == "storage" and storage.ns == NS_LIST:
                self._host.task(f"bookmarks of {owner}", self._take(owner, storage))

    async def _follow(self, owner: Jid) -> None:
        """The list as an item, for clients that have made such a node."""
        nodes = self._host.nodes
        async with self._turn(owner):
            self._due.discard(owner)
            found = await nodes.newest(owner, NS_LIST)
            if not found:
                return
            item_id, storage = found[0]
            wanted = listed(await self._rooms(owner) or {}, storage)
            if wanted == storage:
                return
            self._written[owner] = wanted
            try:
                await nodes.publish(owner, NS_LIST, wanted, item_id)
            finally:
                del self._written[owner]


def conferences(storage: Element) -> dict[str, Element]:
    """The rooms of a list, by address; what is no address is left out."""
    found = {}
    for entry in storage:
        if entry.name == "conference" and entry.ns == NS_LIST:
            try:
                found[Jid.parse(entry.get("jid") or "").text] = entry
            except JidError:
                continue
    return found


def native(entry: Element, held: Element | None) -> Element:
    """A bookmark of its own (section 3), with the extensions that another client has given it."""
    attrs = {key: value for key in ("name", "autojoin") if (value := entry.get(key)) is not None}
    children: list[Element | str] = [
        Element(name, NS, text=text)
        for name in ("nick", "password")
        if (text := entry.child_text(name)) is not None
    ]
    extensions = None if held is None else held.child("extensions")
    if extensions is not None:
        children.append(extensions)
    return Element("conference", NS, attrs, tuple(children))


def listed(rooms: dict[str, Element], storage: Element) -> Element:
    """The list of all rooms, with what else stood in it (links to pages)."""
    entries: list[Element | str] = []
    for room, bookmark in rooms.items():
        attrs = {
            key: value for key in ("name", "autojoin") if (value := bookmark.get(key)) is not None
        }
        children = tuple(
            Element(name, NS_LIST, text=text)
            for name in ("nick", "password")
            if (text := bookmark.child_text(name)) is not None
        )
        entries.append(Element("conference", NS_LIST, {"jid": room, **attrs}, children))
    entries += [child for child in storage if child.name != "conference"]
    return Element("storage", NS_LIST, {}, tuple(entries))

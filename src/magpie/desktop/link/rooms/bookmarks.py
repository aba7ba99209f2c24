"""XEP-0402: the rooms that one is in, the same on all devices; XEP-0492: of what to hear."""

import copy
from collections.abc import Iterator

from slixmpp.xmlstream import ET

from magpie.desktop.core.entities.group import Notify
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.rooms_link import Bookmark, BookmarkChanged, BookmarkRemoved
from magpie.desktop.link import pep
from magpie.desktop.link.names import (
    NS_BOOKMARKS,
    NS_EVENT,
    NS_NOTIFY,
    NS_PUBSUB,
    add,
    child,
    children,
    get,
    is_true,
    make,
    text,
)
from magpie.desktop.link.reading import bare
from magpie.desktop.link.stream import Stream

WORDS = {"always": Notify.ALL, "on-mention": Notify.MENTIONS, "never": Notify.NONE}
NAMES = {one: word for word, one in WORDS.items()}


class Bookmarks:
    """Those of one account, as they stand on the server."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._found: dict[str, ET.Element] = {}  # the <conference/> of each room

    async def fetch(self) -> list[Bookmark]:
        """All of them."""
        try:
            answer = await self._stream.ask("get", pep.fetch(NS_BOOKMARKS))
        except Problem as problem:
            if problem.reason is not Reason.UNAVAILABLE:  # no such node: there are none yet
                raise
            return []
        items = child(child(answer, "pubsub", NS_PUBSUB), "items", NS_PUBSUB)
        return [one.bookmark for one in self._taken(items, NS_PUBSUB)]

    def events(self, stanza: ET.Element) -> Iterator[BookmarkChanged | BookmarkRemoved]:
        """What a message of the node tells (the caller has seen that it is one's own)."""
        items = child(child(stanza, "event", NS_EVENT), "items", NS_EVENT)
        yield from self._taken(items, NS_EVENT)
        for one in children(items, "retract", NS_EVENT):
            room = bare(get(one, "id"))
            self._found.pop(room, None)
            yield BookmarkRemoved(room)

    async def put(self, bookmark: Bookmark) -> None:
        """Publish it. 3.4: "clients MUST preserve any XML elements they do not understand"."""
        found = self._found.get(bookmark.room)
        one = copy.deepcopy(found) if found is not None else make("conference", NS_BOOKMARKS)
        one.set("autojoin", "true" if bookmark.joins else "false")
        if bookmark.name:
            one.set("name", bookmark.name)
        for tag, words in (("nick", bookmark.nick), ("password", bookmark.password)):
            for old in children(one, tag, NS_BOOKMARKS):
                one.remove(old)
            if words:
                one.insert(0, make(tag, NS_BOOKMARKS, words))
        if bookmark.notify is not None:
            _set_notify(one, bookmark.notify)
        await self._stream.ask(
            "set", pep.publish(NS_BOOKMARKS, bookmark.room, one, pep.READ_OPTIONS)
        )
        self._found[bookmark.room] = one

    def _taken(self, items: ET.Element | None, ns: str) -> Iterator[BookmarkChanged]:
        for item in children(items, "item", ns):
            room, one = bare(get(item, "id")), child(item, "conference", NS_BOOKMARKS)
            if one is None or "@" not in room:
                continue
            self._found[room] = one
            yield BookmarkChanged(
                Bookmark(
                    room,
                    get(one, "name"),
                    is_true(get(one, "autojoin")),
                    text(one, "nick", NS_BOOKMARKS),
                    text(one, "password", NS_BOOKMARKS),
                    _notify(one),
                )
            )


def _notify(conference: ET.Element) -> Notify | None:
    """XEP-0492, 3.4: the most special that fits a client on a desk."""
    found: dict[int, Notify] = {}
    extensions = child(conference, "extensions", NS_BOOKMARKS)
    notify = child(extensions, "notify", NS_NOTIFY)
    for one in notify if notify is not None else ():
        wanted = WORDS.get(one.tag.rpartition("}")[2])
        place = (get(one, "identity-category"), get(one, "identity-type"))
        weight = {("", ""): 0, ("client", ""): 1, ("client", "pc"): 2}.get(place)
        if wanted is not None and weight is not None:
            found[weight] = wanted
    return found[max(found)] if found else None


def _set_notify(conference: ET.Element, wanted: Notify) -> None:
    """The same for all kinds of client; what others have said of other kinds stays."""
    extensions = child(conference, "extensions", NS_BOOKMARKS)
    if extensions is None:
        extensions = add(conference, "extensions", NS_BOOKMARKS)
    notify = child(extensions, "notify", NS_NOTIFY)
    if notify is None:
        notify = add(extensions, "notify", NS_NOTIFY)
    ours = {("", ""), ("client", ""), ("client", "pc")}
    advanced: list[ET.Element] = []  # 3.3: these "MUST NOT" be deleted
    for one in list(notify):
        if (get(one, "identity-category"), get(one, "identity-type")) in ours:
            advanced += children(one, "advanced", NS_NOTIFY)
            notify.remove(one)
    add(notify, NAMES[wanted], NS_NOTIFY).extend(advanced[:1])

"""Reading the items of a node (XEP-0060, 6.5), page by page (XEP-0059)."""

from __future__ import annotations

from magpie.features.pubsub.request import Request
from magpie.storage import pubsub as table
from magpie.storage.pubsub import Item
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.parser import parse_element
from magpie.xmpp.rsm import NS as NS_RSM
from magpie.xmpp.rsm import PageRequest

NS = "http://jabber.org/protocol/pubsub"
VOLUME = 512 * 1024  # bytes of payloads in one answer: the rest is asked for as the next page


async def items(request: Request) -> Element:
    """The items named, or the newest ones, newest last."""
    await request.as_reader()
    ids = [child.get("id") or "" for child in request.action if child.name == "item"]
    if ids:
        host, owner = request.host, request.owner.text
        found = await host.db.read(table.some, owner, request.node, ids)
        if not found:
            raise StanzaError("item-not-found")
        return answer(request, found)
    page = PageRequest.find(request.pubsub)
    return await newest(request, page)


async def newest(request: Request, page: PageRequest) -> Element:
    """A page of items from the newest on: `before` an item means older than it.

    6.5.4: "the service SHOULD return … the most recent items" when it does not return all.
    """
    host, owner, node = request.host, request.owner.text, request.node
    total = await host.db.read(table.count, owner, node)
    limit = how_many(request)
    if page.max is not None:
        limit = min(limit, page.max)
    edge = 0
    if page.before:
        named = await host.db.read(table.some, owner, node, [page.before])
        if not named:
            raise StanzaError("item-not-found")  # XEP-0059, 2.2
        edge = named[0].number
    found = await host.db.read(table.items, owner, node, limit, edge) if limit else []
    shown = fitting(found)
    is_whole = not edge and len(shown) == total
    return answer(request, shown[::-1], None if is_whole else total)


def how_many(request: Request) -> int:
    """Section 6.5.7: `max_items`, within the server's limit."""
    text = request.action.get("max_items")
    if text is None:
        return request.host.nodes.items_max
    if not text.isdecimal() or len(text) > 9:
        raise StanzaError("bad-request", "max_items is a number")
    return min(int(text), request.host.nodes.items_max)


def fitting(found: list[Item]) -> list[Item]:
    """The first of the items that one answer can hold; one at least."""
    volume = 0
    for count, one in enumerate(found):
        volume += len(one.xml)
        if volume > VOLUME and count:
            return found[:count]
    return found


def answer(request: Request, found: list[Item], total: int | None = None) -> Element:
    """The result; `total`: it is a page of so many (XEP-0059)."""
    content = Element("items", NS, {"node": request.node}, tuple(map(item_of, found)))
    if total is None:
        return Element("pubsub", NS, children=(content,))
    count = Element("count", NS_RSM, text=str(total))
    edges: tuple[Element, ...] = (count,)
    if found:
        first = Element("first", NS_RSM, text=found[0].id)
        last = Element("last", NS_RSM, text=found[-1].id)
        edges = (first, last, count)
    return Element("pubsub", NS, children=(content, Element("set", NS_RSM, children=edges)))


def item_of(item: Item, ns: str = NS) -> Element:
    """The `<item/>` with its payload."""
    payload = (parse_element(item.xml),) if item.xml else ()
    return Element("item", ns, {"id": item.id}, payload)

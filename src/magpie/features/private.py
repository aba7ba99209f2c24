"""XEP-0049: Private XML Storage. Small things that a client keeps on the server for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from magpie.server.api import (
    Host,
    IqRequest,
    PrivateAsked,
    PrivateKept,
    Scope,
    Size,
    Xep,
    option,
    size,
)
from magpie.storage import private as table
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.parser import parse_element

XEPS = (Xep(49, version="1.2"),)
NS = "jabber:iq:private"
RESERVED = ("jabber:", "http://jabber.org/", "vcard-temp")


@dataclass(frozen=True, slots=True)
class Config:
    """What clients keep on the server for themselves (XEP-0049)."""

    SECTION: ClassVar[str] = "private"

    max_size: Size = option(
        size("1 MB"), min=size("10 kB"), max=size("1 GB"), doc="How much one account may keep."
    )


def setup(host: Host) -> None:
    """Keep for accounts what their clients hand over."""
    host.advertise(NS)
    storage = Storage(host, host.config(Config).max_size)
    host.on_iq("get", NS, "query", storage.get, scope=Scope.SELF)
    host.on_iq("set", NS, "query", storage.set, scope=Scope.SELF)
    host.on_iq("get", NS, "query", refuse, scope=Scope.ACCOUNT)
    host.on_iq("set", NS, "query", refuse, scope=Scope.ACCOUNT)


def refuse(_: IqRequest) -> None:
    """Section 2.3: it is the account's alone."""
    raise StanzaError("forbidden")


class Storage:
    """The private storage of one host's accounts."""

    def __init__(self, host: Host, max_size: int) -> None:
        self._host = host
        self._max_size = max_size

    async def get(self, request: IqRequest) -> Element:
        """What was kept under the name of the one element in the query, or that element, empty."""
        wanted = checked(request.payload)
        if len(wanted) > 1:  # 2.3: MUST NOT
            raise StanzaError("bad-request", "one element at a time")
        owner, key = request.session.account.text, wanted[0]
        found = await self._host.db.read(table.get, owner, key.ns, key.name)
        content = Element(key.name, key.ns) if found is None else parse_element(found)
        question = self._host.ask(PrivateAsked(request.session.account, content))
        for answer in question.later:
            await answer
        return Element("query", NS, children=(question.content,))

    async def set(self, request: IqRequest) -> None:
        """Keep each element of the query instead of what was there under its name."""
        kept = checked(request.payload)
        if len({(one.ns, one.name) for one in kept}) < len(kept):
            raise StanzaError("bad-request", "the same name twice")
        rows = [(one.ns, one.name, one.to_bytes()) for one in kept]
        owner = request.session.account.text
        if not await self._host.db.write(table.put_all, owner, rows, self._max_size):
            raise StanzaError("resource-constraint", "There is no room for more private data.")
        for one in kept:
            for consequence in self._host.ask(PrivateKept(request.session.account, one)).later:
                await consequence


def checked(query: Element) -> tuple[Element, ...]:
    """The elements of a query, each in a namespace of its own."""
    children = query.children
    if not children:
        raise StanzaError("bad-request", "an element is missing")
    for child in children:
        # 2.3: one without a namespace of its own is in that of the query
        if not child.ns or child.ns == NS or child.ns.startswith(RESERVED):
            raise StanzaError("not-acceptable", "a namespace that is reserved")
    if len({child.ns for child in children}) > 1:
        raise StanzaError("not-acceptable", "one namespace at a time")
    return children

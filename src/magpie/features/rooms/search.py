"""XEP-0433: public rooms found by words, with what a person wants to know of them."""

from __future__ import annotations

from typing import ClassVar

from magpie.features.rooms.loading import Rooms
from magpie.features.rooms.options import Options
from magpie.server.api import Host, IqRequest
from magpie.storage import rooms as table
from magpie.xmpp import forms
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form, Option, typed
from magpie.xmpp.jid import Jid
from magpie.xmpp.rsm import PageRequest, PageResult

BASE = "urn:xmpp:channel-search:0"
PARAMETERS, ERRORS = BASE + ":search-params", BASE + ":error"
BY_USERS, BY_ADDRESS = f"{{{BASE}:order}}nusers", f"{{{BASE}:order}}address"
FOUND_MAX = 1_000  # rooms that a search looks at
PAGE = 50
QUERY_MAX = 256  # characters


class Search:
    """Searches the rooms of one host."""

    NS: ClassVar[str] = BASE + ":search"

    def __init__(self, host: Host, rooms: Rooms) -> None:
        self._host = host
        self._rooms = rooms

    async def answer(self, request: IqRequest) -> Element:
        """4.2.1 and 4.2.2: the form, or what was found."""
        submit = request.payload.child("x", forms.NS)
        if submit is None:
            return Element(
                "search", self.NS, {}, (typed("form", PARAMETERS, fields()).to_element(),)
            )
        form = Form.parse(submit)
        if form.form_type != PARAMETERS:
            raise StanzaError("bad-request", "This is another form.")
        return await self._search(form, PageRequest.find(request.payload))

    async def _search(self, form: Form, wanted: PageRequest) -> Element:
        words = searched(form)
        key = form.get("key") or BY_USERS
        if key not in (BY_USERS, BY_ADDRESS):
            extra = Element("invalid-sort-key", ERRORS)
            raise StanzaError("feature-not-implemented", type="modify", extra=extra)
        types = form.field("types")
        if types is not None and types.values and "xep-0045" not in types.values:
            found: list[tuple[int, table.Room]] = []
        else:
            page = await self._host.db.read(table.public, FOUND_MAX, None, None, words)
            least = least_users(form)
            counted = [(self._users(row), row) for row in page.rooms]
            found = [(users, row) for users, row in counted if users >= least]
        if key == BY_USERS:
            found.sort(key=lambda one: (-one[0], one[1].jid))
        return self._page(found, wanted)

    def _users(self, row: table.Room) -> int:
        room = self._rooms.here(Jid.parse(row.jid))
        return 0 if room is None else len(room.occupants)

    def _page(self, found: list[tuple[int, table.Room]], wanted: PageRequest) -> Element:
        limit = PAGE if wanted.max is None else min(wanted.max, PAGE)
        places = {row.jid: place for place, (_, row) in enumerate(found)}
        if wanted.before is not None:
            end = places.get(wanted.before, len(found)) if wanted.before else len(found)
            start = max(0, end - limit)
        else:
            start = places.get(wanted.after, -1) + 1 if wanted.after else wanted.index or 0
            end = start + limit
        part = found[start:end]
        first, last = (part[0][1].jid, part[-1][1].jid) if part else (None, None)
        result = PageResult(first, last, start if part else None, len(found)).to_element()
        return Element("result", self.NS, {}, (*(self._item(*one) for one in part), result))

    def _item(self, users: int, row: table.Room) -> Element:
        options = Options.from_json(row.config)
        name = row.name or row.jid.partition("@")[0]
        parts = [Element("name", self.NS, text=name)]
        if row.description:
            parts.append(Element("description", self.NS, text=row.description))
        if options.lang:
            parts.append(Element("language", self.NS, text=options.lang))
        parts.append(Element("nusers", self.NS, text=str(users)))
        parts.append(Element("service-type", self.NS, text="xep-0045"))
        if not options.is_members_only and not options.password:
            parts.append(Element("is-open", self.NS))
        mode = "some" if options.is_anonymous else "none"
        parts.append(Element("anonymity-mode", self.NS, text=mode))
        return Element("item", self.NS, {"address": row.jid}, tuple(parts))


def searched(form: Form) -> str | None:
    """The words, or `None` for all rooms.

    Raises:
        StanzaError: there are none.
    """
    every = form.field("all")
    if every is not None and every.is_true:
        return None
    words = (form.get("q") or "").strip()
    if not words or len(words) > QUERY_MAX:
        extra = Element("invalid-search-terms", ERRORS)
        text = f"What is searched for has 1 to {QUERY_MAX} characters."
        raise StanzaError("bad-request", text, type="modify", extra=extra)
    return words


def least_users(form: Form) -> int:
    """How many must be in a room."""
    text = (form.get("min_users") or "0").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StanzaError("bad-request", "min_users is a number")
    return int(text)


def fields() -> tuple[Field, ...]:
    """6.1: the fields that are known here."""
    keys = (Option(BY_USERS, "Number of people in it"), Option(BY_ADDRESS, "Address"))
    types = (Option("xep-0045", "Rooms (XEP-0045)"),)
    return (
        Field("q", label="Search for"),
        Field("all", "boolean", ("false",), "All rooms, whatever is searched for"),
        Field("min_users", values=("0",), label="At least so many people in it"),
        Field("types", "list-multi", ("xep-0045",), "Kinds of rooms", options=types),
        Field("key", "list-single", (BY_USERS,), "Sorted by", options=keys),
    )

"""XEP-0313, 4: what a query asks for, checked, and how its page is sent, from any archive.

Theory of operation. A page is read from storage at one go. Its messages are sent in the wire form
in which they were stored; only the start tag changes, which declares `jabber:client` inside of
`<forwarded/>`. Between parts of a page the session's buffer is waited for, so that a client that
reads slowly does not fill the server's memory. The session takes nothing else meanwhile, so the
IQ result comes last (section 4: "after the last query result").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from magpie.server.host import Host
from magpie.server.iq import IqRequest
from magpie.storage import archive
from magpie.storage.archive import Query
from magpie.storage.errors import ItemNotFound
from magpie.storage.words import asked
from magpie.xmpp import delay, forms, rsm
from magpie.xmpp.delay import to_text
from magpie.xmpp.element import NS_CLIENT, Element, escape_attr
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.rsm import PageResult

NS = "urn:xmpp:mam:2"
NS_FULLTEXT = "urn:xmpp:fulltext:0"
NS_VALIDATE = "http://jabber.org/protocol/xdata-validate"
PAGE = 50  # messages, where the client does not say
PAGE_MAX = 250
IDS_MAX = 1_000
AT_ONCE = 256 * 1024  # bytes of results that are sent before the session's buffer is looked at
START = b"<message"
# What the result says to whoever looks at the stanza on its way (client state): the wire has more
RESULT = (Element("result", NS),)
UNKNOWN = 0  # a number that no archive has: an id that we never gave out

# An open list: the choices are not told, any id may be sent (4.1.5)
IDS = Field("ids", "list-multi").to_element()
OPEN_LIST = Element(
    "validate", NS_VALIDATE, {"datatype": "xs:string"}, (Element("open", NS_VALIDATE),)
)
FIELDS = (
    Field("FORM_TYPE", "hidden", (NS,)),
    Field("with", "jid-single"),
    Field("start"),
    Field("end"),
    Field("before-id"),
    Field("after-id"),
    Field("include-groupchat", "boolean"),
)
FORM = Form("form", FIELDS).to_element().with_child(IDS.with_child(OPEN_LIST))
TEXT = f"{{{NS_FULLTEXT}}}fulltext"
TEXT_FIELD = Field(TEXT, "text-single").to_element()

Decode = Callable[[str], "int | None"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query, checked.

    Attributes:
        query: as storage wants it.
        query_id: what the client tells its queries apart by, or `None`.
        is_flipped: whether the page is to be sent newest first.
    """

    query: Query
    query_id: str | None
    is_flipped: bool


def form(host: Host) -> Element:
    """4.1.5: the fields that a query may have."""
    fields = FORM.with_child(TEXT_FIELD) if NS_FULLTEXT in host.features else FORM
    return Element("query", NS, children=(fields,))


def parse(host: Host, element: Element, owner: Jid) -> Wanted:
    """Read a `<query/>` for the archive of `owner`.

    Raises:
        StanzaError: bad-request; feature-not-implemented for a field that we do not know.
    """
    if element.get("node") is not None:
        raise StanzaError("item-not-found")  # 6.1.3: nodes are pubsub's
    for name, ns in (("x", forms.NS), ("set", rsm.NS)):
        if sum(child.name == name and child.ns == ns for child in element) > 1:
            raise StanzaError("bad-request", f"more than one {name}")
    query = Query(owner.text)
    decode = host.journal.ids.decode
    submitted = element.child("x", forms.NS)
    if submitted is not None:
        may_search = NS_FULLTEXT in host.features
        query = filtered(query, Form.parse(submitted), decode, may_search)
    query = paged(query, rsm.PageRequest.find(element), decode)
    return Wanted(query, element.get("queryid"), element.has("flip-page", NS))


def filtered(query: Query, form: Form, decode: Decode, may_search: bool) -> Query:
    """The query with the filters of a submitted form."""
    if form.type != "submit" or form.form_type != NS:
        raise StanzaError("bad-request", f"a form of type submit and FORM_TYPE {NS}")
    seen = set()
    for field in form.fields:
        if field.var in seen:
            raise StanzaError("bad-request", f"{field.var} is there twice")
        seen.add(field.var)
        if field.var == "FORM_TYPE":
            continue
        if field.var == "ids":
            query = replace(query, ids=_ids(field, decode))
            continue
        add = FILTERS.get(field.var)
        if add is None or (add is _text and not may_search):  # 4.1.5: MUST
            raise StanzaError("feature-not-implemented", f"unknown field {field.var}")
        if len(field.values) > 1:
            raise StanzaError("bad-request", f"{field.var}: one value")
        if field.value:  # COMPAT: clients send the fields that a person left empty
            query = add(query, field, decode)
    return query


def _with(query: Query, field: Field, _: Decode) -> Query:
    try:
        return replace(query, peer=Jid.parse(field.value or "").text)
    except JidError as error:
        raise StanzaError("jid-malformed", "with: not an address") from error


def _moment(field: Field) -> int:
    try:
        return delay.from_text(field.value or "")
    except ValueError as error:
        raise StanzaError("bad-request", f"{field.var}: {error}") from error


def _start(query: Query, field: Field, _: Decode) -> Query:
    return replace(query, start=_moment(field))


def _end(query: Query, field: Field, _: Decode) -> Query:
    return replace(query, end=_moment(field))


def _before_id(query: Query, field: Field, decode: Decode) -> Query:
    return replace(query, before_id=decode(field.value or "") or UNKNOWN)


def _after_id(query: Query, field: Field, decode: Decode) -> Query:
    return replace(query, after_id=decode(field.value or "") or UNKNOWN)


def _groupchat(query: Query, field: Field, _: Decode) -> Query:
    if field.value not in forms.BOOLEANS:
        raise StanzaError("bad-request", "include-groupchat: true or false")
    return replace(query, groupchat=field.is_true)


def _text(query: Query, field: Field, _: Decode) -> Query:
    try:
        return replace(query, words=asked(field.value or ""))
    except ValueError as error:
        raise StanzaError("bad-request", f"fulltext: {error}") from error


FILTERS = {
    TEXT: _text,
    "with": _with,
    "start": _start,
    "end": _end,
    "before-id": _before_id,
    "after-id": _after_id,
    "include-groupchat": _groupchat,
}


def _ids(field: Field, decode: Decode) -> tuple[int, ...]:
    if len(field.values) > IDS_MAX:
        raise StanzaError("bad-request", f"ids: {IDS_MAX} at most")
    return tuple(decode(text) or UNKNOWN for text in field.values)


def paged(query: Query, page: rsm.PageRequest, decode: Decode) -> Query:
    """The query with its page, within our bounds."""
    if page.index is not None:
        raise StanzaError("feature-not-implemented", "pages are asked for by item")
    limit = PAGE if page.max is None else min(page.max, PAGE_MAX)
    query = replace(query, limit=limit, backwards=page.is_backward)
    if page.before:
        query = replace(query, before=decode(page.before) or UNKNOWN)
    if page.after:
        query = replace(query, after=decode(page.after) or UNKNOWN)
    return query


async def read(host: Host, query: Query) -> archive.Page:
    """The page of a query.

    Searches take turns: however long they are, other readers of archives are not behind them.

    Raises:
        StanzaError: item-not-found, when the archive does not have an id that is named.
    """
    try:
        if query.words is None:
            return await host.db.read(archive.query, query)
        async with host.search_turn:
            return await host.db.read(archive.query, query)
    except ItemNotFound:
        raise StanzaError("item-not-found") from None


# The page

Shown = Callable[[archive.Message], bytes]


def as_stored(message: archive.Message) -> bytes:
    """The wire form of a message, as it is."""
    return message.stanza


async def send_page(
    request: IqRequest, page: archive.Page, wanted: Wanted, shown: Shown = as_stored
) -> Element:
    """Send the results of a page, no faster than the client reads; what ends it is returned.

    `shown` makes of a stored message the wire form in which the asker may see it.
    """
    host, session = request.host, request.origin
    ids = host.journal.ids.encode_many([message.id for message in page.messages])
    owner = request.sender.bare.text if request.iq.to is None else request.target.text
    attrs = {"to": request.sender.text, "from": owner}
    query_id = f" queryid='{escape_attr(wanted.query_id)}'" if wanted.query_id is not None else ""
    results = list(zip(page.messages, ids, strict=True))
    if wanted.is_flipped:  # 4.3.5: another order on the wire, the same page
        results.reverse()
    size = 0
    for message, stanza_id in results:
        inner = content(message, shown(message), stanza_id, query_id)
        request.send(Element("message", NS_CLIENT, attrs, RESULT, inner=inner))
        if session is None:
            continue
        size += len(inner)
        if size > AT_ONCE:
            size = 0
            session.flush()
            await host.pressure.drained(session)
        if session.is_closed:
            break
    return fin(wanted.query, page, ids)


def content(message: archive.Message, stanza: bytes, stanza_id: str, query_id: str) -> bytes:
    """`<result/>` around a stored message, in its wire form."""
    head = (
        f"<result xmlns='{NS}'{query_id} id='{stanza_id}'><forwarded xmlns='urn:xmpp:forward:0'>"
        f"<delay xmlns='urn:xmpp:delay' stamp='{to_text(message.at)}'/>"
        f"<message xmlns='{NS_CLIENT}'"
    )
    assert stanza.startswith(START), "stored as it stands in a client's stream"
    return b"%b%b</forwarded></result>" % (head.encode(), stanza[len(START) :])


def fin(query: archive.Query, page: archive.Page, ids: list[str]) -> Element:
    """Section 4.3.2: the first and last of the page, and whether there is more."""
    attrs = {"complete": "true"} if page.complete else {}
    is_from_start = query.after is None and not query.backwards and query.before is None
    index = 0 if ids and is_from_start else None
    first, last = (ids[0], ids[-1]) if ids else (None, None)
    result = PageResult(first, last, index, page.count)
    return Element("fin", NS, attrs, (result.to_element(),))


async def metadata(host: Host, owner: Jid) -> Element:
    """Section 5: the first and the last message; nothing of an empty archive."""
    found = await host.db.read(archive.metadata, owner.text)
    marks: list[Element] = []
    for name, mark in zip(("start", "end"), found or (), strict=False):
        attrs = {"id": host.journal.ids.encode(mark.id), "timestamp": to_text(mark.at)}
        marks.append(Element(name, NS, attrs))
    return Element("metadata", NS, children=tuple(marks))

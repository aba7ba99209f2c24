"""XEP-0313, 4 and 5: pages of one's own archive, its form and its metadata.

Theory of operation. A page is read from storage at one go. Its messages are sent in the wire form
in which they were stored; only the start tag changes, which declares `jabber:client` inside of
`<forwarded/>`. Between parts of a page the session's buffer is waited for, so that a client that
reads slowly does not fill the server's memory. The session takes nothing else meanwhile, so the
IQ result comes last (section 4: "after the last query result").
"""

from __future__ import annotations

from magpie.features.archive.form import FORM, Wanted, parse
from magpie.features.archive.reading import note_read
from magpie.server.api import Host, IqRequest, Session
from magpie.storage import archive
from magpie.storage.errors import ItemNotFound
from magpie.xmpp.delay import to_text
from magpie.xmpp.element import NS_CLIENT, Element, escape_attr
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.rsm import PageResult

NS = "urn:xmpp:mam:2"
AT_ONCE = 50  # results that are sent before the session's buffer is looked at
START = b"<message"

# What the result says to whoever looks at the stanza on its way (client state): the wire has more
RESULT = (Element("result", NS),)


def form(_: IqRequest) -> Element:
    """Section 4.1.5: the fields that a query may have."""
    return Element("query", NS, children=(FORM,))


async def query(request: IqRequest) -> Element:
    """Section 4: the messages of one page, then which page it was."""
    host, session = request.host, request.session
    wanted = parse(request.payload, session.account, host.journal.ids.decode)
    try:
        page = await host.db.read(archive.query, wanted.query)
    except ItemNotFound:
        raise StanzaError("item-not-found") from None
    ids = host.journal.ids.encode_many([message.id for message in page.messages])
    await send(host, session, page.messages, ids, wanted)
    await note_read(host, session, wanted.query, page)
    return fin(wanted.query, page, ids)


async def send(
    host: Host, session: Session, messages: list[archive.Message], ids: list[str], wanted: Wanted
) -> None:
    """Send the results of a page, no faster than the client reads."""
    attrs = {"to": session.jid.text, "from": session.account.text}
    query_id = f" queryid='{escape_attr(wanted.query_id)}'" if wanted.query_id is not None else ""
    results = list(zip(messages, ids, strict=True))
    if wanted.is_flipped:  # 4.3.5: another order on the wire, the same page
        results.reverse()
    for number, (message, stanza_id) in enumerate(results, 1):
        inner = content(message, stanza_id, query_id)
        session.send(Element("message", NS_CLIENT, attrs, RESULT, inner=inner))
        if number % AT_ONCE == 0:
            session.flush()
            await host.pressure.drained(session)
        if session.is_closed:
            return


def content(message: archive.Message, stanza_id: str, query_id: str) -> bytes:
    """`<result/>` around a stored message, in its wire form."""
    head = (
        f"<result xmlns='{NS}'{query_id} id='{stanza_id}'><forwarded xmlns='urn:xmpp:forward:0'>"
        f"<delay xmlns='urn:xmpp:delay' stamp='{to_text(message.at)}'/>"
        f"<message xmlns='{NS_CLIENT}'"
    )
    assert message.stanza.startswith(START), "stored as it stands in a client's stream"
    return b"%b%b</forwarded></result>" % (head.encode(), message.stanza[len(START) :])


def fin(query: archive.Query, page: archive.Page, ids: list[str]) -> Element:
    """Section 4.3.2: the first and last of the page, and whether there is more."""
    attrs = {"complete": "true"} if page.complete else {}
    is_from_start = query.after is None and not query.backwards and query.before is None
    index = 0 if ids and is_from_start else None
    first, last = (ids[0], ids[-1]) if ids else (None, None)
    result = PageResult(first, last, index, page.count)
    return Element("fin", NS, attrs, (result.to_element(),))


async def metadata(request: IqRequest) -> Element:
    """Section 5: the first and the last message; nothing of an empty archive."""
    host = request.host
    found = await host.db.read(archive.metadata, request.session.account.text)
    marks: list[Element] = []
    for name, mark in zip(("start", "end"), found or (), strict=False):
        attrs = {"id": host.journal.ids.encode(mark.id), "timestamp": to_text(mark.at)}
        marks.append(Element(name, NS, attrs))
    return Element("metadata", NS, children=tuple(marks))

"""XEP-0313, 4 and 5: pages of one's own archive, its form and its metadata."""

from __future__ import annotations

from magpie.features.archive.reading import note_read
from magpie.server.api import (
    ARCHIVE_FORM,
    IqRequest,
    archive_metadata,
    parse_archive_query,
    send_page,
)
from magpie.storage import archive
from magpie.storage.errors import ItemNotFound
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError

NS = "urn:xmpp:mam:2"


def form(_: IqRequest) -> Element:
    """Section 4.1.5: the fields that a query may have."""
    return Element("query", NS, children=(ARCHIVE_FORM,))


async def query(request: IqRequest) -> Element:
    """Section 4: the messages of one page, then which page it was."""
    host, session = request.host, request.session
    wanted = parse_archive_query(request.payload, session.account, host.journal.ids.decode)
    try:
        page = await host.db.read(archive.query, wanted.query)
    except ItemNotFound:
        raise StanzaError("item-not-found") from None
    end = await send_page(request, page, wanted)
    await note_read(host, session, wanted.query, page)
    return end


async def metadata(request: IqRequest) -> Element:
    """Section 5: the first and the last message; nothing of an empty archive."""
    return await archive_metadata(request.host, request.session.account)

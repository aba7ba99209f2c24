"""XEP-0313, 4 and 5: pages of one's own archive, its form and its metadata."""

from __future__ import annotations

from magpie.features.archive.reading import note_read
from magpie.server.api import (
    IqRequest,
    archive_form,
    archive_metadata,
    parse_archive_query,
    read_archive,
    send_page,
)
from magpie.xmpp.element import Element


def form(request: IqRequest) -> Element:
    """Section 4.1.5: the fields that a query may have."""
    return archive_form(request.host)


async def query(request: IqRequest) -> Element:
    """Section 4: the messages of one page, then which page it was."""
    host, session = request.host, request.session
    wanted = parse_archive_query(host, request.payload, session.account)
    page = await read_archive(host, wanted.query)
    end = await send_page(request, page, wanted)
    await note_read(host, session, wanted.query, page)
    return end


async def metadata(request: IqRequest) -> Element:
    """Section 5: the first and the last message; nothing of an empty archive."""
    return await archive_metadata(request.host, request.session.account)

"""XEP-0402: a room among the bookmarks of those who belong to it, so that every client shows it."""

from __future__ import annotations

from magpie.server.api import Host
from magpie.storage.pubsub import PRIVATE
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid

NS_BOOKMARKS = "urn:xmpp:bookmarks:1"


async def mark(
    host: Host, account: Jid, room: Jid, fresh: dict[str, str], changed: dict[str, str], secret: str
) -> None:
    """Put a room among an account's bookmarks, with the attributes of `fresh`.

    One that is there keeps the nick and whatever else stands in it, but for what is `changed`.
    `secret`: the room's password, or "".
    """
    nodes = host.nodes
    if not host.accounts.is_there(account):
        return
    held = await nodes.item(account, NS_BOOKMARKS, room.text)
    if held is not None:
        bookmark = held.with_attrs(**changed)
    else:
        inside = (Element("password", NS_BOOKMARKS, text=secret),) if secret else ()
        bookmark = Element("conference", NS_BOOKMARKS, fresh, inside)
    if bookmark != held:
        await nodes.publish(account, NS_BOOKMARKS, bookmark, room.text, otherwise=PRIVATE)


async def unmark(host: Host, account: Jid, room: Jid) -> None:
    """Take it away."""
    if await host.nodes.get(account, NS_BOOKMARKS) is not None:
        await host.nodes.retract(account, NS_BOOKMARKS, [room.text])

"""XEP-0292: vCard4 Over XMPP. The same card for clients that publish it and for older ones.

What is published by personal eventing counts: whoever may read it there reads it as a card of
vcard-temp, too (XEP-0054). A card that is set is published, open to all, as such cards are.
"""

from __future__ import annotations

from magpie.server.api import CardChanged, CardShown, Host, NodeChanged, Xep
from magpie.storage import vcard as table
from magpie.storage.pubsub import NodeConfig
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid
from magpie.xmpp.vcard4 import NS, to_vcard4, to_vcard_temp

XEPS = (Xep(292, version="0.12.0", note="Kept in step with vcard-temp; pictures are avatars."),)
NODE = "urn:xmpp:vcard4"
GONE = frozenset(("retracted", "purged", "deleted"))

# Section 4.1, by XEP-0222, and XEP-0054: everybody may read a card
OPEN = NodeConfig(access="open")


def setup(host: Host) -> None:
    """Keep the two kinds of cards one."""
    host.advertise(NS)
    cards = Cards(host)
    host.answer(CardShown, cards.show)
    host.answer(CardChanged, cards.card_changed)
    host.watch(NodeChanged, cards.node_changed)


class Cards:
    """The cards of one host's accounts."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def show(self, question: CardShown) -> None:
        """Somebody reads a card in the old form."""
        question.later.append(self._put_in(question))

    async def _put_in(self, question: CardShown) -> None:
        """What is published, for those who may read it; the words of the old form if it has any."""
        owner, nodes = question.owner, self._host.nodes
        published = await nodes.newest(owner, NODE)
        if not published:
            return
        (_, vcard) = published[0]
        if not await nodes.may_read(owner, question.asker.bare, NODE):
            question.card = None
        elif question.card is None or to_vcard4(question.card, beside=vcard) != vcard:
            question.card = to_vcard_temp(vcard)

    def card_changed(self, news: CardChanged) -> None:
        """Section 7: a card in the old form is published in the new one."""
        news.later.append(self._publish(news.owner, news.card))

    async def _publish(self, owner: Jid, card: Element) -> None:
        nodes = self._host.nodes
        held = await nodes.newest(owner, NODE)
        item_id, before = held[0] if held else (None, None)
        vcard = to_vcard4(card, beside=before)
        if vcard.nodes if before is None else vcard != before:
            await nodes.publish(owner, NODE, vcard, item_id, otherwise=OPEN)

    def node_changed(self, news: NodeChanged) -> None:
        """Who takes the card away takes it away in both forms."""
        if news.node == NODE and news.owner.local and news.change in GONE:
            self._host.task(f"card of {news.owner}", self._remove(news.owner))

    async def _remove(self, owner: Jid) -> None:
        await self._host.db.write(table.remove, owner.text)

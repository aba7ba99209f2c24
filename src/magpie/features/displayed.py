"""XEP-0490: Message Displayed Synchronization. How far a person has read, on all devices.

Devices keep it in a node of the account; a client may also say it along with a message (5.5.1).
"""

from __future__ import annotations

from magpie.server.api import DiscoInfo, Host, MessageSent, Stage, Xep
from magpie.storage.pubsub import NodeConfig
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Message

XEPS = (Xep(490, version="1.0.1"),)
NS = "urn:xmpp:mds:displayed:0"
NS_ASSIST = "urn:xmpp:mds:server-assist:0"

PRIVATE = NodeConfig(access="whitelist", max_items=0, send_last="never")


def setup(host: Host) -> None:
    """Take what comes along with a message."""

    def assist(event: MessageSent) -> Message | None:
        """ "The server MUST strip the <displayed/> element … [and] publish a PEP item"."""
        displayed = event.stanza.child("displayed", NS)
        if displayed is None or event.session is None:
            return None
        account, chat = event.session.account, event.stanza.element.get("to")
        if chat is not None:
            host.task(f"displayed by {account}", publish(host, account, chat, displayed))
        rest = event.stanza.element.without(lambda child: child is displayed)
        return event.stanza.with_element(rest)

    host.answer(DiscoInfo, describe)
    host.on(MessageSent, assist, stage=Stage.REWRITE)


def describe(question: DiscoInfo) -> None:
    """Section 5.5.2."""
    if question.target.local and question.node is None:
        question.features.append(NS_ASSIST)


async def publish(host: Host, account: Jid, chat: str, displayed: Element) -> None:
    """The item's id is the message's addressee, word for word."""
    try:
        await host.nodes.publish(account, NS, displayed, chat, otherwise=PRIVATE)
    except StanzaError:
        return  # no room for more: there is nobody to tell, and the message went its way

"""The desktop client put together: the core, what sends, and what shows."""

from pathlib import Path

from magpie.base.log import get_logger
from magpie.desktop.core.client import Client
from magpie.desktop.link.finder import LanFinder
from magpie.desktop.link.xmpp import XmppLink
from magpie.desktop.ui.main import Start, run

log = get_logger(__name__)


def chat(folder: Path, link: str, *, minimised: bool, print_xmpp: bool) -> int:
    """Run the client for a data folder until it is quit; the exit code.

    `print_xmpp`: log every stanza, with what people wrote in it.
    """

    def trace(direction: str, xml: str) -> None:
        log.debug("xmpp", direction=direction, xml=xml)

    def links() -> XmppLink:
        return XmppLink(trace=trace if print_xmpp else None)

    return run(Start(folder, link, minimised), lambda: Client(folder, links, LanFinder()))

"""The server's own capabilities: clients learn what it can do from one short hash."""

from __future__ import annotations

from magpie.features.caps.verification import NS, verification
from magpie.server.api import DiscoInfo, Host, StreamFeatures
from magpie.xmpp.element import Element

NODE = "urn:x-magpie-im:server"


class Caps:
    """The capabilities of one host: they do not change while it runs."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._ver = ""
        self._offer: Element | None = None

    async def compute(self) -> None:
        """Once, when all features are there."""
        info = self._info()
        self._ver = verification(info.identities, info.features, info.forms)
        attrs = {"hash": "sha-1", "node": NODE, "ver": self._ver}
        self._offer = Element("c", NS, attrs)

    def _info(self) -> DiscoInfo:
        return self._host.ask(DiscoInfo(self._host.jid, self._host.jid, None))

    def offer(self, question: StreamFeatures) -> None:
        """Section 6.3: the server's own capabilities, in its stream features."""
        if self._offer is not None:
            question.features.append(self._offer)

    def explain(self, question: DiscoInfo) -> None:
        """Section 6.2: the node with the hash is the domain itself."""
        if question.node != f"{NODE}#{self._ver}" or question.target != self._host.jid:
            return
        info = self._info()
        question.known = True
        question.identities.extend(info.identities)
        question.features.extend(info.features)
        question.forms.extend(info.forms)

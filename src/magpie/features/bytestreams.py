"""XEP-0065: SOCKS5 Bytestreams. The proxy at `proxy.DOMAIN`, for clients that cannot meet.

Here are its stanzas; what they are about, the bytes, is in `server/bytestreams.py`. In-band
bytestreams (XEP-0047) go through the router like any IQ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Coroutine
from typing import Any

from magpie.server.api import (
    DiscoInfo,
    Host,
    IqRegistry,
    IqRequest,
    MayTalk,
    ProxyRules,
    Scope,
    Session,
    Xep,
)
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.stanza import Iq, Message, Presence

XEPS = (
    Xep(65, version="1.8.2", note="The proxy, without UDP."),
    Xep(47, version="2.0.1", note="Passed on, at the pace of the receiver."),
)
Config = ProxyRules
NS = "http://jabber.org/protocol/bytestreams"
SID_MAX = 512


def setup(host: Host) -> None:
    """Serve the proxy's domain, where the settings give it a place to listen."""
    if host.config(Config).listen:
        proxy = Proxy(host, Jid.parse(f"proxy.{host.domain}"))
        host.serve(proxy.jid.domain, proxy, "File transfer")
        host.answer(DiscoInfo, proxy.describe)


class Proxy:
    """Answers for the proxy's domain."""

    def __init__(self, host: Host, jid: Jid) -> None:
        self._host = host
        self._iqs = IqRegistry()
        self._iqs.add("get", NS, "query", self.tell_address, Scope.HOST, "bytestreams")
        self._iqs.add("set", NS, "query", self.activate, Scope.HOST, "bytestreams")
        self.jid = jid

    def message(self, message: Message, origin: Session | None) -> None:
        """It does not chat."""
        if message.type != "error":
            raise StanzaError("service-unavailable")

    def presence(self, presence: Presence, origin: Session | None) -> None:
        """It is not subscribed to."""

    def iq(self, iq: Iq, origin: Session | None) -> Coroutine[Any, Any, None] | None:
        """Requests to the proxy."""
        return self._host.services.answer(self._iqs, iq, origin) if iq.is_request else None

    def describe(self, question: DiscoInfo) -> None:
        """Section 4.1: by this clients know it."""
        if question.target == self.jid and question.node is None:
            question.known = True
            question.identities.append(("proxy", "bytestreams", "File transfer"))
            question.features.append(NS)

    def tell_address(self, request: IqRequest) -> Element:
        """Section 4.2: where to connect. Only those who have an account here may use it."""
        self._check(request)
        streams = self._host.bytestreams
        if not streams.port:
            raise StanzaError("service-unavailable")
        attrs = {"jid": self.jid.text, "port": str(streams.port)}
        children = [Element("streamhost", NS, {**attrs, "host": one}) for one in streams.hosts]
        return Element("query", NS, children=tuple(children))

    def activate(self, request: IqRequest) -> None:
        """Section 6.3.5: the requester, connected as well as the target, opens the stream."""
        owner = self._check(request)
        sid = request.payload.get("sid") or ""
        wanted = request.payload.child("activate", NS)
        if wanted is None or not 0 < len(sid) <= SID_MAX:
            raise StanzaError("bad-request", "Which stream, and with whom?")
        try:
            target = Jid.parse(wanted.text.strip())
        except JidError as error:
            raise StanzaError("jid-malformed") from error
        if self._host.ask(MayTalk(request.sender, target.bare)).refused:
            raise StanzaError("service-unavailable")
        # 6.3.2: the JIDs of the IQ exchange, prepared, and the stream's id before them
        text = f"{sid}{request.sender.text}{target.text}"
        name = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        self._host.bytestreams.activate(name, owner)

    @staticmethod
    def _check(request: IqRequest) -> Jid:
        if request.origin is None:
            raise StanzaError("forbidden", "The proxy is for those who have an account here.")
        return request.origin.account

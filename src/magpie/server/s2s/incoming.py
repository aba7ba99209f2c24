"""A stream that another server has opened to us (RFC 6120, 4; XEP-0220, 2.2).

Theory of operation. Until TLS and, where there is one, SASL are done, a coroutine (`negotiate`)
tells the story, as for clients. Then elements come here in their order (`Inflow`); stanzas are
taken only of domains that the stream has been shown to speak for.
"""

from __future__ import annotations

import secrets
from typing import cast

from magpie.base.log import get_logger
from magpie.server.host import Host
from magpie.server.inflow import STANZAS, Inflow, addresses
from magpie.server.s2s import bidi
from magpie.server.s2s.ground import Borrower, Ground
from magpie.server.s2s.opening import NS_TLS, condition_of
from magpie.server.s2s.tcp import ServerCarrier
from magpie.server.s2s.verifying import is_valid
from magpie.server.stream import Stream
from magpie.xmpp import dialback, sasl
from magpie.xmpp.element import NS_CLIENT, NS_SERVER, NS_STREAMS, Element
from magpie.xmpp.errors import StanzaError, StreamError
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.parser import StreamOpened
from magpie.xmpp.stream import check_opened, features

log = get_logger(__name__)
KEYS_MAX = 20  # that may wait for an answer on one stream
DOMAINS_MAX = 100  # that one stream may speak for


class Negotiation:
    """The beginning of each stream that arrives."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def __call__(self, host: Host, stream: Stream) -> None:
        """From the first byte to a stream that elements come on."""
        try:
            await self._tell(host, stream)
        except StreamError as error:
            log.info("s2s.refused", ip=stream.address, condition=error.condition)
            stream.close(error)
        except OSError:
            stream.abort()
        except Exception:
            stream.close(StreamError("internal-server-error"))
            raise

    async def _tell(self, host: Host, stream: Stream) -> None:
        verified, lends = "", False
        small = host.limits.stanza_size_unauthenticated
        while True:
            stream_id, sender, own = await self._header(host, stream)
            offered = self._features(host, stream, sender, verified)
            stream.send(offered)
            event = await self._element(host, stream)
            if bidi.is_wish(event) and stream.is_secure:
                lends = True
                event = await self._element(host, stream)
            name = (event.ns, event.name)
            if name == (NS_TLS, "starttls") and stream.carrier.can_start_tls:
                stream.restart(small)
                stream.send(Element("proceed", NS_TLS))
                await stream.carrier.start_tls()
            elif name == (sasl.NS, "auth") and offered.has("mechanisms", sasl.NS):
                verified = await self._external(stream, event, sender)
                stream.restart(small)
            else:
                incoming = Incoming(self._ground, stream, stream_id, lends)
                if verified:
                    incoming.admit(own, verified)
                incoming.receive(event)
                stream.bound(incoming, stream.parser.max_size)
                return

    async def _element(self, host: Host, stream: Stream) -> Element:
        event = await stream.next(host.limits.handshake_timeout)
        if not isinstance(event, Element):
            raise StreamError("bad-format")
        return event

    async def _header(self, host: Host, stream: Stream) -> tuple[str, str, str]:
        """Their header, then ours: the stream's id, the domain that they claim or "", and ours."""
        event = await stream.next(host.limits.handshake_timeout)
        if not isinstance(event, StreamOpened):
            raise StreamError("bad-format")
        stream_id = secrets.token_urlsafe(16)
        to = event.attrs.get("to", "")
        is_ours = host.services.is_ours(to)
        own = to if is_ours else host.domain
        stream.open(stream_id, event.attrs.get("from", ""), own)
        _, sender = check_opened(event, (to,) if is_ours else host.names, NS_SERVER)
        if sender is not None and not self._ground.is_welcome(sender.domain):
            raise StreamError("policy-violation", "This server does not talk to that domain.")
        return stream_id, "" if sender is None else sender.domain, own

    def _features(self, host: Host, stream: Stream, sender: str, verified: str) -> Element:
        offered = []
        if stream.carrier.can_start_tls and host.can_start_tls:
            required = () if stream.is_secure else (Element("required", NS_TLS),)
            offered.append(Element("starttls", NS_TLS, children=required))
        if stream.is_secure:
            if sender and not verified and cast(ServerCarrier, stream.carrier).proves(sender):
                external = Element("mechanism", sasl.NS, text="EXTERNAL")
                offered.append(Element("mechanisms", sasl.NS, children=(external,)))
            offered += [dialback.feature(), bidi.feature()]
        return features(*offered)

    async def _external(self, stream: Stream, auth: Element, sender: str) -> str:
        """XEP-0178, 3: the domain, which the certificate has shown already.

        Raises StreamError: it asks for another one.
        """
        try:
            self._check(auth, sender)
        except sasl.SaslError as error:
            stream.send(error.to_element())
            raise StreamError("not-authorized") from error
        stream.send(Element("success", sasl.NS))
        return sender

    def _check(self, auth: Element, sender: str) -> None:
        if auth.get("mechanism") != "EXTERNAL":
            raise sasl.SaslError("invalid-mechanism")
        wanted = sasl.decode(auth.text) if auth.text else b""
        is_ours = self._ground.host.services.is_ours(sender)
        if wanted not in (b"", sender.encode()) or is_ours:
            raise sasl.SaslError("invalid-authzid")


class Incoming(Inflow):
    """One such stream, from then on; a `Lender`, where the other server wants that (XEP-0288)."""

    def __init__(self, ground: Ground, stream: Stream, stream_id: str, lends: bool) -> None:
        super().__init__(ground.host, stream)
        self._ground = ground
        self._id = stream_id
        self._lends = lends
        self._borrowers: list[Borrower] = []
        self._verified: set[str] = set()
        self._asking = 0
        within = 2 * ground.host.limits.handshake_timeout
        self._timer = ground.host.clock.call_later(within, self._look)
        ground.arrived.add(self.end)

    def admit(self, own: str, domain: str) -> None:
        """The stream speaks for the domain, to ours."""
        if not self._verified:
            self.wire.carrier.signed_in()
            self.wire.parser.max_size = self._host.limits.stanza_size
        self._verified.add(domain)
        log.info("s2s.verified", domain=domain, ip=self.wire.address)
        if self._lends and self._may_take(domain):
            self._ground.lenders[own, domain] = self
            self._ground.lent((own, domain))

    def _may_take(self, domain: str) -> bool:
        """Dialback shows whose the stream is, but not that nobody is in between."""
        carrier = cast(ServerCarrier, self.wire.carrier)
        return self._ground.config.certificates != "required" or carrier.proves(domain)

    def lend(self, borrower: Borrower) -> Stream:
        """Let stanzas be sent on it."""
        self._borrowers.append(borrower)
        return self.wire

    def unclogged(self) -> None:
        """The other server has read what waited for it."""
        super().unclogged()
        for borrower in self._borrowers:
            borrower.unclogged()

    def _look(self) -> None:
        """A stream that never spoke for a domain, or has been silent for long, is closed."""
        quiet = self._host.clock.monotonic() - self.wire.heard_at
        idle = 2 * self._ground.config.idle  # the other side should be the first
        if not self._verified:
            self.wire.close(StreamError("connection-timeout"))
        elif quiet >= idle:
            self.wire.close()
        else:
            self._timer = self._host.clock.call_later(idle - quiet, self._look)

    def ended(self) -> None:
        """It is no more one of those that have arrived."""
        self._timer.cancel()
        self._ground.arrived.discard(self.end)
        lenders = self._ground.lenders
        for pair in [pair for pair, one in lenders.items() if one is self]:
            del lenders[pair]
        for borrower in self._borrowers:
            borrower.lost(self.wire)

    # Elements

    def process(self, element: Element) -> None:
        """A stanza, or one of dialback's."""
        if element.ns == NS_SERVER and element.name in STANZAS:
            self._stanza(element)
        elif (element.ns, element.name) == (dialback.NS, "result"):
            self._result(element)
        elif (element.ns, element.name) == (dialback.NS, "verify"):
            self._verify(element)
        elif (element.ns, element.name) == (NS_STREAMS, "error"):
            log.info("s2s.closed", ip=self.wire.address, condition=condition_of(element))
        else:
            raise StreamError("unsupported-stanza-type")

    def _stanza(self, element: Element) -> None:
        """RFC 6120, 8.1.2.2: `from` of a verified domain."""
        sender, to = addresses(element)
        if sender.domain not in self._verified:
            raise StreamError("invalid-from" if self._verified else "not-authorized")
        if not self._host.services.is_ours(to.domain):
            raise StreamError("host-unknown")
        self.route(element.in_content(NS_SERVER, NS_CLIENT))

    # Dialback

    def _result(self, request: Element) -> None:
        """2.2.1: the other server shows a key for a domain."""
        if request.get("type") is not None:
            return  # an answer to what was not asked
        try:
            sender, target = self._pair(request)
            self._check(sender)
        except StanzaError as error:
            self._say(dialback.refusal(request, error))
            return
        self._asking += 1
        name = f"dialback of {sender}"
        self._host.task(name, self._ask(request, sender, target))

    def _check(self, sender: str) -> None:
        ground = self._ground
        if not self.wire.is_secure:
            raise StanzaError("policy-violation", "Use TLS first.")
        if self._host.services.is_ours(sender) or not ground.is_welcome(sender):
            raise StanzaError("not-acceptable", "This server does not talk to that domain.")
        if self._asking >= KEYS_MAX or len(self._verified) >= DOMAINS_MAX:
            raise StanzaError("resource-constraint")

    async def _ask(self, request: Element, sender: str, target: str) -> None:
        opener = self._ground.opener
        try:
            is_genuine = await is_valid(opener, target, sender, self._id, request.text.strip())
        except StanzaError as error:
            self._say(dialback.refusal(request, error))
            return
        finally:
            self._asking -= 1
        if self._is_over:
            return
        kind = "valid" if is_genuine else "invalid"
        self._say(dialback.element("result", target, sender, kind=kind))
        if is_genuine:
            self.admit(target, sender)  # what waits follows the answer
        else:
            log.warning("s2s.forged", domain=sender, ip=self.wire.address)
        if not self._verified and not self._asking:
            self.wire.close()  # "MUST close the XML stream"

    def _verify(self, request: Element) -> None:
        """2.2.2: another server asks whether a key is ours."""
        stream_id = request.get("id")
        if request.get("type") is not None:
            return
        try:
            asking, own = self._pair(request)
            if not stream_id:
                raise StanzaError("bad-request")
        except StanzaError as error:
            self._say(dialback.refusal(request, error))
            return
        secret = self._ground.secret
        is_own = dialback.is_key(request.text, secret, asking, own, stream_id)
        kind = "valid" if is_own else "invalid"
        self._say(dialback.element("verify", own, asking, kind=kind, stream_id=stream_id))

    def _pair(self, request: Element) -> tuple[str, str]:
        """The domains of a request: theirs and ours. Raises StanzaError, StreamError."""
        try:
            sender = Jid.parse(request.get("from") or "")
            target = Jid.parse(request.get("to") or "")
        except JidError:
            raise StreamError("improper-addressing") from None
        if not sender.is_domain or not self._host.services.is_ours(target.domain):
            raise StanzaError("item-not-found")
        return sender.domain, target.domain

    def _say(self, answer: Element) -> None:
        if not self._is_over:
            self.wire.send(answer)

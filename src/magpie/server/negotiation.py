"""The story of a stream until a session is bound (RFC 6120, 4.3, 5, 6 and 7)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from magpie.base.log import get_logger
from magpie.server.authentication import Offer, authenticate
from magpie.server.host import NO_ROOM, Host
from magpie.server.questions import StreamFeatures
from magpie.server.sasl2 import complete, feature, sign_in
from magpie.server.stream import Stream
from magpie.storage.errors import NotStored
from magpie.xmpp import sasl2
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError, StreamError, error_reply
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import StreamOpened
from magpie.xmpp.sm import NS as NS_SM
from magpie.xmpp.sm import failed
from magpie.xmpp.stanza import check_iq
from magpie.xmpp.stream import check_opened, features

log = get_logger(__name__)
NS_TLS = "urn:ietf:params:xml:ns:xmpp-tls"
NS_SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
NS_BIND = "urn:ietf:params:xml:ns:xmpp-bind"
NS_SESSION = "urn:ietf:params:xml:ns:xmpp-session"
PATIENCE = 20  # steps that a person may think about a form before they sign in


@dataclass(slots=True)
class PreAuthFeatures:
    """A question: what a stream offers before authentication, beside TLS and SASL."""

    address: str
    is_secure: bool
    features: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class PreAuthIq:
    """An IQ before authentication (registration).

    Attributes:
        element: the stanza; `payload` its one child.
        address: the peer's IP address.
        is_secure: whether a password may travel here.
        memory: what features keep for the next IQ of the same stream, by their own names.
    """

    element: Element
    payload: Element
    address: str
    is_secure: bool
    memory: dict[str, Any]


PreAuthFunction = Callable[[PreAuthIq], Coroutine[Any, Any, Element | None]]


async def negotiate(host: Host, stream: Stream) -> None:
    """Take a new connection to a bound session, or to its end."""
    try:
        account = await _sign_in(host, stream)
        if account is not None:
            await _bind(host, stream, account)
    except StreamError as error:
        log.info("stream.refused", ip=stream.address, condition=error.condition)
        stream.close(error)
    except ConnectionError:
        stream.abort()
    except Exception:
        stream.close(StreamError("internal-server-error"))
        raise


async def _header(host: Host, stream: Stream) -> str:
    """Their stream header, then ours; who they say that they are."""
    event = await stream.next(host.limits.handshake_timeout)
    if not isinstance(event, StreamOpened):
        raise StreamError("bad-format")
    stream.language = event.attrs.get("xml:lang", "")
    sender = event.attrs.get("from", "") if stream.carrier.has_tls else ""
    domain = event.attrs.get("to", "")
    stream.open(secrets.token_urlsafe(16), sender, domain if domain in host.former else host.domain)
    check_opened(event, host.names, NS_CLIENT)
    return sender


async def _element(host: Host, stream: Stream) -> Element:
    event = await stream.next(host.limits.handshake_timeout)
    if not isinstance(event, Element):
        raise StreamError("bad-format")
    return event


async def _sign_in(host: Host, stream: Stream) -> Jid | None:
    """TLS, registration and SASL: the account that signed in; `None` when it has a session."""
    carrier = stream.carrier
    small = host.limits.stanza_size_unauthenticated
    deadline = host.clock.monotonic() + host.limits.handshake_timeout * PATIENCE
    memory: dict[str, Any] = {}
    while True:
        offer = Offer(host, stream, await _header(host, stream))
        stream.send(_first_features(host, stream, offer))
        while True:
            if host.clock.monotonic() > deadline:
                raise StreamError("connection-timeout")
            element = await _element(host, stream)
            name = (element.ns, element.name)
            if name == (NS_TLS, "starttls") and host.can_start_tls and carrier.can_start_tls:
                await _start_tls(stream, small)
                break
            if name == (NS_SASL, "auth"):
                account = await authenticate(host, stream, offer, element)
                if account is not None:
                    carrier.signed_in()
                    stream.restart(small)
                    await _header(host, stream)
                    return account
            elif name == (sasl2.NS, "authenticate") and carrier.has_tls:
                signed = await sign_in(host, stream, offer, element)
                if signed is not None:
                    carrier.signed_in()
                    has_session = await complete(host, stream, offer, signed)
                    return None if has_session else signed.account
            elif name == (NS_CLIENT, "iq"):
                stream.send(await _answer_iq(host, stream, element, memory))
            else:
                raise StreamError("not-authorized")  # RFC 6120, 4.9.3.12


def _first_features(host: Host, stream: Stream, offer: Offer) -> Element:
    """RFC 6120, 4.3.2, before authentication."""
    offered: list[Element] = []
    must_secure = not stream.is_secure
    if host.can_start_tls and stream.carrier.can_start_tls:
        required = (Element("required", NS_TLS),) if must_secure else ()
        offered.append(Element("starttls", NS_TLS, children=required))
    if not must_secure:
        offered.extend(offer.features())
        if stream.carrier.has_tls:  # XEP-0388, 5
            offered.append(feature(host, offer))
        offered.extend(host.ask(PreAuthFeatures(stream.address, stream.is_secure)).features)
    return features(*offered)


async def _start_tls(stream: Stream, small: int) -> None:
    """RFC 6120, 5.4.2.3 and 5.4.3."""
    stream.restart(small)
    stream.send(Element("proceed", NS_TLS))
    await stream.carrier.start_tls()


async def _answer_iq(
    host: Host, stream: Stream, element: Element, memory: dict[str, Any]
) -> Element:
    """An IQ before authentication: registration, or nothing."""
    try:
        check_iq(element)
        payload = next(iter(element), None)
        function = host.preauth.get((payload.ns, payload.name)) if payload is not None else None
        if function is None or payload is None or element.get("type") not in ("get", "set"):
            raise StanzaError("not-authorized")
        if not stream.is_secure:
            raise StanzaError("not-allowed", "Use TLS first.")
        request = PreAuthIq(element, payload, stream.address, stream.is_secure, memory)
        answer = await function(request)
    except StanzaError as error:
        return error_reply(element, error).with_attr("from", host.domain)
    except NotStored:
        refusal = StanzaError("resource-constraint", NO_ROOM)
        return error_reply(element, refusal).with_attr("from", host.domain)
    attrs = {"type": "result", "id": element.get("id") or "", "from": host.domain}
    return Element("iq", NS_CLIENT, attrs, () if answer is None else (answer,))


async def _bind(host: Host, stream: Stream, account: Jid) -> None:
    """Resource binding (RFC 6120, 7), or the resumption of a session (XEP-0198, 5)."""
    asked = host.ask(StreamFeatures())
    offered = [
        Element("bind", NS_BIND),
        # RFC 3921's session: clients that still ask for it may, and need not
        Element("session", NS_SESSION, children=(Element("optional", NS_SESSION),)),
        Element("sm", NS_SM),
        *asked.features,
    ]
    stream.send(features(*offered))
    while True:
        element = await _element(host, stream)
        if element.ns == NS_SM and element.name == "resume":
            if await host.streams.resume(stream, account, element):
                return
        elif element.ns == NS_SM and element.name == "enable":
            stream.send(failed("unexpected-request"))  # XEP-0198, 3: after bind
        elif element.ns == NS_CLIENT and element.name == "iq" and element.has("bind", NS_BIND):
            jid = _wanted(host, stream, account, element)
            if jid is not None:
                session = await host.sessions.open(jid, stream)
                stream.send(_bound(element, jid))
                stream.bound(session)
                return
        else:
            raise StreamError("not-authorized")


def _wanted(host: Host, stream: Stream, account: Jid, element: Element) -> Jid | None:
    """The full address to bind; `None` when the wish was answered with an error."""
    payload = element.child("bind", NS_BIND)
    assert payload is not None
    try:
        check_iq(element)
        if element.get("type") != "set":
            raise StanzaError("bad-request")
        return host.sessions.free_resource(account, payload.child_text("resource"))
    except StanzaError as error:
        stream.send(error_reply(element, error))
        return None


def _bound(element: Element, jid: Jid) -> Element:
    answer = Element("bind", NS_BIND, children=(Element("jid", NS_BIND, text=jid.text),))
    return Element("iq", NS_CLIENT, {"type": "result", "id": element.get("id") or ""}, (answer,))

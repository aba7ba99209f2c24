"""XEP-0388: signing in with everything that a client wants besides, in as few trips as it takes.

Theory of operation. `sign_in` is one try, as `authentication.authenticate` is in the older profile
and with the same exchange. `complete` then does what was asked for along with it, in the order that
XEP-0386 and XEP-0484 want: a token is issued, a session resumed, or else a new one bound. Only when
all is done one `<success/>` tells it all, followed by the features of the stream, which is not
restarted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from magpie.base.log import get_logger
from magpie.server import bind2
from magpie.server.authentication import Offer, authorized, check_may_try, exchange, refuse
from magpie.server.host import Host
from magpie.server.questions import InlineFeatures, StreamFeatures
from magpie.server.session import Session
from magpie.server.stream import Stream
from magpie.xmpp import sasl, sasl2
from magpie.xmpp.bind2 import NS as NS_BIND2
from magpie.xmpp.bind2 import feature as bind_feature
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid
from magpie.xmpp.sm import NS as NS_SM
from magpie.xmpp.stream import features

log = get_logger(__name__)


class TokenKeeper(Protocol):
    """Who issues tokens and knows them again (XEP-0484)."""

    def mechanisms(self, bindings: Mapping[str, bytes]) -> tuple[str, ...]:
        """What can be done with a token on such a channel."""

    def feature(self, bindings: Mapping[str, bytes]) -> Element:
        """What is offered inline."""

    async def prove(
        self, request: sasl2.Authenticate, bindings: Mapping[str, bytes]
    ) -> sasl.Success:
        """Whose token it is. Raises SaslError."""

    async def renew(
        self, account: Jid, request: sasl2.Authenticate, bindings: Mapping[str, bytes]
    ) -> Element | None:
        """A new token, where one is asked for or due."""


class Extensible:
    """The `Profile` of this namespace."""

    ns = sasl2.NS
    is_strict = True  # 2.4: "Servers MUST disconnect Clients immediately"
    challenge = staticmethod(sasl2.challenge)
    decode = staticmethod(sasl2.decode)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed in, what SASL says to that, and what they asked for."""

    account: Jid
    additional: bytes
    request: sasl2.Authenticate


def feature(host: Host, offer: Offer) -> Element:
    """Section 2.1: the stream feature; section 5: under TLS only."""
    inline = [Element("sm", NS_SM), bind_feature(host.ask(InlineFeatures()).names)]
    if host.tokens is not None:
        inline.append(host.tokens.feature(offer.bindings))
    names = tuple(Element("mechanism", sasl2.NS, text=name) for name in offer.mechanisms)
    inlined = Element("inline", sasl2.NS, children=tuple(inline))
    return Element("authentication", sasl2.NS, children=(*names, inlined))


async def sign_in(host: Host, stream: Stream, offer: Offer, element: Element) -> Signed | None:
    """One try; `None` after a failure that may be tried again.

    Raises:
        StreamError: too many failures.
    """
    try:
        request = sasl2.parse(element)
        account, additional = await _prove(host, stream, offer, request)
        return Signed(account, additional, request)
    except sasl.SaslError as error:
        refuse(host, stream, offer, error, sasl2.failure(error))
        return None


async def _prove(
    host: Host, stream: Stream, offer: Offer, request: sasl2.Authenticate
) -> tuple[Jid, bytes]:
    tokens = host.tokens
    if tokens is None or request.mechanism not in tokens.mechanisms(offer.bindings):
        mechanism, initial = request.mechanism, request.initial
        return await exchange(host, stream, offer, Extensible(), mechanism, initial)
    check_may_try(host, stream)
    return authorized(host, await tokens.prove(request, offer.bindings))


async def complete(host: Host, stream: Stream, offer: Offer, signed: Signed) -> bool:
    """Do what was asked for, and say that all went well; whether there is a session now.

    Raises:
        StreamError: it did not go well.
    """
    account, request = signed.account, signed.request
    inline: list[Element] = []
    if host.tokens is not None:
        token = await host.tokens.renew(account, request, offer.bindings)
        if token is not None:
            inline.append(token)
    # XEP-0386, 4.2: what is to be resumed comes first, and then nothing is bound
    wish = request.element.child("resume", NS_SM)
    if wish is not None:
        found = await host.streams.find(stream, account, wish)
        if isinstance(found, Session):
            _resume(host, stream, found, wish, signed, inline)
            return True
        inline.append(found)
    wish = request.element.child("bind", NS_BIND2)
    if wish is None:
        stream.send(sasl2.success(account.text, signed.additional, inline))
        return False
    session, bound = await bind2.bind(host, stream, account, wish, request.client)
    stream.send(sasl2.success(session.jid.text, signed.additional, [*inline, bound]))
    stream.send(features(*host.ask(StreamFeatures()).features))
    stream.bound(session)
    return True


def _resume(
    host: Host,
    stream: Stream,
    session: Session,
    wish: Element,
    signed: Signed,
    inline: list[Element],
) -> None:
    def say(resumed: Element) -> Iterable[Element]:
        return (
            sasl2.success(session.jid.text, signed.additional, [resumed, *inline]),
            features(*host.ask(StreamFeatures()).features),
        )

    host.streams.attach(session, stream, wish, say)

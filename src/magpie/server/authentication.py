"""SASL on a stream (RFC 6120, 6): what is offered, and one exchange."""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import islice
from typing import Protocol

from magpie.base.log import get_logger
from magpie.server.door import neighbour
from magpie.server.host import Host
from magpie.server.stream import Stream
from magpie.xmpp import bearer, sasl
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.scram import Hash, ScramKeys, verify

log = get_logger(__name__)
NS_BINDINGS = "urn:xmpp:sasl-cb:0"
# COMPAT slixmpp before 1.9 (poezio 0.14): it binds to this without asking, under TLS 1.3 too, for
# which it is not defined (RFC 9266, 1). Nobody who asks is told of it.
UNSAID = frozenset(("tls-unique",))
TRIES = 3  # failed ones, then the connection closes (RFC 6120, 6.4.5 recommends 2 to 5)
WINDOW = 300.0  # seconds in which failures of one address are counted


class Offer:
    """What one stream offers: mechanisms by what its connection can bind and hide.

    Attributes:
        mechanisms: names, the strongest first.
        bindings: channel bindings by type; empty without TLS.
        hashes: of the SCRAM mechanisms.
        types: of the bindings, those that are told (XEP-0440).
        listing: mechanisms and types, as XEP-0474 protects them.
        plain: whether PLAIN is among the mechanisms; `bearer` the same of OAUTHBEARER.
        failures: tries that failed on this stream.
    """

    def __init__(self, host: Host, stream: Stream, sender: str = "") -> None:
        """`sender`: who the peer says it is, as far as it does."""
        self.bindings = stream.carrier.bindings()
        # PLAIN only where nobody listens: under TLS, or on loopback when that is allowed
        self.plain = stream.carrier.has_tls or (stream.is_secure and not host.requires_tls)
        self.bearer = stream.carrier.is_web
        self.hashes = host.accounts.hashes(sender)
        self.mechanisms = sasl.offered(self.bindings, plain=self.plain, hashes=self.hashes)
        if self.bearer:
            self.mechanisms += (bearer.NAME,)
        self.types = tuple(name for name in self.bindings if name not in UNSAID)
        self.listing = sasl.advertised(self.mechanisms, self.types)
        self.failures = 0

    def features(self) -> list[Element]:
        """The stream features (RFC 6120, 6.4.1; XEP-0440, 3)."""
        names = tuple(Element("mechanism", sasl.NS, text=name) for name in self.mechanisms)
        features = [Element("mechanisms", sasl.NS, children=names)]
        if self.types:
            types = tuple(
                Element("channel-binding", NS_BINDINGS, {"type": name}) for name in self.types
            )
            features.append(Element("sasl-channel-binding", NS_BINDINGS, children=types))
        return features


class Failures:
    """Failed tries by address, so that passwords cannot be guessed by reconnecting."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._by_address: dict[str, deque[float]] = {}

    def note(self, address: str) -> None:
        """One more; one that was refused because of those before it does not count."""
        self._host.measures.failed_logins.value += 1
        limits = self._host.limits
        if not limits.enabled or not limits.authentications_per_address or self.is_over(address):
            return
        now = self._host.clock.monotonic()
        who = neighbour(address)
        tries = self._by_address.pop(who, None) or deque()
        tries.append(now)
        self._by_address[who] = tries  # the latest stands last
        for first in list(islice(self._by_address, 2)):  # so that it shrinks as fast as it grows
            if max(self._by_address[first], default=0.0) < now - WINDOW:
                del self._by_address[first]

    def is_over(self, address: str) -> bool:
        """Whether the address has had its share for now."""
        limit = self._host.limits.authentications_per_address
        tries = self._by_address.get(neighbour(address))
        if tries is None or not limit or not self._host.limits.enabled:
            return False
        horizon = self._host.clock.monotonic() - WINDOW
        while tries and tries[0] < horizon:
            tries.popleft()
        return len(tries) >= limit


class Profile(Protocol):
    """How SASL looks in one namespace: `xmpp/sasl.py`'s, or XEP-0388."""

    @property
    def ns(self) -> str:
        """Of its elements."""

    @property
    def is_strict(self) -> bool:
        """Whether who says something else during an exchange is disconnected."""

    def challenge(self, data: bytes) -> Element:
        """`<challenge/>`."""

    def decode(self, text: str) -> bytes:
        """The data of a response. Raises SaslError."""


class Classic:
    """RFC 6120, 6."""

    ns = sasl.NS
    is_strict = False

    @staticmethod
    def challenge(data: bytes) -> Element:
        """With no data, without text: the exchange begins with the client's response."""
        return Element("challenge", sasl.NS, text=sasl.encode(data) if data else "")

    decode = staticmethod(sasl.decode)


async def authenticate(host: Host, stream: Stream, offer: Offer, auth: Element) -> Jid | None:
    """One SASL exchange; `None` after a failure that may be tried again.

    Raises:
        StreamError: too many failures.
    """
    try:
        # RFC 6120, 6.4.2: without an initial response the exchange begins with an empty challenge
        initial = sasl.decode(auth.text) if auth.text else None
        mechanism = auth.get("mechanism") or ""
        account, additional = await exchange(host, stream, offer, Classic(), mechanism, initial)
    except sasl.SaslError as error:
        refuse(host, stream, offer, error, error.to_element())
        return None
    text = sasl.encode(additional) if additional else ""
    stream.send(Element("success", sasl.NS, text=text))
    return account


def refuse(
    host: Host, stream: Stream, offer: Offer, error: sasl.SaslError, failure: Element
) -> None:
    """Say that a try has failed, and how it did.

    Raises:
        StreamError: it was one too many.
    """
    offer.failures += 1
    if error.condition == "not-authorized":  # else nobody has tried a password
        host.failures.note(stream.address)
    log.info("login.failed", ip=stream.address, condition=error.condition)
    stream.send(failure)
    if offer.failures >= TRIES:
        raise StreamError("policy-violation", "Too many failed attempts.") from error


def check_may_try(host: Host, stream: Stream) -> None:
    """Nobody signs in in the clear, or without end. Raises SaslError."""
    if not stream.is_secure:  # it was not offered (RFC 6120, 6.5.4)
        raise sasl.SaslError("encryption-required")
    if host.failures.is_over(stream.address):
        raise sasl.SaslError("temporary-auth-failure", "Too many attempts: try again later.")


async def exchange(
    host: Host,
    stream: Stream,
    offer: Offer,
    profile: Profile,
    mechanism: str,
    initial: bytes | None,
) -> tuple[Jid, bytes]:
    """One exchange in either profile: the account that signed in, and what to say along.

    Raises:
        SaslError: it failed.
    """
    check_may_try(host, stream)
    machine = _machine(host, offer, mechanism)
    data = await _challenged(host, stream, profile, b"") if initial is None else initial
    while True:
        step = machine.feed(data)
        if isinstance(step, sasl.NeedKeys):
            assert isinstance(machine, sasl.Scram)
            step = machine.keys(await _keys(host, step.username, step.hash))
        if isinstance(step, sasl.CheckPassword):
            await _check(host, step)
            step = step.success
        if isinstance(step, bearer.CheckTicket):
            step = _admitted(host, step)
        if isinstance(step, sasl.Success):
            return authorized(host, step)
        data = await _challenged(host, stream, profile, step.data)


def _machine(host: Host, offer: Offer, name: str) -> sasl.Plain | sasl.Scram | bearer.Bearer:
    """What takes the client's messages."""
    if offer.bearer and name == bearer.NAME:
        return bearer.Bearer()
    return sasl.mechanism(
        name,
        offer.bindings,
        host.secret,
        plain=offer.plain,
        offer=offer.listing,
        hashes=offer.hashes,
    )


def _admitted(host: Host, step: bearer.CheckTicket) -> sasl.Success:
    """Whom a ticket lets in, once."""
    account = host.tickets.take(step.ticket)
    if account is None:
        raise sasl.SaslError("not-authorized")
    return sasl.Success(account.local, step.authzid)


async def _check(host: Host, step: sasl.CheckPassword) -> None:
    """Whether the password is right. Raises SaslError."""
    account = _account(host, step.success.username)
    keys = None if account is None else await host.accounts.best_keys(account)
    if not await asyncio.to_thread(verify, step.password, keys):
        raise sasl.SaslError("not-authorized")
    if account is not None:
        await host.accounts.complete(account, step.password)


async def _keys(host: Host, username: str, hash_name: Hash) -> ScramKeys | None:
    account = _account(host, username)
    return None if account is None else await host.accounts.keys(account, hash_name)


def _account(host: Host, username: str) -> Jid | None:
    try:
        return Jid.parse(f"{username}@{host.domain}")  # prepared already, and mostly known
    except JidError:
        return None


def authorized(host: Host, success: sasl.Success) -> tuple[Jid, bytes]:
    """The account that may sign in: nobody may act for another (RFC 6120, 6.3.8 and 6.4.6)."""
    account = _account(host, success.username)
    if account is None or host.accounts.is_disabled(account):
        raise sasl.SaslError("not-authorized" if account is None else "account-disabled")
    if success.authzid:
        try:
            wanted = host.former.current(Jid.parse(success.authzid))
        except JidError:
            wanted = None
        if wanted != account:
            raise sasl.SaslError("invalid-authzid")
    return account, success.additional


async def _challenged(host: Host, stream: Stream, profile: Profile, data: bytes) -> bytes:
    """Send a challenge; what the client responds."""
    stream.send(profile.challenge(data))
    element = await stream.next(host.limits.handshake_timeout)
    if isinstance(element, Element) and element.ns == profile.ns:
        if element.name == "response":
            return profile.decode(element.text)
        if element.name == "abort":
            raise sasl.SaslError("aborted")
    if profile.is_strict:
        raise StreamError("policy-violation", "The exchange is not over.")
    raise sasl.SaslError("malformed-request")

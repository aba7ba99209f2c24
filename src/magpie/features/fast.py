"""XEP-0484: Fast Authentication Streamlining Tokens. Coming back takes one trip and no password.

A token belongs to one installation of a client and is good for one mechanism. It is replaced when
it is a day old; the old one goes when the new one is used, since the answer that brought it may
have got lost. A new password, or an account that is disabled, makes all tokens void.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from magpie.server.api import Duration, Host, Xep, duration, get_logger, option
from magpie.storage import tokens as table
from magpie.storage.errors import NotStored
from magpie.xmpp import ht, sasl
from magpie.xmpp.delay import to_text
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.sasl2 import Authenticate

log = get_logger(__name__)
XEPS = (Xep(484, version="0.2.0"),)
NS = "urn:xmpp:fast:0"
TRUE = ("true", "1")


@dataclass(frozen=True, slots=True)
class Config:
    """Tokens that clients come back with, without a password (XEP-0484)."""

    SECTION: ClassVar[str] = "fast"

    enabled: bool = option(True, doc="Give tokens to clients that ask for them.")
    lifetime: Duration = option(
        duration("30 days"),
        min=duration("1 h"),
        max=duration("365 days"),
        doc="How long a client may be away and still come back without its password.",
    )
    rotation: Duration = option(
        duration("1 day"), min=duration("1 min"), doc="How old a token gets before it is replaced."
    )


def setup(host: Host) -> None:
    """Take tokens, and give them."""
    config = host.config(Config)
    if config.enabled:
        host.tokens = Tokens(host, config)


class Tokens:
    """The tokens of one host's accounts."""

    def __init__(self, host: Host, config: Config) -> None:
        self._host = host
        self._lifetime = int(config.lifetime * 1_000_000)
        self._rotation = int(config.rotation * 1_000_000)

    def mechanisms(self, bindings: Mapping[str, bytes]) -> tuple[str, ...]:
        """What can be done with a token on such a channel."""
        return ht.offered(bindings)

    def feature(self, bindings: Mapping[str, bytes]) -> Element:
        """Section 3.1."""
        names = (Element("mechanism", NS, text=name) for name in ht.offered(bindings))
        return Element("fast", NS, children=tuple(names))

    async def prove(self, request: Authenticate, bindings: Mapping[str, bytes]) -> sasl.Success:
        """Section 3.4: whose token it is.

        Raises:
            SaslError: nobody's, or it is not good any more.
        """
        fast = request.element.child("fast", NS)
        if fast is None or not request.client or request.initial is None:
            raise sasl.SaslError("malformed-request", "a token, and whose it is, was expected")
        claim = ht.parse(request.initial)
        owner = self._owner(claim.username)
        binding = ht.binding_of(request.mechanism, bindings)
        found = None
        for one in await self._host.db.read(table.of, owner, request.client):
            is_right = ht.proves(one.key, claim.proof, binding)
            if is_right and one.mechanism == request.mechanism:  # 3.4: bound to its mechanism
                found = one
                break
        if found is None:
            raise sasl.SaslError("not-authorized")
        if found.expires <= self._host.clock.now():
            raise sasl.SaslError("credentials-expired")  # 4.2
        await self._used(found, is_last=fast.get("invalidate") in TRUE)
        return sasl.Success(claim.username, None, ht.answer(found.key, binding))

    def _owner(self, username: str) -> str:
        try:
            return Jid.of(username, self._host.domain).text
        except JidError:
            raise sasl.SaslError("not-authorized") from None

    async def _used(self, token: table.Token, is_last: bool) -> None:
        """Sections 3.5 and 3.6."""
        db = self._host.db
        try:
            if is_last:
                await db.write(table.forget, token.owner, token.client)
            elif token.slot == table.NEW:
                await db.write(table.use, token.owner, token.client, token.slot)
        except NotStored:
            raise sasl.SaslError("temporary-auth-failure") from None

    async def renew(
        self, account: Jid, request: Authenticate, bindings: Mapping[str, bytes]
    ) -> Element | None:
        """Sections 3.3 and 3.5: a new token, where one is asked for or due."""
        now = self._host.clock.now()
        mechanism = await self._mechanism(account, request, bindings, now)
        if mechanism is None:
            return None
        token, expires = ht.new_token(), now + self._lifetime
        new = table.Token(
            account.text, request.client, table.NEW, mechanism, ht.key_of(token), now, expires
        )
        try:
            await self._host.db.write(table.issue, new)
        except NotStored:
            return None  # it signs in all the same
        return Element("token", NS, {"token": token, "expiry": to_text(expires)})

    async def _mechanism(
        self, account: Jid, request: Authenticate, bindings: Mapping[str, bytes], now: int
    ) -> str | None:
        """For which one a new token is to be, or `None` for no token."""
        if not request.client:
            return None
        wish = request.element.child("request-token", NS)
        if wish is not None:
            wanted = wish.get("mechanism") or ""
            return wanted if wanted in ht.offered(bindings) else None
        fast = request.element.child("fast", NS)
        if fast is None or fast.get("invalidate") in TRUE:
            return None
        for one in await self._host.db.read(table.of, account.text, request.client):
            if one.slot == table.CURRENT and now - one.issued >= self._rotation:
                return one.mechanism
        return None

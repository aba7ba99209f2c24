"""XEP-0215: External Service Discovery. Where calls find STUN and TURN, and how they get in.

Credentials for TURN are made on the spot: a time and its HMAC under a secret that the TURN server
knows too (coturn's `use-auth-secret`, draft-uberti-behave-turn-rest). So nothing is stored, and
what leaks is worth nothing the day after.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import ClassVar

from magpie.server.api import Duration, Host, IqRequest, Scope, Xep, duration, option
from magpie.xmpp.delay import to_text
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError

XEPS = (Xep(215, version="1.0.0", note="STUN and TURN, with credentials for a limited time."),)
NS = "urn:xmpp:extdisco:2"
# RFC 7064 and 7065: scheme, host (an IPv6 address in brackets), port, transport
URI = re.compile(
    r"(stuns?|turns?):(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?",
    re.ASCII | re.IGNORECASE,
)
PORTS = {"stun": 3478, "turn": 3478, "stuns": 5349, "turns": 5349}


@dataclass(frozen=True, slots=True)
class External:
    """One service: `kind` is stun, stuns, turn or turns."""

    kind: str
    host: str
    port: int
    transport: str

    @classmethod
    def parse(cls, text: str) -> External:
        """Read a URI of RFC 7064 or 7065. Raises ValueError with a sentence for the user."""
        found = URI.fullmatch(text)
        if found is None or int(found[3] or 0) > 65_535:
            raise ValueError(f'"{text}" is no such service; write "turn:turn.example:3478"')
        kind = found[1].lower()
        transport = (found[4] or ("tcp" if kind in ("stuns", "turns") else "udp")).lower()
        return cls(kind, found[2].strip("[]"), int(found[3] or PORTS[kind]), transport)

    @property
    def has_credentials(self) -> bool:
        """Whether it asks who is there."""
        return self.kind in ("turn", "turns")


def checked(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Raises ValueError where one of them is no service."""
    for text in texts:
        External.parse(text)
    return texts


@dataclass(frozen=True, slots=True)
class Config:
    """Servers that help calls through firewalls: STUN and TURN (XEP-0215)."""

    SECTION: ClassVar[str] = "calls"

    services: tuple[str, ...] = option(
        (),
        check=checked,
        doc='Such as `"stun:stun.example"` and `"turn:turn.example:3478?transport=udp"`.',
    )
    secret: str | None = option(
        None, secret=True, doc="What the TURN servers know too (coturn: `static-auth-secret`)."
    )
    validity: Duration = option(
        duration("1 day"), min=duration("1 min"), doc="How long credentials for TURN are good."
    )

    def __post_init__(self) -> None:
        if not self.secret and any(External.parse(one).has_credentials for one in self.services):
            raise ValueError("TURN is for those with credentials: set secret too")


def setup(host: Host) -> None:
    """Tell of the services that the settings name."""
    config = host.config(Config)
    if not config.services:
        return
    services = [External.parse(text) for text in config.services]
    host.advertise(NS)

    def described(one: External) -> Element:
        attrs = {"type": one.kind, "host": one.host, "port": str(one.port)}
        attrs["transport"] = one.transport
        if one.has_credentials:
            assert config.secret is not None
            until = host.clock.now() + int(config.validity * 1_000_000)
            user, password = credentials(config.secret, until)
            attrs |= {"username": user, "password": password, "expires": to_text(until)}
            attrs["restricted"] = "true"
        return Element("service", NS, attrs)

    def tell(request: IqRequest) -> Element:
        """Sections 3.1 and 3.2: all of them, or those of one type."""
        kind = request.payload.get("type")
        found = [described(one) for one in services if kind in (None, one.kind)]
        attrs = {} if kind is None else {"type": kind}
        return Element("services", NS, attrs, tuple(found))

    def admit(request: IqRequest) -> Element:
        """Section 3.3: credentials for a service that the client knows."""
        wanted = request.payload.child("service", NS)
        if wanted is None or not wanted.get("host") or not wanted.get("type"):
            raise StanzaError("bad-request", "For which service?")
        found = [described(one) for one in services if is_it(one, wanted)]
        if not found:
            raise StanzaError("item-not-found")
        return Element("credentials", NS, children=tuple(found))

    host.on_iq("get", NS, "services", tell, scope=Scope.HOST | Scope.SELF)
    host.on_iq("get", NS, "credentials", admit, scope=Scope.HOST | Scope.SELF)


def is_it(one: External, wanted: Element) -> bool:
    """Whether this is the service that is asked for; the port counts where it is named."""
    is_same = (one.host, one.kind) == (wanted.get("host"), wanted.get("type"))
    return is_same and wanted.get("port") in (None, str(one.port)) and one.has_credentials


def credentials(secret: str, until: int) -> tuple[str, str]:
    """User name and password until a time (µs since 1970); the name says nothing of who it is."""
    user = f"{until // 1_000_000}:{secrets.token_hex(8)}"
    digest = hmac.digest(secret.encode(), user.encode(), hashlib.sha1)
    return user, base64.b64encode(digest).decode()

"""Addresses: the Jabber identifier (RFC 7622).

Theory of operation. A server sees the same few thousand addresses in every stanza, so `Jid.parse`
keeps what it has parsed: a known text costs one dictionary look-up and gives the same object, whose
parts, text and bare form are plain attributes. The cache holds two generations: when the younger
one is full it becomes the older, and what is still in use moves back. Long texts are not kept, so
that nobody can fill it with megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar, Final

from magpie.xmpp.prep import PrepError, domain_part, local_part, resource_part

KNOWN_MAX = 16_384  # addresses in one generation
KNOWN_LENGTH = 256  # characters of the longest text that is kept
TEXT_MAX = 3 * 1023 + 2  # characters: each takes a byte at least

# Addresses of ASCII alone that need no preparation but lower case. A label "xn--" needs more.
_LABEL = "(?![xX][nN]--)[a-zA-Z0-9_](?:[a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?"
PLAIN = re.compile(
    r"(?:([a-zA-Z0-9._+\-!#$%()*,;=?\[\\\]^`{|}~]{1,1023})@)?"
    rf"({_LABEL}(?:\.{_LABEL})*)\.?"
    r"(?:/([ -~]{1,1023}))?"
)
PLAIN_RESOURCE = re.compile(r"[ -~]{1,1023}")


class JidError(ValueError):
    """A text that is no address."""


class Jid:
    """One address, prepared: equal when it reads the same. Immutable (mypy refuses changes).

    Attributes:
        local: the account or room, "" when absent.
        domain: the host, never empty.
        resource: the device or occupant, "" when absent.
        text: the whole address, as `str()` gives it.
        bare: the address without its resource; itself when it has none.
    """

    __slots__ = ("_hash", "bare", "domain", "local", "resource", "text")

    local: Final[str]
    domain: Final[str]
    resource: Final[str]
    text: Final[str]
    bare: Final[Jid]
    _hash: int

    parse: ClassVar[Callable[[str], Jid]]
    """The address that a text stands for; `JidError` when it stands for none.

    It is the cache's own look-up: a function around it would take as long again.
    """

    def __init__(self, local: str, domain: str, resource: str = "") -> None:
        """Take parts that are prepared already; anything else goes through `parse` or `of`."""
        bare = f"{local}@{domain}" if local else domain
        text = f"{bare}/{resource}" if resource else bare
        self.local = local
        self.domain = domain
        self.resource = resource
        self.text = text
        self._hash = hash(text)
        self.bare = _bare(local, domain, bare) if resource else self

    @staticmethod
    def of(local: str, domain: str, resource: str = "") -> Jid:
        """The address of parts as somebody typed them.

        Raises:
            JidError: a part may not stand in an address.
        """
        try:
            return Jid(
                local_part(local) if local else "",
                domain_part(domain),
                resource_part(resource) if resource else "",
            )
        except PrepError as error:
            raise JidError(str(error)) from None

    @property
    def is_bare(self) -> bool:
        """Whether it has no resource."""
        return not self.resource

    @property
    def is_full(self) -> bool:
        """Whether it has a resource."""
        return self.resource != ""

    @property
    def is_domain(self) -> bool:
        """Whether it is a domain alone."""
        return self.bare is self and not self.local

    def with_resource(self, resource: str) -> Jid:
        """The same address with that resource, "" for none; prepared as `parse` does it.

        Raises:
            JidError: it may not be a resource.
        """
        if not resource:
            return self.bare
        if not PLAIN_RESOURCE.fullmatch(resource):
            try:
                resource = resource_part(resource)
            except PrepError as error:
                raise JidError(str(error)) from None
        return Jid(self.local, self.domain, resource)

    def __str__(self) -> str:
        """The address as it stands on the wire."""
        return self.text

    def __repr__(self) -> str:
        """For a person who debugs."""
        return f"Jid({self.text!r})"

    def __eq__(self, other: object) -> bool:
        """Equal when it reads the same."""
        return self is other or (isinstance(other, Jid) and self.text == other.text)

    def __hash__(self) -> int:
        """Computed once."""
        return self._hash

    def __reduce__(self) -> tuple[type[Jid], tuple[str, str, str]]:
        return Jid, (self.local, self.domain, self.resource)


class _Known(dict[str, Jid]):
    """Addresses by the texts they came as, the younger generation."""

    __slots__ = ("older",)

    def __init__(self) -> None:
        super().__init__()
        self.older: dict[str, Jid] = {}

    def __missing__(self, text: str) -> Jid:
        jid = self.older.get(text) or _parsed(text)
        if len(text) <= KNOWN_LENGTH:
            self.keep(text, jid)
        return jid

    def keep(self, text: str, jid: Jid) -> None:
        if len(self) >= KNOWN_MAX:
            self.older = dict(self)
            self.clear()
        self[text] = jid


_known = _Known()
Jid.parse = _known.__getitem__


def _bare(local: str, domain: str, text: str) -> Jid:
    """The bare address, shared by all who have it."""
    jid = _known.get(text) or _known.older.get(text)
    if jid is None:
        jid = Jid(local, domain)
        if len(text) <= KNOWN_LENGTH:
            _known.keep(text, jid)
    return jid


def _parsed(text: str) -> Jid:
    plain = PLAIN.fullmatch(text)
    if plain is not None:
        local, domain, resource = plain.groups("")
        if len(domain) <= 1023:
            return Jid(local.lower(), domain.lower(), resource)
    if len(text) > TEXT_MAX:
        raise JidError("too long")
    return _split(text)


def _split(text: str) -> Jid:
    """The long way: each part by its rules."""
    # RFC 7622, 3.2: the resource stands after the first '/', the local part before the first '@'
    rest, slash, resource = text.partition("/")
    local, at, domain = rest.partition("@")
    if not at:
        local, domain = "", rest
    if (slash and not resource) or (at and not local):
        raise JidError("an empty part")
    return Jid.of(local, domain, resource)

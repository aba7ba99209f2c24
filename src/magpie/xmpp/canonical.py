"""Whether two messages are the same: a digest of what was said, not of how and where it was kept.

Addresses, ids of archives (XEP-0359) and delays (XEP-0203) do not count: each server that kept the
message has added its own.
"""

from __future__ import annotations

from hashlib import blake2b

from magpie.xmpp.element import Element

UNCOUNTED = frozenset(
    (
        ("stanza-id", "urn:xmpp:sid:0"),
        ("archived", "urn:xmpp:mam:tmp"),
        ("delay", "urn:xmpp:delay"),
    )
)
UNCOUNTED_ATTRS = frozenset(("from", "to"))
SIZE = 16


def fingerprint(stanza: Element) -> bytes:
    """The same for the same stanza, however it was written and wherever it was kept."""
    digest = blake2b(digest_size=SIZE)
    for key, value in sorted(stanza.attrs.items()):
        if key not in UNCOUNTED_ATTRS:
            digest.update(_counted(key, value))
    for node in stanza.nodes:
        if not isinstance(node, Element):
            digest.update(_counted("text", node.strip()))
        elif (node.name, node.ns) not in UNCOUNTED:
            digest.update(_content(node))
    return digest.digest()


def _content(element: Element) -> bytes:
    parts = [_counted(element.name, element.ns)]
    parts += [_counted(*pair) for pair in sorted(element.attrs.items())]
    for node in element.nodes:
        parts.append(_content(node) if isinstance(node, Element) else _counted("text", node))
    inner = b"".join(parts)
    return b"%d<%b" % (len(inner), inner)


def _counted(name: str, value: str) -> bytes:
    """Both with their lengths, so that no two pairs read alike."""
    first, second = name.encode(), value.encode()
    return b"%d:%b%d:%b" % (len(first), first, len(second), second)

"""Stream errors (RFC 6120, 4.9) and stanza errors (RFC 6120, 8.3), as exceptions and elements."""

from __future__ import annotations

from magpie.xmpp.element import NS_CLIENT, NS_STREAMS, Element

NS_STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams"
NS_STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas"

# RFC 6120, 4.9.3
STREAM_CONDITIONS = frozenset(
    (
        "bad-format",
        "bad-namespace-prefix",
        "conflict",
        "connection-timeout",
        "host-gone",
        "host-unknown",
        "improper-addressing",
        "internal-server-error",
        "invalid-from",
        "invalid-namespace",
        "invalid-xml",
        "not-authorized",
        "not-well-formed",
        "policy-violation",
        "remote-connection-failed",
        "reset",
        "resource-constraint",
        "restricted-xml",
        "see-other-host",
        "system-shutdown",
        "undefined-condition",
        "unsupported-encoding",
        "unsupported-feature",
        "unsupported-stanza-type",
        "unsupported-version",
    )
)

# Condition: default type (RFC 6120, 8.3.3), legacy code (XEP-0086, table 1)
STANZA_CONDITIONS = {
    "bad-request": ("modify", 400),
    "conflict": ("cancel", 409),
    "feature-not-implemented": ("cancel", 501),
    "forbidden": ("auth", 403),
    "gone": ("cancel", 302),
    "internal-server-error": ("cancel", 500),
    "item-not-found": ("cancel", 404),
    "jid-malformed": ("modify", 400),
    "not-acceptable": ("modify", 406),
    "not-allowed": ("cancel", 405),
    "not-authorized": ("auth", 401),
    "policy-violation": ("modify", 406),
    "recipient-unavailable": ("wait", 404),
    "redirect": ("modify", 302),
    "registration-required": ("auth", 407),
    "remote-server-not-found": ("cancel", 404),
    "remote-server-timeout": ("wait", 504),
    "resource-constraint": ("wait", 500),
    "service-unavailable": ("cancel", 503),
    "subscription-required": ("auth", 407),
    "undefined-condition": ("cancel", 500),
    "unexpected-request": ("wait", 400),
}


class StreamError(Exception):
    """Ends the stream it is raised on.

    Attributes:
        condition: one of `STREAM_CONDITIONS`.
        text: a sentence for the peer's log, or "".
        extra: an application-specific element, or `None`.
    """

    def __init__(self, condition: str, text: str = "", extra: Element | None = None) -> None:
        assert condition in STREAM_CONDITIONS, condition
        super().__init__(f"{condition}: {text}" if text else condition)
        self.condition = condition
        self.text = text
        self.extra = extra

    def to_element(self) -> Element:
        """`<stream:error/>` with its condition (RFC 6120, 4.9.2)."""
        children: list[Element | str] = [Element(self.condition, NS_STREAM_ERRORS)]
        if self.text:
            lang = {"xml:lang": "en"}
            children.append(Element("text", NS_STREAM_ERRORS, lang, text=self.text))
        if self.extra is not None:
            children.append(self.extra)
        return Element("error", NS_STREAMS, children=tuple(children))


class StanzaError(Exception):
    """Answers one stanza with an error and lets the stream go on.

    Attributes:
        condition: a key of `STANZA_CONDITIONS`.
        type: auth, cancel, continue, modify or wait (RFC 6120, 8.3.2).
        text: a sentence for a person, or "".
        extra: an application-specific condition, or `None`.
        by: who refused, where that is not the stanza's addressee (RFC 6120, 8.3.1), or `None`.
        echo: what of the stanza goes back beside the error (8.3.1: it MAY), or `None`.
    """

    def __init__(
        self,
        condition: str,
        text: str = "",
        *,
        type: str | None = None,
        extra: Element | None = None,
        by: str | None = None,
    ) -> None:
        super().__init__(f"{condition}: {text}" if text else condition)
        self.condition = condition
        self.type = type or STANZA_CONDITIONS[condition][0]
        self.text = text
        self.extra = extra
        self.by = by
        self.echo: Element | None = None

    def to_element(self, ns: str = NS_CLIENT) -> Element:
        """`<error/>` with its condition (RFC 6120, 8.3.2)."""
        children: list[Element | str] = [Element(self.condition, NS_STANZA_ERRORS)]
        if self.text:
            lang = {"xml:lang": "en"}
            children.append(Element("text", NS_STANZA_ERRORS, lang, text=self.text))
        if self.extra is not None:
            children.append(self.extra)
        # COMPAT profanity 0.13: reads only the legacy code of XEP-0086
        attrs = {"type": self.type, "code": str(STANZA_CONDITIONS[self.condition][1])}
        if self.by is not None:
            attrs["by"] = self.by
        return Element("error", ns, attrs, tuple(children))


def error_reply(stanza: Element, error: StanzaError) -> Element:
    """The stanza of type error that answers `stanza` (RFC 6120, 8.3.1), without its content
    but for the error's `echo`.

    The addresses are turned round as they stand; the caller stamps them where they are missing.
    """
    attrs = {"type": "error"}
    for name, turned in (("id", "id"), ("from", "to"), ("to", "from")):
        value = stanza.attrs.get(name)
        if value is not None:
            attrs[turned] = value
    echo = () if error.echo is None else (error.echo,)
    return Element(stanza.name, stanza.ns, attrs, (*echo, error.to_element(stanza.ns)))

"""The refusals of XEP-0060, with their application-specific conditions."""

from __future__ import annotations

from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError

NS_ERRORS = "http://jabber.org/protocol/pubsub#errors"


def refusal(condition: str, special: str, text: str = "") -> StanzaError:
    """A stanza error with a condition of pubsub's own."""
    return StanzaError(condition, text, extra=Element(special, NS_ERRORS))


def unsupported(feature: str) -> StanzaError:
    """What this service does not do."""
    extra = Element("unsupported", NS_ERRORS, {"feature": feature})
    return StanzaError("feature-not-implemented", extra=extra)

"""XEP-0388: the elements of the extensible SASL profile, and what is asked for along with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from magpie.xmpp import sasl
from magpie.xmpp.element import Element
from magpie.xmpp.sasl import SaslError

NS = "urn:xmpp:sasl:2"
# 2.3: the id of a client's installation is a UUID of version 4
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Authenticate:
    """An `<authenticate/>` (section 2.3).

    Attributes:
        mechanism: its name, as the client chose it.
        initial: the initial response, `None` where there is none.
        client: the id of the client's installation, "" where it gave none.
        element: the whole, with all that is asked for inline.
    """

    mechanism: str
    initial: bytes | None
    client: str
    element: Element


def parse(element: Element) -> Authenticate:
    """Read an `<authenticate/>`.

    Raises:
        SaslError: it is not what it should be.
    """
    mechanism = element.get("mechanism")
    if not mechanism:
        raise SaslError("invalid-mechanism")
    initial = element.child("initial-response", NS)
    agent = element.child("user-agent", NS)
    client = (agent.get("id") or "").lower() if agent is not None else ""
    if client and not UUID.fullmatch(client):
        raise SaslError("malformed-request", "the id of a user agent is a UUID of version 4")
    return Authenticate(
        mechanism, None if initial is None else decode(initial.text), client, element
    )


def decode(text: str) -> bytes:
    """The data of an element; an empty one stands for no bytes (section 2.2).

    Raises:
        SaslError: it is not base64.
    """
    text = text.strip()  # the specification's own examples break their lines
    if text == "=":
        raise SaslError("incorrect-encoding")
    return sasl.decode(text)


def encode(data: bytes) -> str:
    """The text of an element with that data."""
    return sasl.encode(data) if data else ""


def challenge(data: bytes) -> Element:
    """`<challenge/>` (section 2.5)."""
    return Element("challenge", NS, text=encode(data))


def success(identity: str, additional: bytes, inline: Iterable[Element] = ()) -> Element:
    """`<success/>` for that address, with what was asked for inline (section 2.6.1)."""
    children = [Element("authorization-identifier", NS, text=identity), *inline]
    if additional:
        children.insert(0, Element("additional-data", NS, text=encode(additional)))
    return Element("success", NS, children=tuple(children))


def failure(error: SaslError) -> Element:
    """`<failure/>` with its condition (section 2.6.2)."""
    children = [Element(error.condition, sasl.NS)]
    if error.text:
        children.append(Element("text", NS, text=error.text))
    return Element("failure", NS, children=tuple(children))

"""Dialback's question to the server that a domain really has (XEP-0220, 2.1.2)."""

from __future__ import annotations

from magpie.server.s2s.opening import Opener, Unreachable
from magpie.xmpp import dialback
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError, StreamError


async def is_valid(opener: Opener, local: str, remote: str, stream_id: str, key: str) -> bool:
    """Whether the server of `remote` made this key for a stream of that id to `local`.

    It is asked over a connection of its own, which ends with the answer.

    Raises:
        StanzaError: it did not say; the condition is for who showed the key.
    """
    try:
        opened = await opener.open(local, remote)
    except Unreachable as error:
        raise StanzaError(error.condition, str(error)) from error
    stream = opened.stream
    question = dialback.element("verify", local, remote, stream_id=stream_id, text=key)
    try:
        stream.send(question)
        while True:
            answer = await opener.element(stream)
            if is_answer(answer, question):
                return said(answer)
    except (OSError, StreamError, Unreachable) as error:
        raise StanzaError("remote-server-timeout", str(error)) from error
    finally:
        stream.close()


def is_answer(answer: Element, question: Element) -> bool:
    """2.1.2: "MUST ensure that the values of the 'from', 'to' and 'id' attributes correlate"."""
    return (answer.ns, answer.name) == (question.ns, question.name) and (
        answer.get("from"),
        answer.get("to"),
        answer.get("id"),
    ) == (question.get("to"), question.get("from"), question.get("id"))


def said(answer: Element) -> bool:
    """Valid or not. Raises StanzaError for an error."""
    kind = answer.get("type")
    if kind not in ("valid", "invalid"):
        raise StanzaError("remote-server-timeout", "The server of that domain cannot say.")
    return kind == "valid"

"""Showing another server that we speak for our domain (XEP-0178, 3; XEP-0220, 2.1.1)."""

from __future__ import annotations

from magpie.server.s2s import bidi
from magpie.server.s2s.ground import Ground
from magpie.server.s2s.opening import Opened, Unreachable
from magpie.xmpp import dialback, sasl
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StreamError

VERIFY_WITHIN = 60.0  # seconds for the other server to ask ours


async def authorized(ground: Ground, opened: Opened, local: str, remote: str) -> Opened:
    """A stream as it is when the other server takes stanzas of ours on it.

    Raises:
        Unreachable: it does not.
    """
    goes_both_ways = bidi.is_offered(opened.features)
    try:
        if goes_both_ways:  # XEP-0288, 2.2: "before either SASL negotiation or Server Dialback"
            opened.stream.send(bidi.wish())
        shown = await _show(ground, opened, local, remote)
    except (OSError, StreamError) as error:
        opened.stream.abort()
        raise Unreachable("remote-server-timeout", str(error)) from error
    except BaseException:
        opened.stream.close()
        raise
    shown.goes_both_ways = goes_both_ways
    return shown


async def _show(ground: Ground, opened: Opened, local: str, remote: str) -> Opened:
    offered = opened.features.child("mechanisms", sasl.NS)
    names = [] if offered is None else [one.text for one in offered]
    if "EXTERNAL" in names and opened.stream.carrier.has_tls:
        signed_in = await _external(ground, opened, local, remote)
        if signed_in is not None:
            return signed_in
    await _dialback(ground, opened, local, remote)
    return opened


async def _external(ground: Ground, opened: Opened, local: str, remote: str) -> Opened | None:
    """XEP-0178, 3: by the certificate; `None` when it does not do."""
    opener, stream = ground.opener, opened.stream
    name = sasl.encode(local.encode())
    stream.send(Element("auth", sasl.NS, {"mechanism": "EXTERNAL"}, text=name))
    answer = await opener.element(stream)
    if (answer.ns, answer.name) != (sasl.NS, "success"):
        return None
    stream.restart(ground.host.limits.stanza_size)
    return await opener.greet(stream, local, remote)


async def _dialback(ground: Ground, opened: Opened, local: str, remote: str) -> None:
    """XEP-0220, 2.1.1."""
    key = dialback.key(ground.secret, remote, local, opened.id)
    opened.stream.send(dialback.element("result", local, remote, text=key))
    while True:
        answer = await ground.opener.element(opened.stream, VERIFY_WITHIN)
        pair = answer.get("from"), answer.get("to")
        if (answer.ns, answer.name) != (dialback.NS, "result") or pair != (remote, local):
            continue
        kind = answer.get("type")
        if kind == "valid":
            return
        if kind == "invalid":  # "MUST return such stanzas … with an internal-server-error"
            raise Unreachable("internal-server-error", "the dialback key is invalid", True)
        error = next((one.name for child in answer for one in child), "")
        raise Unreachable("remote-server-timeout", f"dialback: {error}")

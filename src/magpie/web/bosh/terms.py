"""What a client and the server agree on when a BOSH session begins, and whether it is kept."""

from __future__ import annotations

import hashlib
import hmac

from magpie.web.bosh.body import NS_XMPP, BadRequest, Body, number

OPENING_WAIT = 5  # seconds that the request for a session waits at least: for the features
WAIT_MAX = 60  # seconds that a request is held: proxies give up soon after
HOLD_MAX = 1  # requests that are held; one more may be on its way
INACTIVITY = 60  # seconds without a request after which the connection counts as lost
PAUSE_MAX = 120  # seconds for which a client may announce that it will be silent
POLLING = 2  # seconds between two requests with nothing in them of a client that polls


class Terms:
    """The terms of one session.

    Attributes:
        first: the `rid` of the request that asked for it.
        wait: seconds that a request is held at most; `hold` how many are held.
        requests: how many may be on their way at the same time.
    """

    def __init__(self, body: Body) -> None:
        """From the request that asks for the session. Raises BadRequest."""
        self.first = body.rid
        self.wait = min(number(body.attrs, "wait", WAIT_MAX), WAIT_MAX)
        self.hold = min(number(body.attrs, "hold", HOLD_MAX), HOLD_MAX) if self.wait else 0
        self.requests = self.hold + 1
        self._key = body.attrs.get("newkey", "")
        self._polled_at = 0.0

    def told(self, sid: str, domain: str) -> dict[str, str]:
        """XEP-0124, 7.2; XEP-0206, 3: the attributes of the first response."""
        return {
            "sid": sid,
            "ver": "1.11",
            "wait": str(self.wait),
            "hold": str(self.hold),
            "requests": str(self.requests),
            "inactivity": str(INACTIVITY),
            "polling": str(POLLING),
            "maxpause": str(PAUSE_MAX),
            "from": domain,
            "xmlns:xmpp": NS_XMPP,
            "xmpp:version": "1.0",
            "xmpp:restartlogic": "true",
        }

    def wait_for(self, rid: int) -> float:
        """Seconds that this request is held at most."""
        return max(self.wait, OPENING_WAIT if rid == self.first else 0)

    def check_key(self, body: Body) -> None:
        """XEP-0124, 15: each key is the hash of the next. Raises BadRequest."""
        if not self._key or body.rid == self.first:
            return
        key = body.attrs.get("key", "")
        digest = hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()
        if not hmac.compare_digest(digest.encode(), self._key.encode()):
            raise BadRequest("item-not-found")
        self._key = body.attrs.get("newkey", key)

    def check_pace(self, body: Body, now: float) -> None:
        """XEP-0124, 12: who polls too often is overactive. Raises BadRequest."""
        if self.hold or body.payload or body.rid == self.first:
            return
        if now - self._polled_at < POLLING:
            raise BadRequest("policy-violation")
        self._polled_at = now

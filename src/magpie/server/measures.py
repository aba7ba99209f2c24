"""What is counted and timed while the server runs; `web/metrics.py` shows it to Prometheus.

On the hot path a count is one addition. What can be read when somebody asks is read then.
"""

from __future__ import annotations

from magpie.base.metrics import Counter, Metrics
from magpie.server.host import Host
from magpie.server.news import SessionOpened

ERRORS = "Stanzas that were answered with an error, by its condition."
STREAM_ERRORS = "Streams that were ended with an error, by its condition."


class Measures:
    """The measures of one host.

    Attributes:
        metrics: all of them; a part of the server may add its own.
        stanzas: how many clients have sent, by kind.
        received, sent: bytes of clients' streams, as they are inside TLS.
        delivery: seconds from accepting a message to its delivery; the commit lies in between.
        failed_logins: how often a password was wrong, or its like.
    """

    def __init__(self, host: Host) -> None:
        self.metrics = metrics = Metrics()
        self.stanzas = {
            kind: metrics.counter("stanzas", "Stanzas that clients have sent.", kind=kind)
            for kind in ("message", "presence", "iq")
        }
        self.received = metrics.counter("bytes_received", "Of clients' streams, inside TLS.")
        self.sent = metrics.counter("bytes_sent", "To clients' streams, inside TLS.")
        text = "From accepting a stored message to its delivery, the commit included."
        self.delivery = metrics.histogram("delivery_seconds", text)
        self.failed_logins = metrics.counter("logins_failed", "Passwords that were wrong.")
        self._errors: dict[str, Counter] = {}
        self._stream_errors: dict[str, Counter] = {}
        self._commit = metrics.histogram("commit_seconds", "How long a batch took to be on disk.")
        self._batches = metrics.counter("batches_failed", "Batches that could not be written.")
        self._watch(host)

    def _watch(self, host: Host) -> None:
        gauge, journal = self.metrics.gauge, host.journal
        started = host.clock.monotonic()
        gauge("sessions", "Sessions, resumable ones included.", lambda: len(host.sessions))
        gauge("accounts", "Accounts.", lambda: len(host.accounts))
        gauge("accounts_online", "Accounts with sessions.", lambda: len(host.sessions.accounts()))
        gauge("journal_depth", "What waits to be written.", lambda: journal.depth)
        gauge("uptime_seconds", "Since the start.", lambda: host.clock.monotonic() - started)
        stored = self.metrics.counter("messages_stored", "Messages that are on disk.")

        def note(messages: int, seconds: float, succeeded: bool) -> None:
            self._commit.observe(seconds)
            if succeeded:
                stored.value += messages
            else:
                self._batches.value += 1

        journal.observe(note)
        opened = self.metrics.counter("sessions_opened", "Sessions, since the start.")
        host.watch(SessionOpened, lambda _: opened.add())

    def error(self, condition: str) -> None:
        """A stanza was answered with an error."""
        self._count(self._errors, "stanza_errors", ERRORS, condition)

    def stream_error(self, condition: str) -> None:
        """A stream was ended with an error."""
        self._count(self._stream_errors, "stream_errors", STREAM_ERRORS, condition)

    def _count(self, counters: dict[str, Counter], name: str, doc: str, condition: str) -> None:
        counter = counters.get(condition)
        if counter is None:
            counter = counters[condition] = self.metrics.counter(name, doc, condition=condition)
        counter.value += 1

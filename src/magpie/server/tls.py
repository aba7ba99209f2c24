"""TLS: the server's certificate, its own or one that is named, and the contexts that use it.

Theory of operation. `open` sees to it that there is a certificate, `reload` looks again (on SIGHUP
and once a day): one of our own is made anew when it nears its end or lacks a name of the machine.
Both leave the context objects what they are, so listeners need not be told. A bad certificate
never replaces a good one.
"""

import asyncio
import fcntl
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import NoReturn

from magpie.base.clock import Clock, Timer, iso
from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.server import settings
from magpie.server.certificate import Certificate, ascii_domain, read_chain

log = get_logger(__name__)

DAY = 86_400
RENEW_BEFORE = 30 * DAY * 1_000_000
SUBDOMAINS = ("rooms", "proxy", "pubsub")
ALPN = "xmpp-client"  # XEP-0368, 3
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2; those of 1.3 are all good
SIOCGIFADDR = 0x8915


class TlsError(Exception):
    """Why there can be no TLS: one line for the operator."""


class Tls:
    """The contexts of one server.

    Attributes:
        starttls: for connections that switch to TLS; `direct` for those that begin with it.
        certificate: what new connections are shown. Its `binding` is what SASL binds to: ask when
            the handshake ends, not later.
        authority: who signed it; None when the operator named a certificate.
        warnings: what is not right with it and does not keep the server from using it.
    """

    def __init__(self, data: Path, domain: str, named: settings.Tls, clock: Clock) -> None:
        """`data` is the server's folder, `named` the certificate of the settings, if any."""
        self.certificate: Certificate
        self.authority: Certificate | None = None
        self.warnings: list[str] = []
        self.starttls = new_context()
        self.direct = new_context(ALPN)
        self._folder = data / "tls"
        self._domain = domain
        self._named = named
        self._clock = clock
        self._timer: Timer | None = None

    async def open(self) -> None:
        """Make or read the certificate. Raises TlsError."""
        await self._load()
        if self.authority is not None:
            log.info("tls.opened", authority=self.authority.fingerprint, domain=self._domain)

    async def reload(self) -> None:
        """Look again: new connections get what is there now.

        Raises TlsError, and keeps what it had.
        """
        await self._load()
        log.info("tls.reloaded", certificate=self.certificate.fingerprint)

    def renew_daily(self, tasks: Tasks) -> None:
        """Look again every day, until `close`."""

        def due() -> None:
            tasks.spawn("renew certificate", self._renew())
            self.renew_daily(tasks)

        self._timer = self._clock.call_later(DAY, due)

    def close(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()

    async def _renew(self) -> None:
        try:
            await self.reload()
        except TlsError as error:
            log.error("tls.not_reloaded", reason=str(error))

    async def _load(self) -> None:
        authority: Certificate | None = None
        if self._named.certificate is not None and self._named.key is not None:
            file, key = self._named.certificate, self._named.key
            chain = named_chain(file, key)
        else:
            file, key = self._folder / "server.crt", self._folder / "server.key"
            chain = await self._own(file, key)
            authority = chain[-1]
        for context in (self.starttls, self.direct):
            replace(context, file, key)
        self.certificate, self.authority = chain[0], authority
        self.warnings = list(self._doubts(file))
        for warning in self.warnings:
            log.warning("tls.doubtful", reason=warning)

    async def _own(self, file: Path, key: Path) -> list[Certificate]:
        """The certificate and its authority, made first where that is needed."""
        addresses = ["127.0.0.1", "::1", *sorted(own_addresses())]
        names = list(dict.fromkeys(dns_names(self._domain)))
        if self._is_stale(file, key, {*names, *addresses}):
            # Loaded only by whoever needs a certificate now; and then in a process of its own
            request = {
                "folder": str(self._folder),
                "domain": self._domain,
                "ascii_domain": ascii_domain(self._domain),
                "names": names,
                "addresses": addresses,
                "now": self._clock.now(),
            }
            await asyncio.to_thread(ask_authority, request)
            log.info("tls.certificate_made", names=",".join(names), ips=",".join(addresses))
        return named_chain(file, key)

    def _is_stale(self, file: Path, key: Path, wanted: set[str]) -> bool:
        try:
            own, *_ = read_chain(file)
            (authority,) = read_chain(self._folder / "authority.crt")
            probe(file, key)
        except (OSError, ValueError):  # ssl.SSLError is an OSError
            return True
        ends_soon = own.not_after - self._clock.now() < RENEW_BEFORE
        return ends_soon or not own.is_issued_by(authority) or not wanted <= own.names

    def _doubts(self, file: Path) -> Iterator[str]:
        now, own = self._clock.now(), self.certificate
        if own.not_after < now:
            yield f"{file}: the certificate ended on {iso(own.not_after)}"
        elif own.not_before > now:
            yield f"{file}: the certificate is not valid before {iso(own.not_before)}"
        if not own.covers(ascii_domain(self._domain)):
            yield f"{file}: the certificate is not for {self._domain}"


def new_context(*protocols: str) -> ssl.SSLContext:
    """A server's context without a certificate; `protocols` are those of ALPN.

    An idle connection costs little: CPython gives its buffers back between records
    (SSL_MODE_RELEASE_BUFFERS), and without tickets no session is kept for a next time, which chat
    clients do not use.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE | ssl.OP_NO_TICKET
    context.num_tickets = 0
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


def replace(context: ssl.SSLContext, file: Path, key: Path) -> None:
    """Let new handshakes of `context` show this certificate, which has been probed.

    A context keeps one certificate for each kind of key, so when the kind has changed it would go
    on showing the old one too. Hence the new one gets a context of its own, which takes over each
    handshake as soon as the client has said hello.
    """
    fresh = new_context(*([ALPN] if context_has_alpn(context) else []))
    fresh.load_cert_chain(file, key, refuse_password)


def refuse_password() -> NoReturn:
    """Keep OpenSSL from asking the terminal. Raises ValueError."""
    raise ValueError("the key is encrypted")

"""TLS: the server's certificate, its own or one that is named, and the context that shows it.

Theory of operation. `open` sees to it that there is a certificate, `reload` looks again (on SIGHUP
and once a day): one of our own is made anew when it nears its end or lacks a name of the machine.
A bad certificate never replaces a good one.

The context that listeners hold stays the same for good, and a new certificate is loaded into it.
Only when its kind of key is another one (RSA for elliptic curves), that would not do: OpenSSL
keeps one for each kind and would show either. Then each handshake is handed over, once the client
has said hello, to a context with the new one alone; that costs half a millisecond each, until the
next start.
"""

import asyncio
import fcntl
import json
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import NoReturn

from magpie.base.clock import Clock, Timer, iso
from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.server import settings
from magpie.server.certificate import Certificate, Request, ascii_domain, read_chain

log = get_logger(__name__)

DAY = 86_400
RENEW_BEFORE = 30 * DAY * 1_000_000
SUBDOMAINS = ("rooms", "proxy", "pubsub")
ALPN = "xmpp-client"  # XEP-0368, 3
ALPN_WEB = "http/1.1"
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2; those of 1.3 are all good
SIOCGIFADDR = 0x8915
IFA_F_TEMPORARY = 0x01


class TlsError(Exception):
    """Why there can be no TLS: one line for the operator."""


class Certificates:
    """The certificate of one server.

    Attributes:
        context: for connections that begin with TLS and for those that switch to it.
        web_context: the same for the web site.
        certificate: what new connections are shown.
        authority: who signed it; None when the operator named a certificate.
        warnings: what is not right with it and does not keep the server from using it.
    """

    def __init__(
        self, data: Path, domains: Sequence[str], named: settings.Tls, clock: Clock
    ) -> None:
        """`data` is the server's folder, `named` the certificate of the settings, if any.

        `domains`: the server's domain, then those that it had before.
        """
        self.certificate: Certificate
        self.authority: Certificate | None = None
        self._files: tuple[Path, Path]
        self.warnings: list[str] = []
        self.context = new_context(ALPN)
        self.web_context = new_context(ALPN_WEB)
        self._folder = data / "tls"
        self._domain = domains[0]
        self._domains = domains
        self._named = named
        self._clock = clock
        self._timer: Timer | None = None
        self._lock = asyncio.Lock()
        self._kind = ""
        self._shown: list[tuple[ssl.SSLContext, Callable[[], ssl.SSLContext]]] = [
            (self.context, lambda: new_context(ALPN)),
            (self.web_context, lambda: new_context(ALPN_WEB)),
        ]

    @property
    def binding(self) -> bytes:
        """What SASL binds to, of the certificate now: ask when the handshake ends, not later."""
        return self.certificate.binding

    def shown_by(self, make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        """One more context that shows the certificate, whatever it is; `make` gives it bare."""
        context = make()
        context.load_cert_chain(*self._files, refuse_password)
        self._shown.append((context, make))
        return context

    async def open(self) -> None:
        """Make or read the certificate. Raises TlsError."""
        async with self._lock:
            await self._load()
        if self.authority is not None:
            log.info("tls.opened", authority=self.authority.fingerprint, domain=self._domain)

    async def reload(self) -> None:
        """Look again: new connections get what is there now.

        Raises TlsError, and keeps what it had.
        """
        async with self._lock:
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
        if self._named.certificate is not None and self._named.key is not None:
            file, key = self._named.certificate, self._named.key
            chain = read_pair(file, key)
            authority = None
        else:
            file, key = self._folder / "server.crt", self._folder / "server.key"
            chain = await self._own(file, key)
            authority = chain[-1]
        self._show(file, key, chain[0].key_kind)
        self.certificate, self.authority = chain[0], authority
        self.warnings = list(self._doubts(file))
        for warning in self.warnings:
            log.warning("tls.doubtful", reason=warning)

    def _show(self, file: Path, key: Path, kind: str) -> None:
        """Let new handshakes show this certificate; it has been tried already."""
        self._files = file, key
        self._kind = self._kind or kind
        for context, make in self._shown:
            if self._kind == kind or context.protocol == ssl.PROTOCOL_TLS_CLIENT:
                context.load_cert_chain(file, key, refuse_password)
                context.sni_callback = None
            else:
                new = make()
                new.load_cert_chain(file, key, refuse_password)
                hand_over(context, new)

    async def _own(self, file: Path, key: Path) -> list[Certificate]:
        """The certificate and its authority, made first where that is needed."""
        names, addresses = dns_names(*self._domains), sorted(own_addresses())
        if is_address(self._domain):
            addresses.append(self._domain.strip("[]"))
        if self._is_stale(file, key, {*names, *addresses}):
            now = self._clock.now()
            own = ascii_domain(self._domain)
            folder = str(self._folder)
            request = Request(folder, self._domain, own, names, addresses, now)
            await asyncio.to_thread(ask_authority, request)
            log.info("tls.made", names=",".join(names), addresses=",".join(addresses))
        return read_pair(file, key)

    def _is_stale(self, file: Path, key: Path, wanted: set[str]) -> bool:
        """Whether our own certificate is missing, broken, of another authority, or out of date."""
        try:
            own = read_pair(file, key)[0]
            authority = read_chain(self._folder / "authority.crt")[0]
        except (OSError, ValueError, TlsError):
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


def hand_over(old: ssl.SSLContext, new: ssl.SSLContext) -> None:
    """Let handshakes that begin with one context go on with another."""

    def switch(tls: ssl.SSLObject | ssl.SSLSocket, _: object, __: object) -> None:
        tls.context = new

    old.sni_callback = switch


def new_context(alpn: str) -> ssl.SSLContext:
    """A server's context without a certificate, for one protocol (RFC 7301).

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
    context.set_alpn_protocols([alpn])
    return context


def loaded_context(file: Path, key: Path) -> ssl.SSLContext:
    """A context that shows this certificate. Raises OSError, ssl.SSLError, ValueError."""
    context = new_context(ALPN)
    context.load_cert_chain(file, key, refuse_password)
    return context


def refuse_password() -> NoReturn:
    """Keep OpenSSL from asking the terminal. Raises ValueError."""
    raise ValueError("the key is encrypted: take its password off")


def read_pair(file: Path, key: Path) -> list[Certificate]:
    """The chain of a certificate that fits its key. Raises TlsError."""
    for one in (file, key):
        try:
            one.read_bytes()
        except OSError as error:
            raise TlsError(f"{one}: {error.strerror}") from None
    try:
        chain = read_chain(file)
    except ValueError as error:
        raise TlsError(f"{file}: {error}") from None
    try:
        loaded_context(file, key)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise TlsError(f"{key}: it is not the key of {file}") from None
        if error.reason in ("EE_KEY_TOO_SMALL", "CA_MD_TOO_WEAK", "CA_KEY_TOO_SMALL"):
            raise TlsError(f"{file}: the certificate is too weak") from None
        raise TlsError(f"{key}: it is not a private key in PEM") from None
    except ValueError as error:
        raise TlsError(f"{key}: {error}") from None
    return chain


def ask_authority(request: Request) -> None:
    """Let the authority make a certificate, in a process of its own. Raises TlsError."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "magpie.server.authority"],
            input=json.dumps(asdict(request)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TlsError(f"cannot make a certificate: {error}") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise TlsError(lines[-1])


def dns_names(*domains: str) -> list[str]:
    """The names under which clients may know the server, the domain first, then former ones."""
    host = settings.local_domain()
    names: list[str] = []
    for domain in domains:
        if not is_address(domain):
            own = ascii_domain(domain)
            names += [own, f"*.{own}", *(f"{name}.{own}" for name in SUBDOMAINS)]
    names += ["localhost", host, host.removesuffix(".local")]
    return list(dict.fromkeys(names))


def is_address(text: str) -> bool:
    try:
        ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def own_addresses() -> set[str]:
    """The addresses of this machine that others may use: no link-local, no temporary ones."""
    found = {"127.0.0.1", "::1"}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe, SIOCGIFADDR, request)
            except OSError:  # an interface without an address
                continue
            found.add(socket.inet_ntoa(answer[20:24]))
    try:
        lines = Path("/proc/net/if_inet6").read_text().splitlines()
    except OSError:  # no IPv6, or not Linux
        return found
    for line in lines:
        digits, _, _, scope, flags, *_ = line.split()
        if scope == "00" and not int(flags, 16) & IFA_F_TEMPORARY:
            found.add(str(IPv6Address(int(digits, 16))))
    return found

"""The certificate: it is readable, for the right names, and not near its end."""

from __future__ import annotations

from collections.abc import Iterator

from magpie.base.clock import iso
from magpie.server.certificate import ascii_domain
from magpie.server.doctor.case import Case, Finding
from magpie.server.settings import Tls
from magpie.server.tls import DAY, TlsError, read_pair

SOON = 14 * DAY * 1_000_000  # µs


def check_certificate(case: Case) -> Iterator[Finding]:
    """Whether clients will take it."""
    named = case.settings.get(Tls)
    own = case.data / "tls"
    file, key = named.certificate or own / "server.crt", named.key or own / "server.key"
    if named.certificate is None and not file.exists():
        return  # it is made at the first start
    try:
        certificate = read_pair(file, key)[0]
    except TlsError as error:
        yield Finding("trouble", f"{error}.")
        return
    yield from check_time(case, certificate.not_before, certificate.not_after)
    missing = [
        domain
        for domain in (case.domain, *case.former)
        if not certificate.covers(ascii_domain(domain))
    ]
    if missing and named.certificate is not None:
        yield Finding("trouble", f"{file} is not for {', '.join(missing)}: apps refuse it.")
    elif missing:
        text = f"the certificate is not for {', '.join(missing)} yet; the next start makes it anew."
        yield Finding("warning", text)


def check_time(case: Case, not_before: int, not_after: int) -> Iterator[Finding]:
    if not_after < case.now:
        yield Finding("trouble", f"the certificate ended on {iso(not_after)[:10]}: renew it.")
    elif not_before > case.now:
        text = f"the certificate begins on {iso(not_before)}: is the clock right?"
        yield Finding("trouble", text)
    elif not_after < case.now + SOON:
        yield Finding("warning", f"the certificate ends on {iso(not_after)[:10]}: renew it soon.")

"""Federation: whether other servers find this one, reach it, and believe its certificate."""

from __future__ import annotations

from collections.abc import Iterator

from magpie.server.certificate import ascii_domain
from magpie.server.doctor.case import Case, Finding
from magpie.server.doctor.network import addresses_of, services, taken, unanswered
from magpie.server.s2s.settings import S2s
from magpie.server.settings import Tls
from magpie.server.tls import TlsError, read_pair

PORT = 5269
ROOMS = "rooms"


def check_federation(case: Case) -> Iterator[Finding]:
    """The three things that have to be right, where it is switched on."""
    if case.settings.get(S2s).enabled:
        yield from check_ports(case)
        yield from check_names(case)
        yield from check_certificate(case)


def check_ports(case: Case) -> Iterator[Finding]:
    config = case.settings.get(S2s)
    if not config.listen and not config.direct_tls:
        yield Finding("trouble", "other servers connect nowhere: s2s.listen is empty.")
    for place in (*config.listen, *config.direct_tls):
        if place.port:
            problem = unanswered(place) if case.is_running else taken(place)
            if problem:
                yield Finding("trouble", f"{place}: {problem}.")


def check_names(case: Case) -> Iterator[Finding]:
    """The domain and its rooms are found, at a port where this server listens."""
    config = case.settings.get(S2s)
    own = ascii_domain(case.domain)
    kinds = (("_xmpp-server", config.listen), ("_xmpps-server", config.direct_tls))
    for domain in (own, f"{ROOMS}.{own}"):
        is_there = False
        for kind, places in kinds:
            for target, port in services(domain, kind):
                is_there = True
                if target and not addresses_of(target):
                    yield Finding("warning", f"{kind} of {domain}: nobody knows {target}.")
                if target and port not in {place.port for place in places}:
                    text = f"{kind} of {domain} sends servers to port {port}"
                    yield Finding("warning", f"{text}, and this server has no such port.")
        if not is_there and not addresses_of(domain):
            yield Finding("warning", f"other servers do not find {domain}: make a DNS record.")
        elif not is_there and PORT not in {place.port for place in config.listen}:
            text = f"other servers try {domain} at port {PORT}, where s2s.listen is not"
            yield Finding("warning", f"{text}: make SRV records.")


def check_certificate(case: Case) -> Iterator[Finding]:
    """One that others can check, for the domain and its rooms."""
    named = case.settings.get(Tls)
    if named.certificate is None or named.key is None:
        text = "the server signs its certificate itself: servers that insist on one refuse it."
        yield Finding("warning", text)
        return
    try:
        certificate = read_pair(named.certificate, named.key)[0]
    except TlsError:
        return  # said already
    own = ascii_domain(case.domain)
    wanted = (own, f"{ROOMS}.{own}")
    missing = [one for one in wanted if not certificate.covers(one, "xmpp-server")]
    if missing:
        text = f"{named.certificate} is not for {', '.join(missing)}: some servers refuse it."
        yield Finding("warning", text)

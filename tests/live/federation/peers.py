"""Our program and a server of another domain, which find each other."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.live.federation.ejabberd import Ejabberd
from tests.live.federation.nameserver import NameServer, starttls
from tests.live.program import Program
from tests.live.prosody import Prosody, free_port

OURS, THEIRS = "ours.test", "theirs.test"
Server = Program | Prosody | Ejabberd


def names(domain: str) -> Sequence[str]:
    """The domain, and those below it that others talk to."""
    return [f"{name}{domain}" for name in ("", "rooms.", "pubsub.")]


def federated(domain: str, port: int, others: Mapping[str, int], **settings: str) -> Program:
    """Our program, that listens for servers at the port, and knows the ports of others."""
    table = ", ".join(f'"{name}" = "127.0.0.1:{other}"' for name, other in others.items())
    own = {
        "s2s.enabled": "true",
        "s2s.listen": f'["127.0.0.1:{port}"]',
        "s2s.direct_tls": "[]",
        "s2s.routes": f"{{ {table} }}",
        "registration.mode": "open",
        "http.tls_listen": f'["127.0.0.1:{(https := free_port())}"]',
        "http.public_url": f"https://localhost:{https}",
    }
    return Program(domain, **(own | settings))


@dataclass
class Pair:
    """Ours and the other, up and running."""

    kind: str
    ours: Program
    theirs: Server


@contextmanager
def prosody(modules: Sequence[str] = ("dialback",), **settings: str) -> Iterator[Pair]:
    """Each knows the other's place by its settings."""
    port = free_port()
    theirs = Prosody(THEIRS, dict.fromkeys(names(OURS), port), modules)
    ours = federated(OURS, port, dict.fromkeys(names(THEIRS), theirs.s2s), **settings)
    with theirs, ours:
        yield Pair("prosody", ours, theirs)


@contextmanager
def ejabberd(**settings: str) -> Iterator[Pair]:
    """Each finds the other by DNS."""
    port = free_port()
    with NameServer(starttls(port, *names(OURS))) as dns:
        theirs = Ejabberd(THEIRS, dns)
        dns.records |= starttls(theirs.s2s, *names(THEIRS))
        settings = {"s2s.nameservers": f'["{dns.host}:{dns.port}"]'} | settings
        with theirs, federated(OURS, port, {}, **settings) as ours:
            yield Pair("ejabberd", ours, theirs)


@contextmanager
def magpie(**settings: str) -> Iterator[Pair]:
    """Two of ours."""
    port, other = free_port(), free_port()
    theirs = federated(THEIRS, other, dict.fromkeys(names(OURS), port))
    ours = federated(OURS, port, dict.fromkeys(names(THEIRS), other), **settings)
    with theirs, ours:
        yield Pair("magpie", ours, theirs)
        assert theirs.errors() == []


KINDS = {"prosody": prosody, "ejabberd": ejabberd, "magpie": magpie}

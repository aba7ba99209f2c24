"""Other servers are found by real DNS questions (RFC 2782, RFC 6120 3.2, XEP-0368)."""

import asyncio
import ssl
from collections.abc import Iterator

import pytest
from tests.live.federation.nameserver import DIRECT, STARTTLS, NameServer
from tests.live.federation.peers import OURS, THEIRS, federated
from tests.live.federation.people import PATIENCE, Person
from tests.live.prosody import certify, free_port

from magpie.base.config import Address
from magpie.server.s2s.lookup import Dns, NoServer, Target, targets


@pytest.fixture
def dns() -> Iterator[NameServer]:
    with NameServer() as found:
        yield found


async def places(dns: NameServer, domain: str = THEIRS) -> list[Target]:
    return list(await targets(domain, {}, Dns([Address(dns.host, dns.port)])))


async def test_records_of_both_kinds_are_tried_by_their_priority(dns):
    dns.records = {
        f"{DIRECT}.{THEIRS}": [(20, 0, 1003, "localhost"), (5, 0, 1001, "localhost")],
        f"{STARTTLS}.{THEIRS}": [(10, 0, 1002, "localhost")],
    }
    assert await places(dns) == [
        Target("127.0.0.1", 1001, is_direct=True),
        Target("127.0.0.1", 1002),
        Target("127.0.0.1", 1003, is_direct=True),
    ]
    assert {(f"{kind}.{THEIRS}", "SRV") for kind in (DIRECT, STARTTLS)} < {*dns.asked}


async def test_weights_are_chances(dns):
    dns.records = {f"{STARTTLS}.{THEIRS}": [(0, 0, 1, "localhost"), (0, 1_000, 2, "localhost")]}
    first = [(await places(dns))[0].port for _ in range(20)]
    assert first.count(2) > first.count(1)


async def test_without_records_it_is_the_domain_itself(dns):
    assert await places(dns) == [Target(THEIRS, 5269)]
    dns.records = {f"{STARTTLS}.else.test": [(0, 0, 1, THEIRS)]}  # so it has an address
    assert await places(dns) == [Target("127.0.0.1", 5269)]


async def test_a_full_stop_says_that_there_is_no_server(dns):
    dns.records = {f"{DIRECT}.{THEIRS}": [(0, 0, 0, "")]}
    with pytest.raises(NoServer):
        await places(dns)
    dns.records[f"{STARTTLS}.{THEIRS}"] = [(0, 0, 1002, "localhost")]
    assert await places(dns) == [Target("127.0.0.1", 1002)]


async def test_a_name_of_another_alphabet_is_asked_for_as_dns_has_it(dns):
    await places(dns, "bücher.test")
    assert (f"{DIRECT}.xn--bcher-kva.test", "SRV") in dns.asked


async def test_two_servers_find_each_other_and_begin_with_tls(dns, name):
    """The first place of each is one where nobody answers."""
    settings, programs = {"s2s.nameservers": f'["{dns.host}:{dns.port}"]'}, []
    for domain in (OURS, THEIRS):
        direct = free_port()
        dns.records[f"{DIRECT}.{domain}"] = [
            (0, 0, free_port(), "localhost"),
            (1, 0, direct, "localhost"),
        ]
        own = settings | {"s2s.direct_tls": f'["127.0.0.1:{direct}"]'}
        programs.append(federated(domain, free_port(), {}, **own))
    with programs[0] as ours, programs[1] as theirs:
        romeo = Person(ours, name("romeo"), "orchard", signs_up=True)
        juliet = Person(theirs, name("juliet"), "balcony", signs_up=True)
        for person in (romeo, juliet):
            await person.is_there()
        await romeo.says(juliet.bare, "But soft")
        await juliet.hears(romeo.bare, "But soft")
        await juliet.says(romeo.bare, "Ay me")
        await romeo.hears(juliet.bare, "Ay me")
        for nowhere in ("nobody.test", "full.stop.test"):
            dns.records[f"{STARTTLS}.full.stop.test"] = [(0, 0, 0, "")]
            await romeo.says(f"juliet@{nowhere}", "Are you there?")
            await romeo.until(
                lambda to=nowhere: (f"juliet@{to}", "remote-server-not-found") in romeo.refusals,
                PATIENCE,
            )
        assert any("s2s.failed" in line for line in ours.log)


async def test_direct_tls_says_for_whom_and_for_what_it_is(dns, name, tmp_path):
    """XEP-0368, 3: SNI is "the JID's domain part", ALPN "MUST be 'xmpp-server'"."""
    certify(tmp_path, THEIRS, None)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "localhost.crt", tmp_path / "localhost.key")
    context.set_alpn_protocols(["xmpp-client", "xmpp-server"])
    named: list[str | None] = []
    context.sni_callback = lambda _, server_name, __: named.append(server_name)
    chosen: asyncio.Queue[str | None] = asyncio.Queue()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        chosen.put_nowait(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        writer.transport.abort()

    peer = await asyncio.start_server(met, "127.0.0.1", 0, ssl=context)
    port = peer.sockets[0].getsockname()[1]
    dns.records[f"{DIRECT}.{THEIRS}"] = [(0, 0, port, "localhost")]
    settings = {"s2s.nameservers": f'["{dns.host}:{dns.port}"]'}
    async with peer:
        with federated(OURS, free_port(), {}, **settings) as ours:
            romeo = Person(ours, name("romeo"), "orchard", signs_up=True)
            await romeo.is_there()
            await romeo.says(f"juliet@{THEIRS}", "But soft")
            async with asyncio.timeout(PATIENCE):
                assert await chosen.get() == "xmpp-server"
    assert {*named} == {THEIRS}

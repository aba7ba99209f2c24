"""What hostile or broken peers do to a socket, while two others chat on."""

import asyncio
import base64
import contextlib
import os
import socket

import pytest
from tests.live.program import Program
from tests.live.wire import CHAT, PASSWORD, Bystanders, connected, online, secured
from tests.scene.tcp import HEADER, NS_SASL

OPEN = HEADER.format(domain="localhost")
NS_SID = "urn:xmpp:sid:0"

BAD_BYTES = {
    "not XML": (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "not-well-formed"),
    "an older protocol": (b"<presence/>", "bad-format"),
    "another namespace": (OPEN.replace("jabber:client", "urn:x").encode(), "invalid-namespace"),
    "a document type": (b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + OPEN.encode(), "restricted-xml"),
    "an entity": (OPEN.encode() + b"<iq>&a;</iq>", "restricted-xml"),
    "a comment": (OPEN.encode() + b"<!-- x -->", "restricted-xml"),
    "an instruction": (OPEN.encode() + b"<?php x ?>", "restricted-xml"),
    "invalid UTF-8": (OPEN.encode() + b"<iq>\xc3\x28</iq>", "not-well-formed"),
    "a character that XML has not": (OPEN.encode() + b"<iq>\x01</iq>", "not-well-formed"),
    "a surrogate": (OPEN.encode() + b"<iq>\xed\xa0\x80</iq>", "not-well-formed"),
    "10,000 levels": (OPEN.encode() + b"<a>" * 10_000, "policy-violation"),
    "a stanza before its time": (OPEN.encode() + b"<message/>", "not-authorized"),
    "another host": (OPEN.replace("localhost", "example.org").encode(), "host-unknown"),
}


@pytest.mark.parametrize("what", BAD_BYTES)
async def test_bad_bytes_end_their_own_stream_only(server, bystanders, what):
    data, condition = BAD_BYTES[what]
    peer = await connected(server)
    with contextlib.suppress(ConnectionError):
        await peer.says(data)
    assert await peer.ends() == condition
    await bystanders.go_on()


async def test_an_endless_attribute_is_refused_long_before_its_end(server, bystanders):
    attacker = await online(server, bystanders.third)
    await attacker.says("<message to='")
    chunk, sent = b"x" * 65_536, 0
    with contextlib.suppress(ConnectionError):
        while not attacker.is_closed and sent < 100_000_000:
            await attacker.says(chunk)
            sent += len(chunk)
            await asyncio.sleep(0)
    assert await attacker.ends() in ("policy-violation", None)
    assert sent < 20_000_000
    await bystanders.go_on()


async def test_deep_nesting_after_sign_in(server, bystanders):
    attacker = await online(server, bystanders.third)
    with contextlib.suppress(ConnectionError):
        await attacker.says("<message>" + "<a>" * 10_000)
    assert await attacker.ends() == "policy-violation"
    await bystanders.go_on()


async def test_a_half_closed_socket_is_closed_from_our_side_too(server, bystanders):
    for peer in (await connected(server), await secured(server)):
        peer.writer.transport.get_extra_info("socket").shutdown(1)
        await peer.ends()
        assert peer.is_closed
    await bystanders.go_on()


async def test_nobody_acts_for_another(server, bystanders):
    attacker = await secured(server)
    assert (await attacker.registers(bystanders.third, PASSWORD)).get("type") == "result"
    victim = bystanders.names[0]
    text = f"{victim}@localhost\0{bystanders.third}\0{PASSWORD}"
    proof = base64.b64encode(text.encode()).decode()
    await attacker.says(f"<auth xmlns='{NS_SASL}' mechanism='PLAIN'>{proof}</auth>")
    assert (await attacker.next("failure")).has("invalid-authzid")
    # Its own name, in full, is not another's
    text = text.replace(victim, bystanders.third)
    proof = base64.b64encode(text.encode()).decode()
    await attacker.says(f"<auth xmlns='{NS_SASL}' mechanism='PLAIN'>{proof}</auth>")
    await attacker.next("success")
    await bystanders.go_on()


async def test_somebody_in_between_cannot_take_channel_binding_away(server, bystanders):
    """RFC 5802, 6: "y" says that the client binds and was told that the server does not."""
    peer = await secured(server)
    first = base64.b64encode(f"y,,n={bystanders.names[0]},r=clientnonce".encode()).decode()
    await peer.says(f"<auth xmlns='{NS_SASL}' mechanism='SCRAM-SHA-256'>{first}</auth>")
    heard = await peer.find(lambda one: one.name in ("challenge", "failure"))
    assert heard.name == "failure"
    # and "n", which never binds, goes on
    first = base64.b64encode(f"n,,n={bystanders.names[0]},r=clientnonce".encode()).decode()
    await peer.says(f"<auth xmlns='{NS_SASL}' mechanism='SCRAM-SHA-256'>{first}</auth>")
    await peer.next("challenge")
    await bystanders.go_on()


async def test_a_sender_cannot_be_forged(server, bystanders):
    attacker = await online(server, bystanders.third)
    victim = f"{bystanders.names[0]}@localhost/own"
    await attacker.says(f"<message from='{victim}' to='{victim}'><body>x</body></message>")
    assert await attacker.ends() == "invalid-from"
    await bystanders.go_on()


async def test_what_only_the_server_says_cannot_be_forged(server, bystanders):
    """XEP-0359, 5: an id "by" the receiver's archive. XEP-0280, 9: a copy is from oneself."""
    victim = await online(server, bystanders.third)
    to = f"{bystanders.third}@localhost"
    attacker = await online(server, bystanders.third + "x")
    forged_id = f"<stanza-id xmlns='{NS_SID}' by='{to}' id='forged'/>"
    said = f"<message from='{bystanders.names[0]}@localhost' to='{to}'><body>x</body></message>"
    copy = (
        f"<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{said}"
        "</forwarded></received>"
    )
    await victim.says("<presence/>")
    await attacker.says(f"<message to='{to}' id='forged'><body>x</body>{forged_id}</message>")
    await attacker.says(f"<message to='{to}' id='copy'>{copy}</message>")
    heard = await victim.find(lambda one: one.get("id") == "forged")
    (found,) = [child for child in heard if child.ns == NS_SID]
    assert found.get("id") != "forged"
    heard = await victim.find(lambda one: one.get("id") == "copy")
    assert heard.get("from") == f"{bystanders.third}x@localhost/own"
    await bystanders.go_on()


SILENT = 10_000


async def test_who_says_nothing_is_dropped_in_time(new_server, many_files):
    """10,000 of them, while two others chat."""
    server: Program = new_server(**{"limits.handshake_timeout": "30 s"})
    loop = asyncio.get_running_loop()
    async with Bystanders(server) as bystanders:
        silent = [socket.socket() for _ in range(SILENT)]
        try:
            for peer in silent:
                peer.setblocking(False)
                await loop.sock_connect(peer, (server.host, server.port))
            async with asyncio.timeout(20):  # the last of them may still wait to be accepted
                while len(os.listdir(f"/proc/{server.process.pid}/fd")) <= SILENT:
                    await bystanders.go_on()
            await bystanders.go_on()
            for peer in silent:
                await heard_to_the_end(peer)
        finally:
            for peer in silent:
                peer.close()
        await bystanders.go_on()


async def heard_to_the_end(peer: socket.socket) -> None:
    """The server closes the connection: this returns, or the test is too slow."""
    heard = b""
    async with asyncio.timeout(40):
        while data := await asyncio.get_running_loop().sock_recv(peer, 4096):
            heard += data
    assert b"connection-timeout" in heard


async def test_who_never_reads_is_cut_off_and_misses_nothing(new_server):
    server: Program = new_server(
        **{"c2s.write_timeout": "2 s", "c2s.write_buffer": "1 MB", "limits.enabled": "false"}
    )
    async with Bystanders(server) as bystanders:
        deaf = await online(server, bystanders.third, "deaf")
        await deaf.says("<enable xmlns='urn:xmpp:sm:3'/><presence/>")
        await deaf.pings()
        deaf.deafens()
        sender = await online(server, bystanders.third + "x")
        count, body = 120, "x" * 100_000
        to = f"{bystanders.third}@localhost"
        for number in range(count):
            await sender.says(CHAT.format(to=to, id=f"m{number}", body=body))
            await sender.pings(20)
        await asyncio.to_thread(server.waits_for, "stream.cut_off", 20)
        await bystanders.go_on()
        back = await online(server, bystanders.third, "back", new=False)
        await back.says("<presence/>")
        await back.until(lambda: [e for e in back.unread if e.get("id") == f"m{count - 1}"], 20)
        ids = [one.get("id") for one in back.unread if one.name == "message"]
        assert ids == [f"m{number}" for number in range(count)]


async def test_one_huge_answer_to_who_never_reads_it(new_server):
    """Ten megabytes in one write: nothing that follows would have to show it."""
    server: Program = new_server(
        **{
            "c2s.write_timeout": "2 s",
            "c2s.write_buffer": "100 MB",
            "limits.stanza_size": "16 MB",
            "private.max_size": "16 MB",
        }
    )
    private = "<iq type='{kind}' id='q'><query xmlns='jabber:iq:private'>{data}</query></iq>"
    async with Bystanders(server) as bystanders:
        deaf = await online(server, bystanders.third, "deaf")
        kept = "<big xmlns='urn:example:big'>" + "x" * 10_000_000 + "</big>"
        await deaf.says(private.format(kind="set", data=kept))
        await deaf.pings(20)
        deaf.deafens()
        asked = private.format(kind="get", data="<big xmlns='urn:example:big'/>")
        deaf.writer.write(asked.encode())
        await asyncio.to_thread(server.waits_for, "stream.cut_off", 20)
        await bystanders.go_on()

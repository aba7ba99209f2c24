"""Clients that sign in wrongly, over the wire, while two others chat."""

import base64

import pytest
from tests.live.program import port_of
from tests.live.wire import OPEN, PASSWORD, Bystanders, connected, secured
from tests.scene.tcp import NS_BIND, NS_SASL, NS_TLS, TcpEar

from magpie.server.tcp import is_loopback
from magpie.server.tls import own_addresses

NS_SM = "urn:xmpp:sm:3"
BIND = f"<iq type='set' id='b'><bind xmlns='{NS_BIND}'/></iq>"


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def auth(mechanism: str, text: str = "") -> str:
    return f"<auth xmlns='{NS_SASL}' mechanism='{mechanism}'>{text}</auth>"


def plain(name: str, password: str = PASSWORD) -> str:
    return auth("PLAIN", encoded(f"\0{name}\0{password}"))


async def signed_in(server, name):
    peer = await secured(server)
    assert (await peer.registers(name, PASSWORD)).get("type") == "result"
    await peer.signs_in(name, PASSWORD)
    return peer


async def test_without_tls_a_password_is_never_taken(server, bystanders):
    """RFC 6120, 13.8.3: PLAIN only under TLS. SCRAM goes on this machine, where nobody listens."""
    name = bystanders.names[0]
    peer = await connected(server)
    mechanisms = (await peer.opens()).child("mechanisms", NS_SASL)
    assert mechanisms is not None
    assert [one.text for one in mechanisms] == ["SCRAM-SHA-256", "SCRAM-SHA-1"]
    await peer.says(plain(name))
    assert (await peer.next("failure")).has("invalid-mechanism")
    await peer.says(auth("SCRAM-SHA-256", encoded(f"n,,n={name},r=nonce")))
    await peer.next("challenge")
    await bystanders.go_on()
    other = await secured(server)
    await other.says(plain(name))
    await other.next("success")


async def test_from_another_machine_nobody_signs_in_without_tls(new_server):
    """RFC 6120, 6.3.4 and 6.5.4. Our own address on the network is not loopback."""
    address = next((one for one in own_addresses() if not is_loopback(one)), None)
    if address is None:
        pytest.skip("this machine is on no network")
    server = new_server(**{"c2s.require_tls": "false", "c2s.listen": '["0.0.0.0:0", "[::]:0"]'})
    where = {("[" in one): port_of(one) for one in server.addresses[:2]}
    async with Bystanders(server) as bystanders:
        peer = TcpEar(server.domain)
        await peer.connects(address, where[":" in address])
        OPEN.append(peer)
        features = await peer.opens()
        starttls = features.child("starttls", NS_TLS)
        assert starttls is not None
        assert starttls.has("required")
        assert not features.has("mechanisms", NS_SASL)
        for wish in (
            plain(bystanders.names[0]),
            auth("SCRAM-SHA-256", encoded(f"n,,n={bystanders.names[0]},r=nonce")),
        ):
            await peer.says(wish)
            assert (await peer.next("failure")).has("encryption-required")
        await bystanders.go_on()


BEFORE_SIGN_IN = {
    "a resource is bound": (BIND, "not-authorized", True),
    "a session is resumed": (
        f"<resume xmlns='{NS_SM}' previd='x' h='0'/>", "not-authorized", False
    ),
    "stream management": (f"<enable xmlns='{NS_SM}'/>", "not-authorized", False),
    "a response to nothing": (f"<response xmlns='{NS_SASL}'>AAAA</response>", "not-authorized",
                              False),
    "TLS once more": (f"<starttls xmlns='{NS_TLS}'/>", "not-authorized", False),
    "a message": ("<message to='localhost'/>", "not-authorized", False),
    "presence": ("<presence/>", "not-authorized", False),
    "an element of nobody's": ("<x xmlns='urn:example'/>", "not-authorized", False),
    "text": ("hello", "bad-format", False),
    "a header in the stream": (
        "<stream:stream to='localhost' version='1.0'/>", "not-authorized", False
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BEFORE_SIGN_IN)
async def test_wrong_order_before_signing_in(server, bystanders, what):
    said, condition, goes_on = BEFORE_SIGN_IN[what]
    peer = await secured(server)
    await peer.says(said)
    if goes_on:
        error = (await peer.next("iq")).child("error")
        assert error is not None
        assert error.children[0].name == condition
    else:
        assert await peer.ends() == condition
    await bystanders.go_on()


AFTER_SIGN_IN = {
    "signing in again": auth("PLAIN", encoded("\0x\0y")),
    "a message before binding": "<message to='localhost'/>",
    "presence before binding": "<presence/>",
    "a request before binding": "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>",
    "registering": "<iq type='get' id='r'><query xmlns='jabber:iq:register'/></iq>",
    "an acknowledgement": f"<a xmlns='{NS_SM}' h='0'/>",
}


@pytest.mark.parametrize("what", AFTER_SIGN_IN)
async def test_wrong_order_before_binding(server, bystanders, what):
    peer = await signed_in(server, bystanders.third)
    await peer.says(AFTER_SIGN_IN[what])
    assert await peer.ends() == "not-authorized"
    await bystanders.go_on()


async def test_wrong_order_after_binding(server, bystanders):
    said = (
        (auth("PLAIN", encoded("\0x\0y")), "unsupported-stanza-type"),
        (f"<starttls xmlns='{NS_TLS}'/>", "unsupported-stanza-type"),
        (f"<r xmlns='{NS_SM}'/>", "unsupported-stanza-type"),
        (f"<resume xmlns='{NS_SM}' previd='x' h='0'/>", "unsupported-stanza-type"),
    )
    for number, (wrong, condition) in enumerate(said):
        peer = await signed_in(server, f"{bystanders.third}n{number}")
        await peer.binds("own")
        await peer.says(wrong)
        assert await peer.ends() == condition, wrong
    await bystanders.go_on()


BAD_AUTH = {
    "no such mechanism": (auth("LOGIN", "AAAA"), "invalid-mechanism"),
    "no mechanism": (f"<auth xmlns='{NS_SASL}'/>", "invalid-mechanism"),
    "a bound one that is not offered": (auth("SCRAM-SHA-512-PLUS", "AAAA"), "invalid-mechanism"),
    "not base64": (auth("PLAIN", "%%%%"), "incorrect-encoding"),
    "base64 in another form": (auth("PLAIN", "AGEAYQ"), "incorrect-encoding"),
    "nothing": (auth("PLAIN", "="), "malformed-request"),
    "not UTF-8": (auth("PLAIN", encoded(b"\0\xff\0x")), "malformed-request"),
}
BAD_FIELDS = {
    "two parts": ("PLAIN", "a\0b", "malformed-request"),
    "four parts": ("PLAIN", "\0a\0b\0c", "malformed-request"),
    "no password": ("PLAIN", "\0{name}\0", "malformed-request"),
    "an endless password": ("PLAIN", "\0{name}\0" + "x" * 8000, "malformed-request"),
    "nobody": ("PLAIN", "\0nobody-is-called-so\0x", "not-authorized"),
    "a name that is none": ("PLAIN", "\0a b\0x", "not-authorized"),
    "a wrong password": ("PLAIN", "\0{name}\0not it", "not-authorized"),
    "no header": ("SCRAM-SHA-256", "n={name},r=y", "malformed-request"),
    "no nonce": ("SCRAM-SHA-256", "n,,n={name}", "malformed-request"),
    "no name": ("SCRAM-SHA-256", "n,,r=y", "malformed-request"),
    "a bad escape": ("SCRAM-SHA-256", "n,,n=a=2X,r=y", "malformed-request"),
    "what must be known": ("SCRAM-SHA-256", "n,,m=1,n={name},r=y", "malformed-request"),
    "bound, and not": ("SCRAM-SHA-256-PLUS", "n,,n={name},r=y", "malformed-request"),
    "bound to what we have not": (
        "SCRAM-SHA-256-PLUS", "p=tls-exporter,,n={name},r=y", "not-authorized"
    ),
    "not bound, and bound": (
        "SCRAM-SHA-1", "p=tls-server-end-point,,n={name},r=y", "malformed-request"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", [*BAD_AUTH, *BAD_FIELDS])
async def test_sasl_with_a_field_wrong(server, bystanders, what):
    name = bystanders.names[0]
    if what in BAD_AUTH:
        said, condition = BAD_AUTH[what]
    else:
        mechanism, text, condition = BAD_FIELDS[what]
        said = auth(mechanism, encoded(text.format(name=name)))
    peer = await secured(server)
    await peer.says(said)
    failure = await peer.next("failure")
    assert failure.has(condition), failure
    await peer.says(plain(name))  # the stream goes on, and takes who does it right
    await peer.next("success")
    await bystanders.go_on()


FINALS = {
    "another nonce": ("c=biws,r=other,p=AAAA", "not-authorized"),
    "another channel": ("c=eSws,r={nonce},p=AAAA", "not-authorized"),
    "a wrong proof": (
        "c=biws,r={nonce},p=" + encoded(bytes(32)), "not-authorized"
    ),
    "a short proof": ("c=biws,r={nonce},p=AAAA", "not-authorized"),
    "no proof": ("c=biws,r={nonce}", "malformed-request"),
    "nothing": ("", "malformed-request"),
}  # fmt: skip


@pytest.mark.parametrize("what", FINALS)
@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-1", "SCRAM-SHA-256"])
async def test_scram_with_a_wrong_end(server, bystanders, what, mechanism):
    said, condition = FINALS[what]
    peer = await secured(server)
    name = bystanders.names[0]
    await peer.says(auth(mechanism, encoded(f"n,,n={name},r=nonce")))
    challenge = base64.b64decode((await peer.next("challenge")).text).decode()
    nonce = challenge.partition("r=")[2].partition(",")[0]
    assert nonce.startswith("nonce")
    response = encoded(said.format(nonce=nonce)) if said else "="
    await peer.says(f"<response xmlns='{NS_SASL}'>{response}</response>")
    assert (await peer.next("failure")).has(condition)
    await bystanders.go_on()

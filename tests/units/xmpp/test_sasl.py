"""SASL: our server's machines against clients, good and bad."""

import base64

import pytest
import scramp
from hypothesis import given
from hypothesis import strategies as st
from tests.units.xmpp.scram_client import ScramClient

from magpie.xmpp.sasl import (
    CONDITIONS,
    NS,
    SCRAM,
    Challenge,
    CheckPassword,
    NeedKeys,
    Plain,
    SaslError,
    Scram,
    Success,
    advertised,
    decode,
    encode,
    mechanism,
    offered,
)
from magpie.xmpp.scram import derive, verify

SALT = b"0123456789abcdef"
SECRET = b"the server's own"
BINDINGS = {"tls-server-end-point": b"certificate hash", "tls-exporter": b"exported"}
KEYS = {hash_: derive("pencil", hash_, SALT, 4096) for hash_ in SCRAM.values()}
NAMES = sorted(SCRAM)


def machine(name, bindings=(), nonce="servernonce"):
    return Scram(name, dict(bindings), SECRET, nonce)


def talk(server, client, keys=KEYS):
    """Play a login to its end."""
    need = server.feed(client.first())
    assert isinstance(need, NeedKeys)
    challenge = server.keys(keys and keys[need.hash])
    return server.feed(client.final(challenge.data))


def refused(condition, do):
    with pytest.raises(SaslError) as caught:
        do()
    assert caught.value.condition == condition


def test_example_of_rfc_5802():
    server = machine("SCRAM-SHA-1", nonce="3rfcNHYJY1ZVvWVs7j")
    keys = derive("pencil", "sha1", base64.b64decode("QSXCR+Q6sek8bf92"), 4096)
    assert server.feed(b"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL") == NeedKeys("user", "sha1")
    assert server.keys(keys) == Challenge(
        b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
    )
    final = b"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
    assert server.feed(final) == Success("user", None, b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")


def test_example_of_rfc_7677():
    server = machine("SCRAM-SHA-256", nonce="%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")
    keys = derive("pencil", "sha256", base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096)
    server.feed(b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
    nonce = b"rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    assert server.keys(keys).data == b"r=%b,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096" % nonce
    proof = b"dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    done = server.feed(b"c=biws,r=%b,p=%b" % (nonce, proof))
    assert done.additional == b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("bound", [None, *BINDINGS])
def test_a_pair_agrees(name, bound):
    hash_ = SCRAM[name]
    gs2 = f"p={bound},," if bound else "n,,"
    client = ScramClient(hash_, "User", "pencil", gs2=gs2, binding=BINDINGS.get(bound, b""))
    server = machine(name + "-PLUS" * bool(bound), BINDINGS)
    assert talk(server, client) == Success("user", None, client.signature)
    refused("malformed-request", lambda: server.feed(b"again"))


@pytest.mark.parametrize("name", [*NAMES, *(name + "-PLUS" for name in NAMES)])
def test_a_pair_with_another_implementation(name):
    binding = ("tls-server-end-point", BINDINGS["tls-server-end-point"])
    plus = name.endswith("-PLUS")
    client = scramp.ScramClient([name], "user", "pencil", channel_binding=binding if plus else None)
    server = machine(name, BINDINGS if plus else {})
    server.feed(client.get_client_first().encode())
    client.set_server_first(server.keys(KEYS[SCRAM[name.removesuffix("-PLUS")]]).data.decode())
    done = server.feed(client.get_client_final().encode())
    client.set_server_final(done.additional.decode())


@pytest.mark.parametrize("name", NAMES)
def test_wrong_password_and_unknown_user_look_alike(name):
    asked = []
    for keys, password in ((KEYS, "pencil"), (KEYS, "crayon"), (None, "pencil"), (None, "")):
        client = ScramClient(SCRAM[name], "user", password)
        if keys and password == "pencil":
            assert isinstance(talk(machine(name), client, keys), Success)
        else:
            refused("not-authorized", lambda c=client, k=keys: talk(machine(name), c, k))
        server = machine(name)
        server.feed(client.first())
        asked.append(server.keys(None))
    assert len(set(asked)) == 1


def test_a_name_that_no_account_can_have_looks_like_one_that_is_not_there():
    client = ScramClient("sha1", "a@b", "pencil")
    server = machine("SCRAM-SHA-1")
    challenge = server.feed(client.first())
    assert isinstance(challenge, Challenge)
    refused("not-authorized", lambda: server.feed(client.final(challenge.data)))


@pytest.mark.parametrize(
    ("gs2", "authzid"),
    [("n,a=user@example.org,", "user@example.org"), ("n,a=a=2Cb=3Dc,", "a,b=c"), ("y,,", None)],
)
def test_the_identity_to_act_as_is_handed_on(gs2, authzid):
    done = talk(machine("SCRAM-SHA-1"), ScramClient("sha1", "user", "pencil", gs2=gs2))
    assert done.authzid == authzid


def test_downgrade():
    def feed(name, first, bindings=BINDINGS):
        return lambda: machine(name, bindings).feed(first + b"n=user,r=abc")

    plus = "SCRAM-SHA-256-PLUS"
    refused("not-authorized", feed("SCRAM-SHA-256", b"y,,"))
    refused("not-authorized", feed(plus, b"y,,"))
    refused("malformed-request", feed(plus, b"n,,"))
    refused("malformed-request", feed("SCRAM-SHA-256", b"p=tls-server-end-point,,"))
    refused("not-authorized", feed(plus, b"p=tls-unique,,"))
    assert isinstance(feed("SCRAM-SHA-256", b"n,,")(), NeedKeys)
    assert isinstance(feed("SCRAM-SHA-256", b"y,,", {})(), NeedKeys)
    assert isinstance(feed(plus, b"p=tls-exporter,,")(), NeedKeys)


def test_another_channel():
    gs2 = "p=tls-server-end-point,,"
    for binding in (b"", b"another", BINDINGS["tls-exporter"]):
        client = ScramClient("sha1", "user", "pencil", gs2=gs2, binding=binding)
        server = machine("SCRAM-SHA-1-PLUS", BINDINGS)
        refused("not-authorized", lambda s=server, c=client: talk(s, c))


@pytest.mark.parametrize(
    "first",
    [
        *(
            b"",
            b"n",
            b"n,",
            b"n,,",
            b"n,,n=user",
            b"n,,r=abc",
            b"n,,r=abc,n=user",
            b"x,,n=user,r=a",
        ),
        *(b"n,,n=,r=abc", b"n,,n=user,r=", b"n,,n=us=er,r=abc", b"n,,n=us=2cer,r=abc"),
        *(b"n,,m=ext,n=user,r=abc", b"n,b=x,n=user,r=abc", b"n,a=,n=user,r=abc", b"n,,n=u,r=a b"),
        *(
            b"n,,n=\xff,r=abc",
            b"n,,n=" + b"u" * 5000 + b",r=abc",
            b"p=,,n=user,r=abc",
            b"n=user,r=a",
        ),
    ],
)
def test_broken_first_message(first):
    server = machine("SCRAM-SHA-1")
    refused("malformed-request", lambda: server.feed(first))
    refused("malformed-request", lambda: server.feed(b"n,,n=user,r=abc"))
    refused("malformed-request", lambda: server.keys(None))


@pytest.mark.parametrize(
    ("change", "condition"),
    [
        (lambda m: b"", "malformed-request"),
        (lambda m: m[:-3], "malformed-request"),
        (lambda m: m.replace(b"c=", b"d="), "malformed-request"),
        (lambda m: m.replace(b"c=biws", b"c=b!ws"), "malformed-request"),
        (lambda m: m.replace(b"c=biws", b"c=biw"), "malformed-request"),
        (lambda m: m.replace(b",p=", b",m=x,p="), "not-authorized"),
        (lambda m: m + b",x=1", "malformed-request"),
        (lambda m: m.replace(b"c=biws", b"c=eSws"), "not-authorized"),
        (lambda m: m.replace(b"nonce", b"nonsense"), "not-authorized"),
        (lambda m: m.replace(b"servernonce", b""), "not-authorized"),
        (lambda m: m[: m.index(b",p=") + 3] + base64.b64encode(bytes(20)), "not-authorized"),
        (lambda m: m[: m.index(b",p=") + 3] + base64.b64encode(bytes(32)), "not-authorized"),
        (lambda m: m[: m.index(b",p=") + 3] + b"AA==", "not-authorized"),
    ],
)
def test_broken_final_message(change, condition):
    client = ScramClient("sha1", "user", "pencil")
    server = machine("SCRAM-SHA-1")
    server.feed(client.first())
    final = client.final(server.keys(KEYS["sha1"]).data)
    refused(condition, lambda: server.feed(change(final)))
    refused("malformed-request", lambda: server.feed(final))


def test_extensions_that_need_no_understanding():
    client = ScramClient("sha1", "user", "pencil")
    client.bare += ",x=1"
    assert isinstance(talk(machine("SCRAM-SHA-1"), client), Success)


def test_plain():
    check = Plain().feed("a@b\0Üser\0pén cil".encode())
    assert check == CheckPassword("pén cil", Success("üser", "a@b"))
    assert Plain().feed(b"\0user\0pencil").success == Success("user", None)
    assert verify("pencil", KEYS["sha1"])
    assert "pencil" not in repr(check)


@pytest.mark.parametrize(
    ("data", "condition"),
    [
        (b"", "malformed-request"),
        (b"user\0pencil", "malformed-request"),
        (b"\0user\0", "malformed-request"),
        (b"\0\0pencil", "malformed-request"),
        (b"\0user\0pen\0cil", "malformed-request"),
        (b"\0\xff\0pencil", "malformed-request"),
        (b"\0user\0" + b"x" * 5000, "malformed-request"),
        (b"\0a@b\0pencil", "not-authorized"),
        (b"\0us er\0pencil", "not-authorized"),
    ],
)
def test_broken_plain(data, condition):
    plain = Plain()
    refused(condition, lambda: plain.feed(data))
    refused("malformed-request", lambda: plain.feed(b"\0user\0pencil"))


def test_what_is_offered():
    assert offered(BINDINGS, plain=True) == (
        "SCRAM-SHA-256-PLUS",
        "SCRAM-SHA-1-PLUS",
        "SCRAM-SHA-256",
        "SCRAM-SHA-1",
        "PLAIN",
    )
    assert offered({}, plain=False) == ("SCRAM-SHA-256", "SCRAM-SHA-1")
    for bindings in ({}, BINDINGS):
        for plain in (False, True):
            for name in offered(bindings, plain=plain):
                assert mechanism(name, bindings, SECRET, plain=plain).name == name


@pytest.mark.parametrize(
    "name", ["", "plain", "PLAIN", "SCRAM-SHA-1-PLUS", "EXTERNAL", "SCRAM-MD5"]
)
def test_what_is_not_offered(name):
    refused("invalid-mechanism", lambda: mechanism(name, {}, SECRET, plain=False))


@given(st.binary(max_size=40))
def test_base64_goes_there_and_back(data):
    assert decode(encode(data)) == data


@pytest.mark.parametrize(
    "text", ["a", "ab", "ab=", "YQ", "YR==", "YQ==\n", " YQ==", "Y!Q==", "==", "é"]
)
def test_base64_has_one_form(text):
    refused("incorrect-encoding", lambda: decode(text))


@pytest.mark.parametrize("condition", sorted(CONDITIONS))
def test_failure(condition):
    element = SaslError(condition, "why").to_element()
    assert (element.name, element.ns) == ("failure", NS)
    assert [child.name for child in element] == [condition, "text"]
    assert [child.name for child in SaslError(condition).to_element()] == [condition]


PIECES = st.sampled_from(
    b"n,, y,, p=tls-exporter,, a=x n=user n== r=abc r=abcservernonce , = c=biws c=eSws p= p=AA== "
    b"m=1 \0 \0user\0pw \xff x=y".split(b" ")
)
INPUTS = st.lists(PIECES, max_size=6).map(b"".join) | st.lists(PIECES, max_size=6).map(b",".join)


@given(
    st.sampled_from(offered(BINDINGS, plain=True)),
    st.booleans(),
    st.lists(INPUTS | st.binary(max_size=30) | st.booleans(), max_size=6),
)
def test_any_input_in_any_state_gives_a_step_or_an_error(name, has_bindings, inputs):
    bindings = BINDINGS if has_bindings or name.endswith("-PLUS") else {}
    server = mechanism(name, bindings, SECRET, plain=True)
    is_dead = False
    for given_ in inputs:
        try:
            if not isinstance(given_, bool):
                step = server.feed(given_)
            elif isinstance(server, Scram):
                step = server.keys(KEYS[SCRAM[name.removesuffix("-PLUS")]] if given_ else None)
            else:
                continue
        except SaslError as error:
            is_legal = error.condition in CONDITIONS
            is_dead = not is_legal or is_dead or not isinstance(given_, bool)
            continue
        assert not is_dead
        assert not isinstance(step, Success), "nobody here knows the password"
        assert isinstance(step, Challenge | NeedKeys | CheckPassword)


def test_downgrade_protection_is_the_specifications_own():
    """XEP-0474, 5.3."""
    names = ("SCRAM-SHA-1-PLUS", "SCRAM-SHA-1")
    offer = advertised(names, ("tls-server-end-point", "tls-exporter"))
    machine = Scram("SCRAM-SHA-1", {}, b"secret", "y", offer)
    machine.feed(b"n,,n=user,r=x")
    challenge = machine.keys(None).data.decode()
    assert challenge.startswith("r=xy,s=")
    assert challenge.endswith(",h=G6k/rBLDqgOhRRaCuuatSDFkJ08=")
    assert advertised(names, ()) == b"SCRAM-SHA-1\x1eSCRAM-SHA-1-PLUS"


def test_an_offer_that_was_cut_down_is_noticed_by_the_proof():
    """Who changes "h" on its way changes what the client signs."""
    keys = derive("secret", "sha256", b"salt", 1)
    machine = Scram("SCRAM-SHA-256", {}, b"", "y", advertised(("A", "B"), ()))
    client = ScramClient("sha256", "user", "secret")
    machine.feed(client.first())
    told = machine.keys(keys).data
    forged = told[:-4] + b"AAA="
    with pytest.raises(SaslError):
        machine.feed(client.final(forged))

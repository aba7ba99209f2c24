"""XEP-0077: In-Band Registration, as conversations."""

import base64

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
NS = "jabber:iq:register"
ERROR = "urn:ietf:params:xml:ns:xmpp-stanzas"
FEATURE = "http://jabber.org/features/iq-register"
GET = f"<iq type='get' id='r1'><query xmlns='{NS}'/></iq>"
LAN, FAR = "192.168.7.7", "203.0.113.9"


def signup(name="romeo", password="star-crossed"):
    return f"""<iq type='set' id='r2'><query xmlns='{NS}'>
        <username>{name}</username><password>{password}</password></query></iq>"""


def submits(name, password, form_type=NS):
    return f"""<iq type='set' id='r2'><query xmlns='{NS}'><x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE' type='hidden'><value>{form_type}</value></field>
        <field var='username'><value>{name}</value></field>
        <field var='password'><value>{password}</value></field></x></query></iq>"""


async def arrives(scene, ip=LAN, is_secure=True):
    stream = scene.connect(ip=ip, is_secure=is_secure)
    await stream.opens()
    return stream


async def offers(stream):
    (features,) = stream.unread
    stream.forget()
    return features.has("register", FEATURE)


async def signs_up(stream, stanza):
    stream.forget()
    await stream.sends(stanza)
    await stream.receives("<iq type='result' id='r2' from='localhost'/>")


async def is_refused(peer, stanza, condition):
    """The text of the refusal."""
    peer.forget()
    await peer.sends(stanza)
    (answer,) = peer.unread
    peer.forget()
    assert answer.get("type") == "error", str(answer)
    error = answer.child("error")
    assert error.child(condition, ERROR), str(error)
    return error.child_text("text", ERROR) or ""


async def lets_in(scene, name, password):
    """Whether that name and password sign in."""
    stream = await arrives(scene)
    stream.forget()
    proof = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
    await stream.sends(
        f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{proof}</auth>"
    )
    (answer,) = stream.unread
    stream.forget()
    return answer.name == "success"


# Before there is an account


async def test_somebody_signs_up_and_in(scene):
    stream = await arrives(scene)
    assert await offers(stream)
    await stream.sends(GET)
    await stream.receives(
        f"""<iq type='result' id='r1' from='localhost'><query xmlns='{NS}'>
          <instructions>{{words}}</instructions><username/><password/>
          <x xmlns='jabber:x:data' type='form'>
            <title>New account</title><instructions>{{words}}</instructions>
            <field var='FORM_TYPE' type='hidden'><value>{NS}</value></field>
            <field var='username' type='text-single' label='Name'><required/></field>
            <field var='password' type='text-private' label='Password'><required/></field>
          </x></query></iq>"""
    )
    await signs_up(stream, signup())
    assert await lets_in(scene, "romeo", "star-crossed")
    assert not await lets_in(scene, "romeo", "something else")


@pytest.mark.parametrize("name", ["Romeo", "罗密欧", "romeo.montague"])
async def test_the_form_does_as_well(scene, name):
    stream = await arrives(scene)
    await signs_up(stream, submits(name, "pw-1"))
    assert scene.host.accounts.is_there(scene.host.accounts.jid(name))


@pytest.mark.parametrize(
    ("mode", "ip", "is_welcome"),
    [
        ("open", FAR, True),
        ("lan", FAR, False),
        ("lan", LAN, True),
        ("lan", "127.0.0.1", True),
        ("lan", "10.1.2.3", True),
        ("lan", "172.16.0.1", True),
        ("lan", "172.32.0.1", False),
        ("lan", "169.254.3.4", True),
        ("lan", "::1", True),
        ("lan", "fd12::3", True),
        ("lan", "fe80::1%eth0", True),
        ("lan", "::ffff:192.168.1.1", True),
        ("lan", "::ffff:203.0.113.9", False),
        ("lan", "2001:db8::1", False),
        ("invite", LAN, False),
        ("closed", LAN, False),
    ],
)
async def test_who_may_sign_up(scene, mode, ip, is_welcome):
    scene.configure(**{"registration.mode": mode})
    stream = await arrives(scene, ip)
    assert await offers(stream) == is_welcome
    if is_welcome:
        await signs_up(stream, signup())
    else:
        assert await is_refused(stream, GET, "service-unavailable")
        assert await is_refused(stream, signup(), "service-unavailable")
        assert not scene.host.accounts.all()


async def test_a_password_does_not_travel_in_the_open(scene):
    scene.configure(**{"c2s.require_tls": False})
    stream = await arrives(scene, is_secure=False)
    assert not await offers(stream)
    await stream.sends(signup())
    (answer,) = stream.unread
    assert answer.get("type") == "error"
    stream.forget()
    assert not scene.host.accounts.all()


TAKEN = ["romeo", "ROMEO"]
ALIKE = ["rοmeo", "rome0", "r0meo", "romеo"]
RESERVED = ["admin", "Admin", "аdmin", "adm1n", "root", "magpie", "abuse"]


@pytest.mark.parametrize(
    ("names", "why"),
    [(TAKEN, "is taken"), (ALIKE, "looks like that of another account"), (RESERVED, "is reserved")],
)
async def test_nobody_becomes_somebody_elses_double(scene, names, why):
    await scene.account("romeo@localhost")
    stream = await arrives(scene)
    for name in names:
        text = await is_refused(stream, signup(name), "conflict")
        assert text == f"The name “{name.casefold()}” {why}."
    assert len(scene.host.accounts) == 1


@pytest.mark.parametrize("double", ["bi11", "bil1", "bili", "blll", "BIll", "bіll", "ｂill"])
async def test_i_l_and_1_are_one_letter_to_a_reader(scene, double):
    await scene.account("bill@localhost")
    stream = await arrives(scene)
    await is_refused(stream, signup(double), "conflict")
    await signs_up(stream, signup("bob"))


CHARACTER = "a character that a name may not hold"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "an empty name"),
        ("o'henry", CHARACTER),
        ("a@b", CHARACTER),
        ("a/b", CHARACTER),
        ("a b", CHARACTER),
        ("\u200b", "an empty part"),
        ("x" * 1100, "a part of more than 1023 bytes"),
        ("&lt;&gt;", CHARACTER),
        ("abcжd", "mixes letters that look alike"),
        ("a&quot;", CHARACTER),
    ],
)
async def test_names_that_are_none_and_why(scene, name, why):
    stream = await arrives(scene)
    assert why in await is_refused(stream, signup(name), "not-acceptable")
    assert not scene.host.accounts.all()


@pytest.mark.parametrize("password", ["", "romeo", "ROMEO", "romeo@localhost", "x" * 1025])
async def test_passwords_that_are_none(scene, password):
    stream = await arrives(scene)
    assert await is_refused(stream, signup(password=password), "not-acceptable")
    assert not scene.host.accounts.all()


@pytest.mark.parametrize(
    "wrong",
    [
        signup().replace("<username>", "<username>a</username><username>"),
        signup().replace("<password>", "<password>a</password><password>"),
        submits("a", "pw-1").replace("submit", "cancel"),
        submits("a", "pw-1", "urn:example"),
        submits("a", "pw-1").replace("</x>", "<field var='username'><value>b</value></field></x>"),
    ],
)
async def test_what_is_wrong_is_refused(scene, wrong):
    stream = await arrives(scene)
    await is_refused(stream, wrong, "bad-request")
    assert not scene.host.accounts.all()


async def test_nobody_is_there_to_be_removed(scene):
    stream = await arrives(scene)
    remove = f"<iq type='set' id='r2'><query xmlns='{NS}'><remove/></query></iq>"
    await is_refused(stream, remove, "unexpected-request")


async def test_one_address_makes_so_many_accounts_and_no_more(scene):
    scene.configure(**{"limits.registrations_per_address": 2})
    stream = await arrives(scene)
    for name in ("anna", "bert"):
        await signs_up(stream, signup(name))
    other = await arrives(scene)
    text = await is_refused(other, signup("carl"), "resource-constraint")
    assert "60 minutes" in text
    # Somebody else may, and after a while they may too
    elsewhere = await arrives(scene, "192.168.7.8")
    await signs_up(elsewhere, signup("dora"))
    scene.clock.set(0)  # the wall clock has no say in it
    await is_refused(other, signup("carl"), "resource-constraint")


async def test_a_limit_that_is_off_is_off(scene):
    scene.configure(**{"limits.registrations_per_address": 2, "limits.enabled": False})
    stream = await arrives(scene)
    for name in ("anna", "bert", "carl"):
        await signs_up(stream, signup(name))


async def test_a_household_is_one_address(scene):
    scene.configure(**{"limits.registrations_per_address": 1})
    first = await arrives(scene, "fd00:1:2:3::1")
    await signs_up(first, signup("anna"))
    second = await arrives(scene, "fd00:1:2:3:4:5:6:7")
    await is_refused(second, signup("bert"), "resource-constraint")
    third = await arrives(scene, "fd00:1:2:4::1")
    await signs_up(third, signup("bert"))


# With an account


async def test_who_is_signed_in_is_registered(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(GET)
    await romeo.receives(
        f"""<iq type='result' id='r1' from='romeo@localhost' to='{ROMEO}'>
          <query xmlns='{NS}'><registered/><username>romeo</username><password/></query></iq>"""
    )


@pytest.mark.parametrize(
    "stanza", [signup(), submits("romeo", "star-crossed", NS + ":changepassword")]
)
@pytest.mark.memory
async def test_a_new_password_is_the_password(scene, stanza):
    romeo = scene.enter(ROMEO)
    await romeo.sends(stanza.replace("<iq", "<iq to='localhost'"))
    await romeo.receives(f"<iq type='result' id='r2' from='localhost' to='{ROMEO}'/>")
    assert not romeo.is_closed
    assert await lets_in(scene, "romeo", "star-crossed")
    assert not await lets_in(scene, "romeo", scene.password)


@pytest.mark.parametrize(
    ("condition", "stanza"),
    [
        ("bad-request", signup(password="")),
        ("bad-request", signup(name="")),
        ("bad-request", f"<iq type='set' id='r'><query xmlns='{NS}'/></iq>"),
        ("not-allowed", signup("juliet")),
        ("not-acceptable", signup(password="romeo")),
        ("not-acceptable", signup(password="x" * 1025)),
        ("forbidden", signup("juliet").replace("<iq", "<iq to='juliet@localhost'")),
    ],
)
@pytest.mark.memory
async def test_a_password_that_may_not_be_leaves_the_old_one(scene, condition, stanza):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await is_refused(romeo, stanza, condition)
    for name in ("romeo", "juliet"):
        assert await lets_in(scene, name, scene.password)
    juliet.receives_nothing()


REMOVE = f"<iq type='set' id='x'><query xmlns='{NS}'><remove/></query></iq>"


async def test_who_leaves_is_told_so_and_gone(scene):
    romeo, phone, juliet = scene.enter(ROMEO, "romeo@localhost/phone", JULIET)
    await romeo.sends(REMOVE)
    # The result first, then the end of every stream (section 3.2)
    await romeo.receives(f"<iq type='result' id='x' from='romeo@localhost' to='{ROMEO}'/>")
    assert romeo.stream_error == "not-authorized"
    assert phone.stream_error == "not-authorized"
    phone.forget()
    assert not scene.host.accounts.is_there(scene.host.accounts.jid("romeo"))
    await juliet.sends("<message to='romeo@localhost'><body>a</body></message>")
    assert juliet.unread[0].child("error").child("service-unavailable", ERROR)
    juliet.forget()
    # The name is free, and nothing is left under it
    stream = await arrives(scene)
    await signs_up(stream, signup())


async def test_leaving_is_said_with_nothing_beside(scene):
    romeo = scene.enter(ROMEO)
    await is_refused(romeo, REMOVE.replace("<remove/>", "<remove/><username/>"), "bad-request")
    await is_refused(romeo, REMOVE.replace("<iq", "<iq to='juliet@localhost'"), "forbidden")
    assert not romeo.is_closed

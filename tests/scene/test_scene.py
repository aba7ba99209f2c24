"""The stage itself: it shows what happens, and fails when something else does."""

import pytest
from tests.scene import match
from tests.scene.stage import Stage

from magpie.base.log import get_logger

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
SOFT = "<message type='headline' to='juliet@localhost/balcony'><body>But soft</body></message>"
HEARD = (
    "<message type='headline' to='juliet@localhost/balcony' from='romeo@localhost/orchard'>"
    "<body>But soft</body></message>"
)


async def test_what_one_sends_the_other_receives(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(SOFT)
    await juliet.receives(HEARD)
    romeo.receives_nothing()
    juliet.receives_nothing()


async def test_another_stanza_than_expected_fails_with_a_diff(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(SOFT, "<iq type='get' id='x'><unheard-of xmlns='urn:example'/></iq>")
    with pytest.raises(AssertionError) as failure:
        await juliet.receives(HEARD.replace("But soft", "What light"))
    lines = str(failure.value).split("\n")
    assert f"{JULIET} received another stanza." in lines
    assert (
        " <message xmlns='jabber:client' from='romeo@localhost/orchard'"
        " to='juliet@localhost/balcony' type='headline'>"
    ) in lines
    assert "-  <body>What light</body>" in lines
    assert "+  <body>But soft</body>" in lines
    assert f"Unread by {ROMEO}:" in lines
    romeo.forget()


async def test_a_stanza_that_did_not_come_fails(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(SOFT)
    with pytest.raises(AssertionError, match="orchard received nothing"):
        await romeo.receives("<message/>")
    with pytest.raises(AssertionError, match="should have received nothing more"):
        juliet.receives_nothing()
    juliet.forget()
    juliet.receives_nothing()


async def test_any_order_takes_any_order_and_nothing_else(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    night = SOFT.replace("But soft", "Good night")
    await romeo.sends(SOFT, night)
    await juliet.receives_any_order(HEARD.replace("But soft", "Good night"), HEARD)
    await romeo.sends(SOFT, night)
    with pytest.raises(AssertionError, match="whatever order"):
        await juliet.receives_any_order(HEARD, HEARD)


async def test_two_devices_of_one_address_are_two(scene):
    first, second = scene.enter(ROMEO, ROMEO)
    await second.sends("<presence type='unavailable'/>")
    assert first.stream_error == "conflict"
    assert not second.is_closed


async def test_a_stanza_is_unread_at_the_end():
    stage = Stage()
    romeo, _juliet = stage.enter(ROMEO, JULIET)
    await romeo.sends(SOFT)
    with pytest.raises(AssertionError, match=f"Unread by {JULIET}"):
        await stage.finishes()
    await stage.ends()


async def test_a_stream_that_ended_unnoticed_fails_at_the_end():
    stage = Stage()
    romeo = stage.enter(ROMEO)
    await romeo.sends("<unheard-of xmlns='urn:example'/>")
    with pytest.raises(AssertionError, match="the stream ended: unsupported-stanza-type"):
        stage.check_stanzas()
    assert romeo.stream_error == "unsupported-stanza-type"
    await stage.finishes()


async def test_a_logged_error_fails_at_the_end_unless_expected(scene):
    get_logger("magpie.scene").error("scene.broken", why="to see")
    with pytest.raises(AssertionError, match=r"scene\.broken why='to see'"):
        scene.check_errors()
    scene.expects_error("scene.broken")
    scene.check_errors()


async def test_an_expected_error_must_be_logged():
    stage = Stage()
    stage.expects_error("scene.broken")
    with pytest.raises(AssertionError, match="expected and not logged"):
        await stage.finishes()


async def test_a_task_of_the_server_that_fails_is_an_error(scene):
    async def breaks() -> None:
        raise ValueError("broken")

    await scene.begins()
    scene.host.task("to see", breaks())
    await scene.settles()
    scene.expects_error("task.failed")


async def test_time_passes_only_when_told(scene):
    await scene.begins()
    called = []
    scene.clock.call_later(5, called.append, "now")
    await scene.passes(4.9)
    assert not called
    await scene.passes(0.1)
    assert called == ["now"]


async def test_a_bare_stream_negotiates(scene):
    stream = scene.connect(ip="192.0.2.7", is_secure=True)
    await stream.signs_in("romeo@localhost")
    await stream.sends(
        "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
        "<resource>orchard</resource></bind></iq>"
    )
    await stream.receives(
        "<iq type='result' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
        "<jid>romeo@localhost/orchard</jid></bind></iq>"
    )
    await stream.closes()


async def test_settings_are_the_servers(scene):
    scene.configure(**{"limits.stanza_size": "10 kB"})
    romeo = scene.enter(ROMEO)
    await romeo.sends(f"<message><body>{'x' * 11_000}</body></message>")
    assert romeo.stream_error == "policy-violation"
    with pytest.raises(AssertionError, match="before anybody"):
        scene.configure(**{"limits.stanza_size": "20 kB"})


# What matches what

SAMPLES = [
    ("<a b='1' c='2'/>", "<a c='2' b='1'/>", True),
    ("<a b='1'/>", "<a b='1' c='2'/>", False),
    ("<a b='1' c='2'/>", "<a b='1'/>", False),
    ("<a><b/>\n  <c/></a>", "<a> <b/><c/> </a>", True),
    ("<a><b/><c/></a>", "<a><c/><b/></a>", False),
    ("<a><b/></a>", "<a><b/><c/></a>", False),
    ("<a>x</a>", "<a> x </a>", False),
    ("<a xmlns='urn:x'/>", "<a/>", False),
    ("<a xmlns='urn:x'/>", "<p:a xmlns:p='urn:x'/>", True),
    ("<a b='{any}'/>", "<a b='anything'/>", True),
    ("<a b='{any}'/>", "<a/>", False),
    ("<a>{any}</a>", "<a>text</a>", True),
    ("<a>{any}</a>", "<a><b><c/></b>text</a>", True),
    ("<a>{any}</a>", "<a/>", True),
    ("<a><b/>{any}</a>", "<a><b/><c/><d/></a>", True),
    ("<a>{any}<d/></a>", "<a><b/><c/><d/></a>", True),
    ("<a>{any}<d/></a>", "<a><b/><c/></a>", False),
    ("<a b='{x}' c='{x}'/>", "<a b='1' c='1'/>", True),
    ("<a b='{x}' c='{x}'/>", "<a b='1' c='2'/>", False),
    ("<a b='{bound}'/>", "<a b='before'/>", True),
    ("<a b='{bound}'/>", "<a b='after'/>", False),
    ("<a b='id-{x}-{any}'><c>{x}</c></a>", "<a b='id-7-9'><c>7</c></a>", True),
    ("<a><c id='{x}'/>{any}<d id='{x}'/></a>", "<a><c id='1'/><d id='2'/><d id='1'/></a>", True),
]


@pytest.mark.parametrize(("wanted", "seen", "is_match"), SAMPLES)
def test_matching(wanted, seen, is_match):
    names = match.match(match.parse(wanted)[0], match.parse(seen)[0], {"bound": "before"})
    assert (names is not None) == is_match


def test_names_are_bound_by_a_match_alone():
    wanted = match.parse("<a b='{x}'><c/></a>")[0]
    names: match.Names = {}
    assert match.match(wanted, match.parse("<a b='1'><d/></a>")[0], names) is None
    assert names == {}
    assert match.match(wanted, match.parse("<a b='1'><c/></a>")[0], names) == {"x": "1"}


def test_names_are_filled_into_what_is_sent():
    assert match.fill_in("<a b='{x}'/>", {"x": "it's"}) == "<a b='it&apos;s'/>"
    with pytest.raises(ValueError, match=r"nothing is bound to \{y\}"):
        match.fill_in("<a b='{y}'/>", {})


@pytest.mark.parametrize("xml", ["<a", "<a/><b>", "text", "", "<a></b>"])
def test_xml_of_the_test_itself_that_is_wrong_is_told(xml):
    with pytest.raises(ValueError, match="the test's own XML"):
        match.parse(xml)


def test_the_diff_shows_only_what_differs():
    wanted = match.parse("<a c='{any}' b='{x}'><d xmlns='urn:d'>{any}</d><e f='1'/></a>")[0]
    seen = match.parse("<a b='1' c='2'><d xmlns='urn:d'>text</d><e f='2'/></a>")[0]
    assert match.diff(wanted, seen, {}).split("\n")[3:] == [
        " <a xmlns='jabber:client' b='1' c='2'>",
        "   <d xmlns='urn:d'>text</d>",
        "-  <e f='1'/>",
        "+  <e f='2'/>",
        " </a>",
    ]

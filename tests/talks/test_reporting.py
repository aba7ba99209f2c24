"""XEP-0377: Spam Reporting, as conversations; and the log of what administrators do about it."""

import pytest

from magpie.server.commands import CommandError
from magpie.xmpp.jid import Jid

pytestmark = pytest.mark.memory

ADMIN, JULIET, PARIS = (
    "nurse@localhost/phone",
    "juliet@localhost/balcony",
    "paris@localhost/street",
)
NS = "urn:xmpp:reporting:1"


async def on_stage(scene):
    admin, juliet, paris = scene.enter(ADMIN, JULIET, PARIS)
    await scene.begins()
    await scene.host.accounts.set_role(Jid.parse(ADMIN).bare, "admin")
    for device in (admin, juliet, paris):
        await device.is_online()
    return admin, juliet, paris


def report(content="", reason="urn:xmpp:reporting:spam"):
    return f"<report xmlns='{NS}' reason='{reason}'>{content}</report>"


async def blocks(device, *items):
    """Block them; what the answer was."""
    inner = "".join(f"<item jid='{jid}'>{content}</item>" for jid, content in items)
    await device.sends(
        f"<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>{inner}</block></iq>"
    )
    answer = next(one for one in device.unread if one.get("id") == "b")
    device.forget()
    return answer.get("type")


def bodies(device):
    found = [one.child_text("body") for one in device.unread if one.name == "message"]
    device.forget()
    return found


async def test_a_block_with_a_report_reaches_the_administrators(scene):
    admin, juliet, paris = await on_stage(scene)
    await paris.sends("<message type='chat' to='juliet@localhost'><body>Buy!</body></message>")
    (spam,) = juliet.unread
    stanza_id = spam.child("stanza-id", "urn:xmpp:sid:0").get("id")
    juliet.forget()
    content = f"""<stanza-id xmlns='urn:xmpp:sid:0' by='juliet@localhost' id='{stanza_id}'/>
        <text xml:lang='en'>Never came trouble
        to my house like this.</text>"""
    assert await blocks(juliet, ("paris@localhost", report(content))) == "result"
    (said,) = bodies(admin)
    assert said == (
        "Report 1: juliet@localhost has blocked paris@localhost for spam, with the words: "
        "“Never came trouble to my house like this.”. 1 message is named."
    )
    run = scene.host.commands.run
    (listed,) = await run("reports.list", {})
    assert (listed["reporter"], listed["accused"]) == ("juliet@localhost", "paris@localhost")
    shown = await run("reports.show", {"id": 1})
    assert [(one["from"], one["body"]) for one in shown["messages"]] == [(PARIS, "Buy!")]
    # She blocks him as she would without
    await paris.sends("<message type='chat' to='juliet@localhost'><body>Buy!</body></message>")
    (refused,) = [one for one in paris.unread if one.name == "message"]
    assert refused.get("type") == "error"
    await run("reports.delete", {"id": 1})
    with pytest.raises(CommandError, match="there is no report 1"):
        await run("reports.show", {"id": 1})
    paris.forget()


async def test_it_is_found_by_discovery(scene):
    _, juliet, _ = await on_stage(scene)
    info = "http://jabber.org/protocol/disco#info"
    await juliet.sends(f"<iq type='get' id='d' to='localhost'><query xmlns='{info}'/></iq>")
    assert NS in str(juliet.unread[-1])
    juliet.forget()


@pytest.mark.parametrize(
    "content",
    [
        "",
        report(reason="urn:example:dislike"),
        f"<report xmlns='{NS}'/>",
        "<report xmlns='urn:xmpp:reporting:0' reason='spam'/>",
    ],
)
async def test_what_is_no_report_is_a_block_all_the_same(scene, content):
    admin, juliet, paris = await on_stage(scene)
    assert await blocks(juliet, ("paris@localhost", content)) == "result"
    assert bodies(admin) == []
    assert await scene.host.commands.run("reports.list", {}) == []
    paris.forget()


async def test_huge_reports_and_many_are_bounded(scene):
    scene.configure(**{"reports.per_day": 3})
    admin, juliet, _ = await on_stage(scene)
    ids = "".join(f"<stanza-id xmlns='urn:xmpp:sid:0' id='{n}'/>" for n in range(200))
    huge = report(f"{ids}<text>{'x' * 5_000}</text>", "urn:xmpp:reporting:abuse")
    items = [(f"stranger{number}@elsewhere.example", huge) for number in range(5)]
    assert await blocks(juliet, *items) == "result"
    assert len(bodies(admin)) == 3
    found = await scene.host.commands.run("reports.list", {})
    assert [(len(one["comment"]), one["messages"]) for one in found] == [(1_000, 50)] * 3


async def test_what_administrators_do_is_noted(scene):
    _, _, paris = await on_stage(scene)
    run, actor = scene.host.commands.run, "nurse@localhost"
    await run("user.disable", {"name": "paris"}, actor=actor)
    await run("user.password", {"name": "paris", "password": "top secret"})
    await run("circle.create", {"circle": "House", "members": ["nurse", "juliet"]})
    await run("user.list", {})
    with pytest.raises(CommandError):
        await run("user.disable", {"name": "nobody"}, actor=actor)
    await scene.settles()
    found = await run("audit.list", {})
    assert [(one["actor"], one["action"], one["target"]) for one in found] == [
        ("", "circle.create", "circle=House members=nurse,juliet"),
        ("", "user.password", "name=paris"),
        ("nurse@localhost", "user.disable", "name=paris"),
    ]
    assert await run("audit.list", {"limit": 1}) == found[:1]
    assert paris.stream_error == "not-authorized"
    for device in scene.peers:
        device.forget()

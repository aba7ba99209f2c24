"""Circles, as conversations: contacts and presence; their rooms are in `rooms/test_circles.py`."""

import pytest

from magpie.server.accounts import AccountError
from magpie.storage import circles as table
from magpie.xmpp.jid import Jid

pytestmark = pytest.mark.memory

ROMEO, JULIET, NURSE = (
    "romeo@localhost/orchard",
    "juliet@localhost/balcony",
    "nurse@localhost/phone",
)
NS = "xmlns='jabber:iq:roster'"
R, J, N = (Jid.parse(one).bare for one in (ROMEO, JULIET, NURSE))


def member(jid, *groups):
    inner = "".join(f"<group>{group}</group>" for group in groups)
    return f"<item jid='{jid}' subscription='both'>{inner}</item>"


def push(device, item):
    return f"""<iq type='set' id='{{any}}' to='{device.jid}'>
        <query {NS} ver='{{any}}'>{item}</query></iq>"""


async def roster_of(device, *items, ver="{any}", known=""):
    account = device.jid.partition("/")[0]
    attr = f"ver='{known}'" if known else ""
    await device.sends(f"<iq type='get' id='g'><query {NS} {attr}/></iq>")
    if known:
        await device.receives(f"<iq type='result' id='g' from='{account}' to='{device.jid}'/>")
        return
    await device.receives(f"""
        <iq type='result' id='g' from='{account}' to='{device.jid}'>
          <query {NS} ver='{ver}'>{"".join(items)}</query></iq>""")


def says(device, to, kind="", is_late=False):
    attr = f"type='{kind}'" if kind else ""
    account = to.jid.partition("/")[0]
    delay = f"<delay xmlns='urn:xmpp:delay' from='{device.jid}' stamp='{{any}}'/>"
    content = delay if is_late else ""
    return f"<presence from='{device.jid}' to='{account}' {attr}>{content}</presence>"


async def on_stage(scene, *, everyone=False):
    scene.configure(**{"directory.everyone": everyone})
    devices = scene.enter(ROMEO, JULIET, NURSE)
    await scene.begins()
    return devices


def forget_bookmarks(*devices):
    for device in devices:
        device.forget("message")


async def test_a_circle_makes_contacts_who_see_each_other(scene):
    romeo, juliet, nurse = await on_stage(scene)
    for device in (romeo, juliet, nurse):
        await roster_of(device)
        await device.sends("<presence/>")
        device.forget()
    circle = await scene.host.circles.create("Capulets & co", [J, N])
    romeo.receives_nothing()
    await scene.passes(1)
    name = "Capulets &amp; co"
    await juliet.receives(push(juliet, member(N, name)), says(nurse, juliet, is_late=True))
    await nurse.receives(push(nurse, member(J, name)), says(juliet, nurse, is_late=True))
    romeo.receives_nothing()
    await roster_of(juliet, member(N, name))
    # What the contact says from now on is heard, and going is seen
    await nurse.sends("<presence><show>away</show></presence>")
    away = f"<presence from='{NURSE}' to='juliet@localhost'><show>away</show></presence>"
    await juliet.receives(away)
    nurse.forget()
    await scene.host.circles.leave(circle, [N])
    await scene.settles()
    await juliet.receives(says(nurse, juliet, "unavailable"))
    await nurse.receives(says(juliet, nurse, "unavailable"))
    await scene.passes(1)
    await juliet.receives(push(juliet, f"<item jid='{N}' subscription='remove'/>"))
    await nurse.receives(push(nurse, f"<item jid='{J}' subscription='remove'/>"))


async def test_beside_everyone_it_only_names_the_group(scene):
    romeo, juliet, _ = await on_stage(scene, everyone=True)
    await roster_of(romeo, member(J, "Everyone"), member(N, "Everyone"))
    await romeo.is_online()
    await juliet.is_online()
    romeo.forget()
    circle = await scene.host.circles.create("Lovers", [R, J])
    await scene.passes(1)
    await romeo.receives(push(romeo, member(J, "Lovers")))
    await roster_of(romeo, member(J, "Lovers"), member(N, "Everyone"))
    second = await scene.host.circles.create("Poets", [R, J])
    await scene.passes(1)
    await romeo.receives(push(romeo, member(J, "Lovers", "Poets")))
    await scene.host.circles.delete(second)
    await scene.host.circles.rename(circle, "The young")
    await scene.passes(1)
    await romeo.receives(push(romeo, member(J, "The young")))
    await scene.host.circles.leave(circle, [J])
    await scene.passes(1)
    await romeo.receives(push(romeo, member(J, "Everyone")))
    forget_bookmarks(romeo, juliet)


async def test_a_client_that_was_here_before_is_told_nothing_anew(scene):
    romeo, juliet, _ = await on_stage(scene)
    await scene.host.circles.create("Lovers", [R, J])
    await scene.passes(1)
    await roster_of(romeo, member(J, "Lovers"), ver="{before}")
    await roster_of(romeo, known="{before}")
    await scene.host.circles.create("Others", [J, N])
    await scene.passes(1)
    await roster_of(romeo, known="{before}")
    await scene.host.circles.create("All", [R, J, N])
    await scene.passes(1)
    await romeo.receives(push(romeo, member(J, "All", "Lovers")), push(romeo, member(N, "All")))
    await roster_of(romeo, member(J, "All", "Lovers"), member(N, "All"), ver="{after}")
    assert scene.names["before"] != scene.names["after"]
    forget_bookmarks(romeo, juliet)


async def test_what_an_account_calls_a_mate_is_kept(scene):
    romeo, _, _ = await on_stage(scene)
    await scene.host.circles.create("Lovers", [R, J])
    await scene.passes(1)
    own = f"<item jid='{J}' name='My love'><group>Love</group></item>"
    await romeo.sends(f"<iq type='set' id='s'><query {NS}>{own}</query></iq>")
    romeo.forget()
    seen = f"<item jid='{J}' name='My love' subscription='both'><group>Love</group></item>"
    await roster_of(romeo, seen)
    gone = f"<iq type='set' id='s'><query {NS}><item jid='{J}' subscription='remove'/></query></iq>"
    await romeo.sends(gone)
    (answer, *_) = romeo.unread
    romeo.forget()
    assert answer.child("error").has("not-allowed", "urn:ietf:params:xml:ns:xmpp-stanzas")


async def test_who_is_disabled_or_gone_is_in_nobodys_list(scene):
    romeo, juliet, nurse = await on_stage(scene)
    await scene.host.circles.create("All", [R, J, N])
    await scene.passes(1)
    await roster_of(romeo, member(J, "All"), member(N, "All"))
    forget_bookmarks(romeo, juliet, nurse)
    await scene.host.accounts.set_disabled(N, True)
    assert nurse.stream_error == "not-authorized"
    await scene.passes(1)
    await romeo.receives(push(romeo, f"<item jid='{N}' subscription='remove'/>"))
    await scene.host.accounts.set_disabled(N, False)
    await scene.passes(1)
    await romeo.receives(push(romeo, member(N, "All")))
    await scene.host.accounts.delete(N)
    await scene.passes(1)
    await romeo.receives(push(romeo, f"<item jid='{N}' subscription='remove'/>"))
    rows = await scene.host.db.read(table.load_all)
    assert [row.members for row in rows] == [("juliet@localhost", "romeo@localhost")]


async def test_what_may_not_be(scene):
    await on_stage(scene, everyone=True)
    circles = scene.host.circles
    first = await circles.create("  The \n house ", [R])
    assert (first.name, first.jid.text) == ("The house", "the-house@rooms.localhost")
    second = await circles.create("The-House")
    assert second.jid.text == "the-house-2@rooms.localhost"
    third = await circles.create("蒙太古")
    assert third.jid.text == "蒙太古@rooms.localhost"
    for name, condition in (
        ("the HOUSE", "conflict"),
        ("everyone", "conflict"),
        (" ", "not-acceptable"),
        ("x" * 101, "not-acceptable"),
    ):
        with pytest.raises(AccountError) as caught:
            await circles.create(name)
        assert caught.value.condition == condition
    with pytest.raises(AccountError, match="no account “tybalt”"):
        await circles.join(first, [Jid.parse("tybalt@localhost")])
    await circles.rename(first, "THE house")  # its own name may be spelled anew
    await circles.delete(first)
    with pytest.raises(AccountError, match="any more"):
        await circles.join(first, [J])
    with pytest.raises(AccountError, match="no circle"):
        circles.find("The house")


async def test_it_is_there_after_a_restart(scene):
    await on_stage(scene)
    await scene.host.circles.create("Lovers", [J, R])
    from magpie.server.circles import Circles  # noqa: PLC0415

    again = Circles(scene.host)
    await again.load()
    (circle,) = again
    assert (circle.name, set(circle.members)) == ("Lovers", {R, J})
    assert again.share(R, J)
    assert not again.share(R, N)

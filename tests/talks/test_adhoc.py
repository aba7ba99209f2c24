"""XEP-0050: Ad-Hoc Commands, as conversations."""

import pytest

from magpie.server.api import AdHocCommand, AdHocResult, result_form
from magpie.xmpp.forms import Field, Form

pytestmark = pytest.mark.memory

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
NS = "http://jabber.org/protocol/commands"
INFO = "http://jabber.org/protocol/disco#info"
ITEMS = "http://jabber.org/protocol/disco#items"


async def greet(call):
    name, tone = call.get("name"), call.get("tone")
    if name == "tybalt":
        raise ValueError("Not him.")
    loud = " (loudly)" if call.is_true("loud") else ""
    words = {"words": f"{tone} {name}{loud}"}
    return AdHocResult(result_form(words, "urn:example:greeting"), "Greeted.")


def whom(_call):
    return Form("form", (Field("name", label="Name", is_required=True),), "Whom?")


def how(call):
    title = f"How shall {call.get('name')} be greeted?"
    return Form("form", (Field("tone"), Field("loud", "boolean")), title)


async def hours(_call):
    return AdHocResult(note="Always open.")


async def on_stage(scene):
    """Romeo, for whom there are two commands, and Juliet, for whom there is one."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await scene.begins()
    for command in list(scene.host.adhoc):
        del scene.host.adhoc._commands[command.node]
    greeting = AdHocCommand("greet", "Greet", lambda who: who.local == "romeo", greet, (whom, how))
    scene.host.adhoc.add(greeting)
    scene.host.adhoc.add(AdHocCommand("hours", "Opening hours", lambda _: True, hours))
    return romeo, juliet


def command(node, action="", session="", fields=None):
    attrs = f" action='{action}'" if action else ""
    attrs += f" sessionid='{session}'" if session else ""
    content = ""
    if fields is not None:
        inner = "".join(
            f"<field var='{var}'><value>{value}</value></field>" for var, value in fields.items()
        )
        content = f"<x xmlns='jabber:x:data' type='submit'>{inner}</x>"
    return f"""<iq type='set' to='localhost' id='c'><command xmlns='{NS}' node='{node}'{attrs}>
        {content}</command></iq>"""


async def runs(device, *args, **kwargs):
    """The `<command/>` of the answer."""
    await device.sends(command(*args, **kwargs))
    (answer,) = device.unread
    device.forget()
    assert answer.get("type") == "result", str(answer)
    return answer.child("command", NS)


async def is_refused(device, condition, specific, *args, **kwargs):
    await device.sends(command(*args, **kwargs))
    (answer,) = device.unread
    device.forget()
    error = answer.child("error")
    assert error.has(condition, "urn:ietf:params:xml:ns:xmpp-stanzas"), str(error)
    assert not specific or error.has(specific, NS), str(error)


async def test_each_sees_what_they_may_run(scene):
    romeo, juliet = await on_stage(scene)
    ask = f"<iq type='get' to='localhost' id='d'><query xmlns='{ITEMS}' node='{NS}'/></iq>"
    hours_item = "<item jid='localhost' node='hours' name='Opening hours'/>"
    for device, items in (
        (romeo, "<item jid='localhost' node='greet' name='Greet'/>" + hours_item),
        (juliet, hours_item),
    ):
        await device.sends(ask)
        await device.receives(
            f"""<iq type='result' id='d' from='localhost' to='{device.jid}'>
              <query xmlns='{ITEMS}' node='{NS}'>{items}</query></iq>"""
        )


async def test_a_command_says_what_it_is(scene):
    romeo, juliet = await on_stage(scene)
    ask = f"<iq type='get' to='localhost' id='d'><query xmlns='{INFO}' node='greet'/></iq>"
    await romeo.sends(ask)
    await romeo.receives(
        f"""<iq type='result' id='d' from='localhost' to='{ROMEO}'>
          <query xmlns='{INFO}' node='greet'>
            <identity category='automation' type='command-node' name='Greet'/>
            <feature var='{NS}'/><feature var='jabber:x:data'/></query></iq>"""
    )
    await juliet.sends(ask)
    (answer,) = juliet.unread
    juliet.forget()
    assert answer.child("error").has("forbidden", "urn:ietf:params:xml:ns:xmpp-stanzas")
    await is_refused(juliet, "forbidden", "", "greet")
    await is_refused(juliet, "item-not-found", "", "no such")


async def test_one_that_asks_nothing_is_done_at_once(scene):
    _, juliet = await on_stage(scene)
    done = await runs(juliet, "hours", "execute")
    assert done.get("status") == "completed"
    assert done.child_text("note", NS) == "Always open."


async def test_stages_forth_and_back(scene):
    romeo, _ = await on_stage(scene)
    first = await runs(romeo, "greet")
    session = first.get("sessionid")
    assert (first.get("status"), first.child("actions", NS).get("execute")) == ("executing", "next")
    second = await runs(romeo, "greet", "next", session, {"name": "juliet"})
    actions = second.child("actions", NS)
    assert [one.name for one in actions] == ["prev", "complete"]
    assert second.child("x", "jabber:x:data").child_text("title", "jabber:x:data") == (
        "How shall juliet be greeted?"
    )
    # Back: what was answered is still there, and may be changed
    again = Form.parse((await runs(romeo, "greet", "prev", session)).child("x", "jabber:x:data"))
    assert again.get("name") == "juliet"
    await runs(romeo, "greet", "", session, {"name": "nurse"})  # execute: as next
    done = await runs(romeo, "greet", "complete", session, {"tone": "Hail", "loud": "1"})
    assert done.get("status") == "completed"
    assert Form.parse(done.child("x", "jabber:x:data")).get("words") == "Hail nurse (loudly)"
    await is_refused(romeo, "not-allowed", "session-expired", "greet", "next", session)


async def test_one_that_fails_has_completed_and_says_so(scene):
    romeo, _ = await on_stage(scene)
    session = (await runs(romeo, "greet")).get("sessionid")
    await runs(romeo, "greet", "next", session, {"name": "tybalt"})
    done = await runs(romeo, "greet", "complete", session, {})
    assert done.get("status") == "completed"
    note = done.child("note", NS)
    assert (note.get("type"), note.text) == ("error", "Not him.")


async def test_cancelling(scene):
    romeo, _ = await on_stage(scene)
    session = (await runs(romeo, "greet")).get("sessionid")
    assert (await runs(romeo, "greet", "cancel", session)).get("status") == "canceled"
    await is_refused(romeo, "not-allowed", "session-expired", "greet", "cancel", session)


async def test_what_makes_no_sense_is_refused(scene):
    romeo, juliet = await on_stage(scene)
    await is_refused(romeo, "bad-request", "bad-action", "greet", "next")
    await is_refused(romeo, "bad-request", "malformed-action", "greet", "dance")
    session = (await runs(romeo, "greet")).get("sessionid")
    await is_refused(romeo, "bad-request", "bad-action", "greet", "prev", session)
    await is_refused(romeo, "bad-request", "bad-action", "greet", "complete", session, {})
    await is_refused(romeo, "bad-request", "bad-payload", "greet", "next", session)
    await is_refused(romeo, "bad-request", "bad-payload", "greet", "next", session, {})
    await is_refused(romeo, "bad-request", "bad-sessionid", "hours", "next", session)
    await is_refused(juliet, "not-allowed", "session-expired", "hours", "next", session)


async def test_what_nobody_goes_on_with_is_forgotten(scene):
    scene.configure(**{"c2s.idle_ping": "1 h"})
    romeo, _ = await on_stage(scene)
    session = (await runs(romeo, "greet")).get("sessionid")
    await scene.passes(901)
    await is_refused(
        romeo, "not-allowed", "session-expired", "greet", "next", session, {"name": "juliet"}
    )


async def test_a_device_has_ten_under_way_at_most(scene):
    romeo, _ = await on_stage(scene)
    first = (await runs(romeo, "greet")).get("sessionid")
    others = [(await runs(romeo, "greet")).get("sessionid") for _ in range(10)]
    await is_refused(romeo, "not-allowed", "session-expired", "greet", "cancel", first)
    assert (await runs(romeo, "greet", "cancel", others[0])).get("status") == "canceled"

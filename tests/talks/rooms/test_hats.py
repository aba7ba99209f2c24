"""XEP-0317: hats in a room."""

from tests.talks.rooms.play import ANA, BEN, asks, condition, enters, join, makes

NS = "http://jabber.org/protocol/commands"
URI = "http://example.com/hats#teacher"


def command(name, inside="", action="execute"):
    node = f"urn:xmpp:hats:commands:{name}"
    return f"<command xmlns='{NS}' node='{node}' action='{action}'>{inside}</command>"


def filled(**fields):
    rows = "".join(
        f"<field var='{name.replace('__', '#')}'><value>{value}</value></field>"
        for name, value in fields.items()
    )
    return f"""<x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE'><value>urn:xmpp:hats:commands</value></field>{rows}</x>"""


def worn(stanza):
    hats = stanza.child("hats", "urn:xmpp:hats:0")
    return [dict(one.attrs) for one in hats or ()]


async def test_a_hat_from_its_making_to_its_end(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    form = await asks(ana, "set", command("create"))
    assert form.children[0].get("status") == "executing"
    assert "hats#uri" in str(form)
    make = command("create", filled(hats__title="Teacher", hats__uri=URI, hats__hue="30"))
    assert (await asks(ana, "set", make)).children[0].get("status") == "completed"
    ana.forget(), ben.forget()
    assert URI in str(await asks(ben, "set", command("list"))), "all see which there are"

    give = command("assign", filled(hats__jid="ben@localhost", hat=URI))
    await asks(ana, "set", give)
    assert worn(ana.unread[0]) == [{"title": "Teacher", "uri": URI, "hue": "30"}]
    ana.forget(), ben.forget()
    assert "ben@localhost" in str(await asks(ana, "set", command("list-assigned")))
    cleo = scene.enter("cleo@localhost/x")
    await cleo.sends(join("Cleo"))
    assert worn(cleo.unread[1])[0]["uri"] == URI, "who comes later sees it"
    for one in (ana, ben, cleo):
        one.forget()

    await asks(ana, "set", command("create", filled(hats__title="Prof", hats__uri=URI)))
    assert worn(cleo.unread[0]) == [{"title": "Prof", "uri": URI}]
    for one in (ana, ben, cleo):
        one.forget()
    await asks(ana, "set", command("unassign", filled(hats__jid="ben@localhost", hat=URI)))
    assert worn(cleo.unread[0]) == []
    await asks(ana, "set", give)
    await asks(ana, "set", command("destroy", filled(hat=URI)))
    assert worn([one for one in cleo.unread if one.name == "presence"][-1]) == []
    for one in (ana, ben, cleo):
        one.forget()
    assert condition(await asks(ana, "set", give))[0] == "item-not-found"


async def test_who_may_give_which_command(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    query = f"<query xmlns='http://jabber.org/protocol/disco#items' node='{NS}'/>"
    assert len((await asks(ana, "get", query)).children[0].children) == 7  # and an invitation
    (only,) = (await asks(ben, "get", query)).children[0].children
    assert only.get("node") == "urn:xmpp:hats:commands:list"
    other = query.replace(NS, "x")
    assert condition(await asks(ben, "get", other))[0] == "item-not-found"


async def test_commands_have_their_errors(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    assert condition(await asks(ben, "set", command("create")))[0] == "forbidden"
    assert condition(await asks(ben, "set", command("list-assigned")))[0] == "forbidden"
    assert condition(await asks(ana, "set", command("wear")))[0] == "item-not-found"
    assert condition(await asks(ana, "set", command("destroy")))[0] == "item-not-found"
    empty = command("create", filled(hats__title="x"))
    assert condition(await asks(ana, "set", empty))[0] == "not-acceptable"
    long = command("create", filled(hats__title="x" * 300, hats__uri=URI))
    assert condition(await asks(ana, "set", long))[0] == "not-acceptable"
    cancelled = await asks(ana, "set", command("create", action="cancel"))
    assert cancelled.children[0].get("status") == "canceled"

"""XEP-0030: Service Discovery, as conversations."""

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
INFO = "http://jabber.org/protocol/disco#info"
ITEMS = "http://jabber.org/protocol/disco#items"
ERROR = "urn:ietf:params:xml:ns:xmpp-stanzas"


def asked(what, to="", node=""):
    to = f"to='{to}'" if to else ""
    node = f"node='{node}'" if node else ""
    return f"<iq type='get' id='d' {to}><query xmlns='{what}' {node}/></iq>"


async def info(device, to=""):
    """Identities and features."""
    device.forget()
    await device.sends(asked(INFO, to))
    (answer,) = device.unread
    device.forget()
    query = answer.child("query", INFO)
    assert query is not None, str(answer)
    identities = [(one.get("category"), one.get("type")) for one in query if one.name == "identity"]
    return identities, [one.get("var") for one in query if one.name == "feature"]


async def is_refused(device, stanza, condition):
    device.forget()
    await device.sends(stanza)
    (error,) = device.unread
    assert error.child("error").child(condition, ERROR), str(error)
    device.forget()


async def test_what_the_server_is_and_can(scene):
    romeo = scene.enter(ROMEO)
    identities, features = await info(romeo, "localhost")
    assert identities == [("store", "file"), ("server", "im")]
    assert features == sorted(set(features))
    assert {
        INFO,
        ITEMS,
        "http://jabber.org/protocol/caps",
        "jabber:iq:private",
        "jabber:iq:register",
        "jabber:iq:version",
        "urn:xmpp:carbons:2",
        "urn:xmpp:carbons:rules:0",
        "urn:xmpp:mam:2",
        "urn:xmpp:mam:2#extended",
        "urn:xmpp:ping",
        "urn:xmpp:sid:0",
        "urn:xmpp:time",
        "vcard-temp",
    } <= set(features)


async def test_what_ones_own_account_is_and_can(scene):
    romeo = scene.enter(ROMEO)
    for to in ("", "romeo@localhost"):
        identities, features = await info(romeo, to)
        assert ("account", "registered") in identities
        assert {"urn:xmpp:mam:2", "urn:xmpp:mam:2#extended", "urn:xmpp:sid:0"} <= set(features)


async def test_others_show_themselves_to_those_who_share_their_presence(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    identities, _ = await info(romeo, "juliet@localhost")
    assert ("account", "registered") in identities
    await juliet.is_online()
    romeo.forget()
    await romeo.sends(asked(ITEMS, "juliet@localhost"))
    await romeo.receives(
        f"""<iq type='result' id='d' from='juliet@localhost' to='{ROMEO}'>
          <query xmlns='{ITEMS}'><item jid='{JULIET}'/></query></iq>"""
    )


@pytest.mark.parametrize("to", ["juliet@localhost", "nobody@localhost"])
async def test_a_stranger_learns_nothing_not_even_who_exists(scene, to):
    """Section 8, both rules."""
    scene.configure(**{"directory.everyone": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await is_refused(romeo, asked(INFO, to), "service-unavailable")
    await is_refused(romeo, asked(INFO, to, "some-node"), "service-unavailable")
    await romeo.sends(asked(ITEMS, to))
    await romeo.receives(
        f"<iq type='result' id='d' from='{to}' to='{ROMEO}'><query xmlns='{ITEMS}'/></iq>"
    )


async def test_ones_own_devices(scene):
    romeo, phone = scene.enter(ROMEO, "romeo@localhost/phone")
    await romeo.is_online()
    phone.forget()
    await phone.sends(asked(ITEMS))
    await phone.receives(
        f"""<iq type='result' id='d' from='romeo@localhost' to='romeo@localhost/phone'>
          <query xmlns='{ITEMS}'><item jid='{ROMEO}'/></query></iq>"""
    )


async def test_the_servers_items_name_no_people(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(asked(ITEMS, "localhost"))
    (answer,) = romeo.unread
    assert "@" not in "".join(item.get("jid") for item in answer.child("query", ITEMS))
    romeo.forget()


async def test_a_node_that_is_none_is_not_found(scene):
    romeo = scene.enter(ROMEO)
    for to in ("localhost", "romeo@localhost"):
        await is_refused(romeo, asked(INFO, to, "nowhere"), "item-not-found")
        await is_refused(romeo, asked(ITEMS, to, "nowhere"), "item-not-found")


async def test_a_device_answers_for_itself(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.is_online()
    await juliet.is_online()
    romeo.forget()
    await romeo.sends(asked(INFO, JULIET))
    await juliet.receives(
        f"<iq type='get' id='d' from='{ROMEO}' to='{JULIET}'><query xmlns='{INFO}'/></iq>"
    )

"""XEP-0157: Contact Addresses for XMPP Services, as conversations."""

ROMEO = "romeo@localhost/orchard"
INFO = "http://jabber.org/protocol/disco#info"


async def forms(device, to):
    await device.sends(f"<iq type='get' id='d' to='{to}'><query xmlns='{INFO}'/></iq>")
    (answer,) = device.unread
    device.forget()
    found = [str(one) for one in answer.child("query", INFO) if one.name == "x"]
    return [one for one in found if "-addresses" in one]


async def test_addresses_are_told_of_the_domain(scene):
    scene.configure(
        **{
            "contact.admin": ["mailto:admin@example.org", "xmpp:admin@localhost"],
            "contact.abuse": ["mailto:abuse@example.org"],
        }
    )
    romeo = scene.enter(ROMEO)
    (form,) = await forms(romeo, "localhost")
    assert form == (
        "<x xmlns='jabber:x:data' type='result'>"
        "<field var='FORM_TYPE' type='hidden'>"
        "<value>http://jabber.org/network/serverinfo</value></field>"
        "<field var='abuse-addresses' type='list-multi'>"
        "<value>mailto:abuse@example.org</value></field>"
        "<field var='admin-addresses' type='list-multi'>"
        "<value>mailto:admin@example.org</value><value>xmpp:admin@localhost</value></field></x>"
    )
    assert await forms(romeo, "romeo@localhost") == []


async def test_without_addresses_there_is_no_form(scene):
    romeo = scene.enter(ROMEO)
    assert await forms(romeo, "localhost") == []

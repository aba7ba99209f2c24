"""RFC 6121, 2: Managing the Roster, as conversations."""

import pytest

from magpie.server.api import StreamFeatures
from magpie.storage import roster

LAPTOP, PHONE = "romeo@localhost/laptop", "romeo@localhost/phone"
NS = "xmlns='jabber:iq:roster'"
GET = f"<iq type='get' id='g'><query {NS}/></iq>"


@pytest.fixture(autouse=True)
def without_everyone(scene):
    scene.configure(**{"directory.everyone": False})


def result(items="", to=LAPTOP, ver="{any}"):
    return f"""
        <iq type='result' id='g' from='romeo@localhost' to='{to}'>
          <query {NS} ver='{ver}'>{items}</query></iq>"""


def empty(stanza_id, to=LAPTOP):
    return f"<iq type='result' id='{stanza_id}' from='romeo@localhost' to='{to}'/>"


def push(item, to=LAPTOP, ver="{any}"):
    return f"<iq type='set' id='{{any}}' to='{to}'><query {NS} ver='{ver}'>{item}</query></iq>"


def put(item, stanza_id="s"):
    return f"<iq type='set' id='{stanza_id}'><query {NS}>{item}</query></iq>"


def refusal(condition, kind="cancel", code="{any}", to=LAPTOP, text="<text {any}/>"):
    return f"""
        <iq type='error' id='s' from='romeo@localhost' to='{to}'>
          <error type='{kind}' code='{code}'>
            <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{{any}}</error></iq>"""


async def asks(device, items="", ver="{any}"):
    await device.sends(GET)
    await device.receives(result(items, device.jid, ver))


async def test_a_new_roster_is_empty(scene):
    laptop = scene.enter(LAPTOP)
    await asks(laptop)


async def test_every_device_that_has_the_roster_hears_of_a_new_contact(scene):
    laptop, phone, tablet = scene.enter(LAPTOP, PHONE, "romeo@localhost/tablet")
    await asks(laptop, ver="{zero}")
    await asks(phone, ver="{zero}")
    item = """
        <item jid='juliet@localhost' name='Juliet &amp; co' subscription='none'>
          <group>Friends</group><group>Capulets</group></item>"""
    await laptop.sends(
        put("""<item jid='JULIET@localhost' name='Juliet &amp; co'>
               <group>Friends</group><group>Capulets</group></item>""")
    )
    # RFC 6121, 2.3.2: the result, then a push to all interested resources, this one included
    await laptop.receives(empty("s"), push(item, ver="{one}"))
    await phone.receives(push(item, PHONE, "{one}"))
    tablet.receives_nothing()  # it has not asked for the roster
    await asks(phone, item, "{one}")


async def test_a_contact_is_changed_and_keeps_what_the_client_may_not_set(scene):
    laptop = scene.enter(LAPTOP)
    await laptop.sends(
        put("""<item jid='nurse@localhost' subscription='both' ask='subscribe' approved='true'/>""")
    )
    await laptop.receives(empty("s"))
    await asks(laptop, "<item jid='nurse@localhost' subscription='none'/>")
    await laptop.sends(put("<item jid='nurse@localhost' name='Nurse'><group>Old</group></item>"))
    await laptop.receives(
        empty("s"),
        push("""<item jid='nurse@localhost' name='Nurse' subscription='none'>
                <group>Old</group></item>"""),
    )
    await laptop.sends(put("<item jid='nurse@localhost'/>"))
    await laptop.receives(empty("s"), push("<item jid='nurse@localhost' subscription='none'/>"))


async def test_a_contact_is_removed(scene):
    laptop = scene.enter(LAPTOP)
    await asks(laptop)
    await laptop.sends(put("<item jid='nurse@localhost'/>"))
    laptop.forget()
    await laptop.sends(put("<item jid='nurse@localhost' subscription='remove'/>"))
    await laptop.receives(empty("s"), push("<item jid='nurse@localhost' subscription='remove'/>"))
    await asks(laptop)
    await laptop.sends(put("<item jid='nurse@localhost' subscription='remove'/>"))
    await laptop.receives(refusal("item-not-found"))


async def test_a_remote_contact_may_stand_in_the_roster(scene):
    laptop = scene.enter(LAPTOP)
    await laptop.sends(put("<item jid='tybalt@elsewhere.example' name='Tybalt'/>"))
    await laptop.receives(empty("s"))
    item = "<item jid='tybalt@elsewhere.example' name='Tybalt' subscription='none'/>"
    await asks(laptop, item)


LONG = "x" * 1024


@pytest.mark.parametrize(
    ("content", "condition", "kind"),
    [
        ("", "bad-request", "modify"),
        ("<item jid='a@localhost'/><item jid='b@localhost'/>", "bad-request", "modify"),
        ("<thing xmlns='urn:example' jid='a@localhost'/>", "bad-request", "modify"),
        ("<item/>", "bad-request", "modify"),
        ("<item jid=''/>", "bad-request", "modify"),
        ("<item jid='@localhost'/>", "jid-malformed", "modify"),
        (f"<item jid='{'x' * 5000}@localhost'/>", "jid-malformed", "modify"),
        ("<item jid='romeo@localhost'/>", "not-allowed", "cancel"),
        (f"<item jid='a@localhost' name='{LONG}'/>", "not-acceptable", "modify"),
        ("<item jid='a@localhost'><group/></item>", "not-acceptable", "modify"),
        (f"<item jid='a@localhost'><group>{LONG}</group></item>", "not-acceptable", "modify"),
        (
            "<item jid='a@localhost'><group>G</group><group>G</group></item>",
            "bad-request",
            "modify",
        ),
        (
            "<item jid='a@localhost'>"
            + "".join(f"<group>{n}</group>" for n in range(101))
            + "</item>",
            "not-acceptable",
            "modify",
        ),
    ],
)
async def test_what_breaks_the_rules_changes_nothing(scene, content, condition, kind):
    laptop, phone = scene.enter(LAPTOP, PHONE)
    await asks(phone, ver="{zero}")
    await laptop.sends(put(content))
    await laptop.receives(refusal(condition, kind))
    await asks(phone, ver="{zero}")


async def test_there_is_a_limit_to_contacts(scene):
    scene.configure(**{"limits.roster_items": 2})
    laptop = scene.enter(LAPTOP)
    await laptop.sends(put("<item jid='a@localhost'/>"), put("<item jid='b@localhost'/>"))
    laptop.forget()
    await laptop.sends(put("<item jid='c@localhost'/>"))
    await laptop.receives(refusal("resource-constraint", "wait"))
    await laptop.sends(put("<item jid='b@localhost' name='B'/>"))
    await laptop.receives(empty("s"))
    await laptop.sends("<presence type='subscribe' to='c@localhost'/>")
    await laptop.receives("""
        <presence type='error' from='c@localhost' to='romeo@localhost/laptop'>
          <error type='wait' code='{any}'>
            <resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{any}
          </error></presence>""")


@pytest.mark.parametrize("kind", ["get", "set"])
async def test_the_roster_of_another_is_not_to_be_had(scene, kind):
    laptop, juliet = scene.enter(LAPTOP, "juliet@localhost/balcony")
    await laptop.sends(
        f"<iq type='{kind}' id='s' to='juliet@localhost'>"
        f"<query {NS}><item jid='nurse@localhost'/></query></iq>"
    )
    await laptop.receives("""
        <iq type='error' id='s' from='juliet@localhost' to='romeo@localhost/laptop'>
          <error type='auth' code='403'>
            <forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>""")
    juliet.receives_nothing()


# 2.6: versions


async def test_a_client_with_the_newest_version_gets_nothing(scene):
    laptop = scene.enter(LAPTOP)
    await laptop.sends(put("<item jid='nurse@localhost'/>"))
    await laptop.receives(empty("s"))
    await asks(laptop, "<item jid='nurse@localhost' subscription='none'/>", "{now}")
    await laptop.sends(f"<iq type='get' id='g'><query {NS} ver='{{now}}'/></iq>")
    await laptop.receives(empty("g"))


async def test_a_client_with_an_older_version_gets_what_has_changed(scene):
    laptop, phone = scene.enter(LAPTOP, PHONE)
    await laptop.sends(
        put("<item jid='nurse@localhost'/>"),
        put("<item jid='friar@localhost'/>"),
        put("<item jid='page@localhost'/>"),
    )
    laptop.forget()
    await phone.sends(f"<iq type='get' id='g'><query {NS} ver=''/></iq>")
    await phone.receives(result("{any}", PHONE, "{old}"))
    await phone.closes()
    await laptop.sends(
        put("<item jid='friar@localhost' subscription='remove'/>"),
        put("<item jid='nurse@localhost' name='Nurse'/>"),
    )
    laptop.forget()
    await laptop.sends(f"<iq type='get' id='g'><query {NS} ver='{{old}}'/></iq>")
    await laptop.receives(
        empty("g"),
        push("<item jid='friar@localhost' subscription='remove'/>", ver="{old}"),
        push("<item jid='nurse@localhost' name='Nurse' subscription='none'/>", ver="{new}"),
    )
    await asks(laptop, "{any}", "{new}")


@pytest.mark.parametrize("ver", ["1", "never heard of", "-1", "99999999999999999999999", "1.2.3"])
async def test_a_client_with_a_strange_version_gets_everything(scene, ver):
    laptop = scene.enter(LAPTOP)
    await laptop.sends(put("<item jid='nurse@localhost'/>"))
    await laptop.receives(empty("s"))
    await laptop.sends(f"<iq type='get' id='g'><query {NS} ver='{ver}'/></iq>")
    await laptop.receives(result("<item jid='nurse@localhost' subscription='none'/>"))


async def test_the_stream_offers_versions_and_pre_approval(scene):
    await scene.begins()
    offered = {element.ns: element.name for element in scene.host.ask(StreamFeatures()).features}
    assert offered["urn:xmpp:features:rosterver"] == "ver"
    assert offered["urn:xmpp:features:pre-approval"] == "sub"


@pytest.mark.memory
async def test_what_cannot_be_written_has_not_happened(scene, monkeypatch):
    romeo, juliet = scene.enter(LAPTOP, "juliet@localhost/balcony")
    await romeo.sends("<presence type='subscribe' to='juliet@localhost'/>")
    await juliet.sends("<presence type='subscribed' to='romeo@localhost'/>")
    await asks(romeo, "<item jid='juliet@localhost' subscription='to'/>")
    await romeo.is_online()
    await juliet.is_online()

    def is_full(*_):
        raise OSError("no space left on device")

    with monkeypatch.context() as full:
        full.setattr(roster, "put", is_full)
        scene.expects_error("stanza.failed")
        await romeo.sends(put("<item jid='nurse@localhost'/>"))
        await romeo.receives(refusal("internal-server-error"))
        await juliet.sends("<presence type='unsubscribed' to='romeo@localhost'/>")
        juliet.forget()
        romeo.receives_nothing()
    await asks(romeo, "<item jid='juliet@localhost' subscription='to'/>")
    await juliet.closes()  # what held still holds
    await romeo.receives("""
        <presence type='unavailable' from='juliet@localhost/balcony' to='romeo@localhost'/>""")
    await romeo.sends(put("<item jid='nurse@localhost'/>"))
    await romeo.receives(empty("s"), push("<item jid='nurse@localhost' subscription='none'/>"))

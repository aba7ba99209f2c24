"""XEP-0191: Blocking Command, as conversations."""

import pytest

from magpie.storage import blocklist

ROMEO, PHONE = "romeo@localhost/orchard", "romeo@localhost/phone"
JULIET, PARIS = "juliet@localhost/balcony", "paris@localhost/street"
NS = "xmlns='urn:xmpp:blocking'"
STANZAS = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'"
BLOCKED = f"""
    <error type='cancel' code='406'><not-acceptable {STANZAS}/>
      <blocked xmlns='urn:xmpp:blocking:errors'/></error>"""
UNAVAILABLE = f"<error type='cancel' code='503'><service-unavailable {STANZAS}/></error>"


def items(*jids):
    return "".join(f"<item jid='{jid}'/>" for jid in jids)


def empty(device, stanza_id="b"):
    account = device.jid.partition("/")[0]
    return f"<iq type='result' id='{stanza_id}' from='{account}' to='{device.jid}'/>"


def push(device, name, *jids):
    return (
        f"<iq type='set' id='{{any}}' to='{device.jid}'><{name} {NS}>{items(*jids)}</{name}></iq>"
    )


async def blocks(device, *jids, name="block"):
    await device.sends(f"<iq type='set' id='b'><{name} {NS}>{items(*jids)}</{name}></iq>")
    await device.receives(empty(device))


async def shows(device, *jids):
    account = device.jid.partition("/")[0]
    await device.sends(f"<iq type='get' id='l'><blocklist {NS}/></iq>")
    await device.receives(f"""<iq type='result' id='l' from='{account}' to='{device.jid}'>
        <blocklist {NS}>{items(*jids)}</blocklist></iq>""")


def message(sender, to, text="hello"):
    return f"<message type='chat' from='{sender}' to='{to}'><body>{text}</body>{{any}}</message>"


async def test_the_list_is_told_to_all_who_asked_for_it(scene):
    romeo, phone, watch = scene.enter(ROMEO, PHONE, "romeo@localhost/watch")
    await shows(romeo)
    await shows(phone)
    await blocks(romeo, "paris@localhost", "Tybalt@Elsewhere.example")
    wanted = ("paris@localhost", "tybalt@elsewhere.example")
    await romeo.receives(push(romeo, "block", *wanted))
    await phone.receives(push(phone, "block", *wanted))
    watch.receives_nothing()
    await shows(watch, *wanted)
    await blocks(phone, "paris@localhost", name="unblock")
    for device in (phone, romeo, watch):
        await device.receives(push(device, "unblock", "paris@localhost"))
    await blocks(phone, name="unblock")
    for device in (phone, romeo, watch):
        await device.receives(push(device, "unblock"))
    await shows(romeo)


async def test_the_list_lasts(scene):
    romeo = scene.enter(ROMEO)
    await blocks(romeo, "paris@localhost")
    rows = await scene.host.db.read(blocklist.load_all)
    assert rows == {"romeo@localhost": frozenset({"paris@localhost"})}


@pytest.mark.parametrize(
    ("entry", "is_blocked"),
    [
        ("juliet@localhost/balcony", True),
        ("juliet@localhost/chamber", False),
        ("juliet@localhost", True),
        ("localhost", True),
        ("localhost/balcony", False),
        ("elsewhere.example", False),
    ],
)
async def test_what_an_entry_means(scene, entry, is_blocked):
    """XEP-0191, 5."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await blocks(romeo, entry)
    await juliet.sends(f"<message type='chat' to='{ROMEO}'><body>hello</body></message>")
    if is_blocked:
        await juliet.receives(f"""
            <message type='error' from='{ROMEO}' to='{JULIET}'>{UNAVAILABLE}</message>""")
        romeo.receives_nothing()
    else:
        await romeo.receives(message(JULIET, ROMEO))


async def test_neither_writes_to_the_other(scene):
    romeo, paris = scene.enter(ROMEO, PARIS)
    await blocks(romeo, "paris@localhost")
    for stanza, kind in (("message", "chat"), ("iq", "get"), ("presence", "")):
        content = {"iq": "<ping xmlns='urn:xmpp:ping'/>", "message": "<body>hello</body>"}
        attrs = f"type='{kind}'" if kind else ""
        inner = content.get(stanza, "")
        await romeo.sends(f"<{stanza} {attrs} id='1' to='{PARIS}'>{inner}</{stanza}>")
        await romeo.receives(
            f"<{stanza} type='error' id='1' from='{PARIS}' to='{ROMEO}'>{BLOCKED}</{stanza}>"
        )
        await paris.sends(f"<{stanza} {attrs} id='2' to='{ROMEO}'>{inner}</{stanza}>")
        if stanza == "presence":
            paris.receives_nothing()  # 3.3: "MUST NOT return an error"
        else:
            await paris.receives(
                f"<{stanza} type='error' id='2' from='{ROMEO}' to='{PARIS}'>"
                f"{UNAVAILABLE}</{stanza}>"
            )
    # Answers and errors are dropped without a word
    await paris.sends(f"<iq type='result' id='3' to='{ROMEO}'/>")
    await paris.sends(f"<message type='error' id='4' to='{ROMEO}'>{UNAVAILABLE}</message>")
    await romeo.sends(f"<iq type='result' id='3' to='{PARIS}'/>")
    romeo.receives_nothing()
    paris.receives_nothing()


async def test_the_own_devices_are_never_blocked(scene):
    romeo, phone = scene.enter(ROMEO, PHONE)
    await blocks(romeo, "romeo@localhost", "localhost")
    await phone.sends(f"<message type='chat' to='{ROMEO}'><body>hello</body></message>")
    await romeo.receives(message(PHONE, ROMEO))
    await phone.sends("<presence/>")
    await phone.receives(f"<presence from='{PHONE}' to='romeo@localhost'/>")


async def test_who_is_blocked_asks_in_vain(scene):
    scene.configure(**{"directory.everyone": False})
    romeo, paris = scene.enter(ROMEO, PARIS)
    await romeo.is_online()
    await blocks(romeo, "paris@localhost")
    await paris.sends("<presence type='subscribe' to='romeo@localhost'/>")
    await paris.sends("<presence type='probe' to='romeo@localhost'/>")
    romeo.receives_nothing()
    paris.receives_nothing()
    await blocks(romeo, "paris@localhost", name="unblock")
    await paris.sends("<presence type='subscribe' to='romeo@localhost'/>")
    await romeo.receives("<presence type='subscribe' from='paris@localhost' to='romeo@localhost'/>")


async def test_they_lose_sight_of_each_other_and_find_it_again(scene):
    romeo, paris = scene.enter(ROMEO, PARIS)  # in one everyone group
    await romeo.is_online()
    await paris.is_online()
    await blocks(romeo, "paris@localhost")
    await paris.receives(f"<presence type='unavailable' from='{ROMEO}' to='paris@localhost'/>")
    await romeo.receives(f"<presence type='unavailable' from='{PARIS}' to='romeo@localhost'/>")

    # No broadcast crosses, and who comes back sees nothing
    await romeo.sends("<presence><show>away</show></presence>")
    away = f"<presence from='{ROMEO}' to='{{to}}'><show>away</show>{{delay}}</presence>"
    await romeo.receives(away.format(to="romeo@localhost", delay=""))
    await paris.sends("<presence type='unavailable'/>", "<presence/>")
    await paris.receives(
        f"<presence type='unavailable' from='{PARIS}' to='paris@localhost'/>",
        f"<presence from='{PARIS}' to='paris@localhost'/>",
    )
    romeo.receives_nothing()

    await blocks(romeo, name="unblock")
    delay = "<delay xmlns='urn:xmpp:delay' from='{}' stamp='{{any}}'/>"
    await paris.receives(away.format(to="paris@localhost", delay=delay.format(ROMEO)))
    await romeo.receives(
        f"<presence from='{PARIS}' to='romeo@localhost'>{delay.format(PARIS)}</presence>"
    )


async def test_strangers_have_nothing_to_lose(scene):
    scene.configure(**{"directory.everyone": False})
    romeo, paris, juliet = scene.enter(ROMEO, PARIS, JULIET)
    for device in (romeo, paris, juliet):
        await device.is_online()
    await romeo.sends(f"<presence to='{JULIET}'/>")
    await juliet.receives(f"<presence from='{ROMEO}' to='{JULIET}'/>")
    await blocks(romeo, "localhost")
    paris.receives_nothing()
    # Who was told directly hears of the end
    await juliet.receives(f"<presence type='unavailable' from='{ROMEO}' to='juliet@localhost'/>")


@pytest.mark.parametrize(
    ("content", "condition"),
    [
        ("", "bad-request"),
        ("<item/>", "bad-request"),
        ("<item jid=''/>", "bad-request"),
        ("<person jid='a@localhost'/>", "bad-request"),
        ("<item xmlns='urn:example' jid='a@localhost'/>", "bad-request"),
        ("<item jid='@'/>", "jid-malformed"),
        (f"<item jid='{'a' * 2000}@localhost'/>", "jid-malformed"),
        (items(*(f"a{n}@localhost" for n in range(2001))), "resource-constraint"),
    ],
)
async def test_what_cannot_be_blocked(scene, content, condition):
    romeo = scene.enter(ROMEO)
    await romeo.sends(f"<iq type='set' id='b'><block {NS}>{content}</block></iq>")
    await romeo.receives(f"""
        <iq type='error' id='b' from='romeo@localhost' to='{ROMEO}'>
          <error type='{{any}}' code='{{any}}'><{condition} {STANZAS}/>{{any}}</error></iq>""")
    await shows(romeo)


async def test_twice_is_once(scene):
    romeo = scene.enter(ROMEO)
    await blocks(romeo, "paris@localhost", "PARIS@localhost")
    await blocks(romeo, "paris@localhost")
    await shows(romeo, "paris@localhost")


async def test_nobody_changes_the_list_of_another(scene):
    romeo, paris = scene.enter(ROMEO, PARIS)
    await paris.sends(
        "<iq type='set' id='b' to='romeo@localhost'>"
        f"<block {NS}>{items('a@localhost')}</block></iq>"
    )
    await paris.receives(
        f"<iq type='error' id='b' from='romeo@localhost' to='{PARIS}'>{UNAVAILABLE}</iq>"
    )
    await shows(romeo)


async def test_a_deleted_account_leaves_no_list(scene):
    romeo, paris = scene.enter(ROMEO, PARIS)
    await blocks(romeo, "paris@localhost")
    await scene.host.accounts.delete(scene.host.accounts.jid("romeo"))
    await scene.settles()
    assert romeo.is_closed
    await scene.host.accounts.create("romeo", "another secret")
    await paris.sends("<message type='chat' to='romeo@localhost'><body>new?</body></message>")
    paris.receives_nothing()

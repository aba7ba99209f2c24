"""RFC 6121, 4: Exchanging Presence Information, as conversations."""

import pytest

ROMEO, PHONE = "romeo@localhost/orchard", "romeo@localhost/phone"
JULIET, NURSE = "juliet@localhost/balcony", "nurse@localhost/kitchen"


@pytest.fixture(autouse=True)
def without_everyone(scene):
    scene.configure(**{"directory.everyone": False})


def account(device):
    return device.jid.partition("/")[0]


def says(device, to, content="", attrs=""):
    return f"<presence from='{device.jid}' to='{account(to)}' {attrs}>{content}</presence>"


def late(device, to, content="", stamp="{any}"):
    delay = f"<delay xmlns='urn:xmpp:delay' from='{device.jid}' stamp='{stamp}'/>"
    return says(device, to, content + delay)


def goes(device, to, content=""):
    return says(device, to, content, "type='unavailable'")


def refusal(condition, sender="romeo@localhost", kind="modify"):
    return f"""
        <presence type='error' from='{sender}' to='{ROMEO}'><error type='{kind}' code='{{any}}'>
          <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{{any}}</error></presence>"""


async def befriend(one, other):
    """Both see each other; both are offline again."""
    for a, b in ((one, other), (other, one)):
        await a.sends(f"<presence type='subscribe' to='{account(b)}'/>")
    for a, b in ((one, other), (other, one)):
        await a.sends(f"<presence type='subscribed' to='{account(b)}'/>")
        a.forget()


async def test_friends_see_each_other_come_change_and_go(scene):
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, NURSE)
    await befriend(romeo, juliet)
    await nurse.is_online()

    await romeo.sends("<presence id='p1'><show>away</show><status>gone</status></presence>")
    away = "<show>away</show><status>gone</status>"
    await romeo.receives(says(romeo, romeo, away, "id='p1'"))  # 4.2.2: itself included
    juliet.receives_nothing()

    # She comes later: he sees it, she is told what he said, and when
    await scene.passes(60)
    await juliet.sends("<presence xml:lang='it'><priority>5</priority></presence>")
    await romeo.receives(says(juliet, romeo, "<priority>5</priority>", "xml:lang='it'"))
    await juliet.receives(
        says(juliet, juliet, "<priority>5</priority>", "xml:lang='it'"),
        f"""<presence id='p1' from='{ROMEO}' to='juliet@localhost'>{away}
              <delay xmlns='urn:xmpp:delay' from='{ROMEO}' stamp='2026-01-01T00:00:00Z'/>
            </presence>""",
    )

    await romeo.sends("<presence/>")
    await romeo.receives(says(romeo, romeo))
    await juliet.receives(says(romeo, juliet))

    await romeo.sends("<presence type='unavailable'><status>good night</status></presence>")
    await juliet.receives(goes(romeo, juliet, "<status>good night</status>"))
    await romeo.receives(goes(romeo, romeo, "<status>good night</status>"))
    await juliet.sends("<presence/>")
    await juliet.receives(says(juliet, juliet))
    romeo.receives_nothing()  # he is not available
    nurse.receives_nothing()  # she is nobody's friend


async def test_devices_of_one_account_see_each_other(scene):
    romeo, phone = scene.enter(ROMEO, PHONE)
    await romeo.sends("<presence/>")
    await romeo.receives(says(romeo, romeo))
    await phone.sends("<presence><show>chat</show></presence>")
    await romeo.receives(says(phone, romeo, "<show>chat</show>"))
    await phone.receives(says(phone, phone, "<show>chat</show>"), late(romeo, phone))
    await phone.sends("<presence type='unavailable'/>")
    await phone.receives(goes(phone, phone))
    await romeo.receives(goes(phone, romeo))


async def test_one_way_is_one_way(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends("<presence type='subscribe' to='juliet@localhost'/>")
    await juliet.sends("<presence type='subscribed' to='romeo@localhost'/>")
    await romeo.is_online()
    await juliet.sends("<presence/>")
    await juliet.receives(says(juliet, juliet))  # not his
    await romeo.receives(says(juliet, romeo))
    await romeo.sends("<presence><show>dnd</show></presence>")
    await romeo.receives(says(romeo, romeo, "<show>dnd</show>"))
    juliet.receives_nothing()


@pytest.mark.parametrize("end", ["drops", "closes"])
async def test_the_server_tells_of_a_lost_connection(scene, end):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await befriend(romeo, juliet)
    await romeo.is_online()
    await juliet.is_online()
    await getattr(romeo, end)()
    await juliet.receives(goes(romeo, juliet))


async def test_a_replaced_session_goes_and_comes(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await befriend(romeo, juliet)
    await romeo.is_online()
    await juliet.is_online()
    again = scene.enter(ROMEO)
    await again.sends("<presence/>")
    assert romeo.stream_error == "conflict"
    await juliet.receives(goes(romeo, juliet), says(again, juliet))
    await again.receives(says(again, again), late(juliet, again))


@pytest.mark.parametrize(
    "content",
    [
        "<show>away</show><show>dnd</show>",
        "<priority>128</priority>",
        "<priority>-129</priority>",
        "<priority>high</priority>",
        "<priority>1</priority><priority>1</priority>",
        f"<priority>{'9' * 5000}</priority>",
    ],
)
async def test_presence_of_a_wrong_form_is_refused_and_changes_nothing(scene, content):
    romeo, phone = scene.enter(ROMEO, PHONE)
    await phone.is_online()
    await romeo.sends(f"<presence>{content}</presence>")
    await romeo.receives(refusal("bad-request"))
    await romeo.sends(f"<presence to='{PHONE}'>{content}</presence>")
    await romeo.receives(refusal("bad-request", PHONE))
    phone.receives_nothing()


@pytest.mark.parametrize("show", ["<show>online</show>", "<show/>"])
async def test_a_show_that_nobody_knows_is_left_out(scene, show):
    """go-sendxmpp says that it is “online”: it would rather be seen than corrected."""
    romeo, phone = scene.enter(ROMEO, PHONE)
    await phone.is_online()
    await romeo.sends(f"<presence>{show}<status>hi</status></presence>")
    await phone.receives(says(romeo, phone, "<status>hi</status>"))
    romeo.forget()
    await romeo.sends(f"<presence to='{PHONE}'>{show}</presence>")
    await phone.receives(f"<presence to='{PHONE}' from='{ROMEO}'/>")


@pytest.mark.parametrize("kind", ["available", "away", "", "SUBSCRIBE", "probe"])
async def test_presence_of_a_wrong_type_is_refused(scene, kind):
    romeo, phone = scene.enter(ROMEO, PHONE)
    await phone.is_online()
    await romeo.sends(f"<presence type='{kind}'/>")
    await romeo.receives(refusal("bad-request"))
    if kind != "probe":
        await romeo.sends(f"<presence type='{kind}' to='{PHONE}'/>")
        await romeo.receives(refusal("bad-request", PHONE))
    phone.receives_nothing()


async def test_an_error_is_not_broadcast(scene):
    romeo, phone = scene.enter(ROMEO, PHONE)
    await phone.is_online()
    error = """<error type='cancel'>
        <gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"""
    await romeo.sends(f"<presence type='error'>{error}</presence>")
    await romeo.sends(f"<presence type='error' to='romeo@localhost'>{error}</presence>")
    romeo.receives_nothing()
    phone.receives_nothing()
    await romeo.sends(f"<presence type='error' to='{PHONE}'>{error}</presence>")
    await phone.receives(f"<presence type='error' from='{ROMEO}' to='{PHONE}'>{error}</presence>")


async def test_priorities_are_kept(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends("<presence><priority>-1</priority></presence>")
    romeo.forget()
    session = next(iter(scene.host.sessions))
    assert (session.priority, session.is_reachable) == (-1, False)
    await romeo.sends("<presence><priority>127</priority></presence>")
    romeo.forget()
    assert (session.priority, session.is_reachable) == (127, True)


async def test_messages_wait_for_a_priority_that_is_not_negative(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends("<presence><priority>-1</priority></presence>")
    romeo.forget()
    await juliet.sends("<message type='chat' to='romeo@localhost'><body>hi</body></message>")
    romeo.receives_nothing()
    await romeo.sends("<presence/>")
    await romeo.receives(
        says(romeo, romeo),
        f"""<message type='chat' from='{JULIET}' to='romeo@localhost'><body>hi</body>
              {{any}}</message>""",
    )


# 4.6: directed presence


async def test_directed_presence_reaches_a_stranger_who_hears_of_the_end(scene):
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, NURSE)
    await romeo.is_online()
    await juliet.is_online()
    await romeo.sends(
        "<presence to='juliet@localhost'><status>psst</status></presence>",
        f"<presence to='{NURSE}'/>",
    )
    await juliet.receives(says(romeo, juliet, "<status>psst</status>"))
    await nurse.receives(f"<presence from='{ROMEO}' to='{NURSE}'/>")  # connected is enough
    # A broadcast is not for them
    await romeo.sends("<presence><show>xa</show></presence>")
    await romeo.receives(says(romeo, romeo, "<show>xa</show>"))
    # Its end is
    await romeo.drops()
    await juliet.receives(goes(romeo, juliet))
    await nurse.receives(f"<presence type='unavailable' from='{ROMEO}' to='{NURSE}'/>")


async def test_directed_unavailable_takes_it_back(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await romeo.sends(f"<presence to='{JULIET}'/>", f"<presence type='unavailable' to='{JULIET}'/>")
    await juliet.receives(
        f"<presence from='{ROMEO}' to='{JULIET}'/>",
        f"<presence type='unavailable' from='{ROMEO}' to='{JULIET}'/>",
    )
    await romeo.sends("<presence type='unavailable'/>")
    await romeo.drops()
    juliet.receives_nothing()


async def test_a_friend_who_was_told_directly_hears_of_the_end_once(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await befriend(romeo, juliet)
    await romeo.is_online()
    await juliet.is_online()
    await romeo.sends(f"<presence to='{JULIET}'><show>chat</show></presence>")
    await juliet.receives(f"<presence from='{ROMEO}' to='{JULIET}'><show>chat</show></presence>")
    await romeo.sends("<presence type='unavailable'/>")
    await romeo.receives(goes(romeo, romeo))
    await juliet.receives(goes(romeo, juliet))


@pytest.mark.parametrize(
    "to", ["nobody@localhost", "nobody@localhost/x", "juliet@localhost/x", "localhost"]
)
async def test_who_is_not_there_is_not_told(scene, to):
    """RFC 6121, 8.5.1 and 8.5.3.2.2."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await romeo.sends(f"<presence to='{to}'/>", f"<presence type='unavailable' to='{to}'/>")
    romeo.receives_nothing()
    juliet.receives_nothing()


async def test_there_is_no_other_server_yet(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends("<presence to='tybalt@elsewhere.example'/>")
    await romeo.receives(
        refusal("remote-server-not-found", "tybalt@elsewhere.example", "cancel"),
    )


async def test_nobody_tells_thousands_directly(scene):
    scene.configure(**{"limits.stanza_burst": 5_000})  # that on the rate would come first
    romeo = scene.enter(ROMEO)
    await scene.account("juliet@localhost")
    await romeo.sends("".join(f"<presence to='juliet@localhost/{n}'/>" for n in range(1000)))
    romeo.receives_nothing()
    await romeo.sends("<presence to='juliet@localhost/more'/>")
    await romeo.receives(refusal("policy-violation", "juliet@localhost/more"))


# 4.3: probes


async def test_a_friend_may_probe(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await befriend(romeo, juliet)
    probe = "<presence type='probe' to='juliet@localhost'/>"
    await romeo.sends(probe)
    await romeo.receives(
        f"<presence type='unavailable' from='juliet@localhost' to='{ROMEO}'/>",
    )
    await juliet.is_online()
    await romeo.sends(probe)
    await romeo.receives(f"""<presence from='{JULIET}' to='{ROMEO}'>
        <delay xmlns='urn:xmpp:delay' from='{JULIET}' stamp='{{any}}'/></presence>""")
    juliet.receives_nothing()


async def test_a_stranger_learns_nothing_by_a_probe(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await romeo.sends("<presence type='probe' to='juliet@localhost/balcony'/>")
    await romeo.receives(f"<presence type='unsubscribed' from='juliet@localhost' to='{ROMEO}'/>")
    await romeo.sends("<presence type='probe' to='nobody@localhost'/>")
    romeo.receives_nothing()
    juliet.receives_nothing()

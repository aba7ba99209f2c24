"""XEP-0163, 4, and XEP-0115: who hears of what, as conversations."""

from tests.talks.pubsub.acts import (
    CONFIG,
    EVENT,
    INFO,
    OTHER,
    OWNER,
    PUBSUB,
    SONG,
    TUNE,
    does,
    event,
    form,
    iq,
    is_online,
    item,
    presence,
    publishes,
    publishing,
    reads,
    ver,
)

ROMEO, PHONE = "romeo@localhost/orchard", "romeo@localhost/phone"
JULIET, NURSE = "juliet@localhost/balcony", "nurse@localhost/hall"
WHO = "romeo@localhost"


async def test_those_hear_it_whose_clients_ask_for_it(scene):
    romeo, phone, juliet, nurse = scene.enter(ROMEO, PHONE, JULIET, NURSE)
    await is_online(scene, romeo)
    await is_online(scene, phone, TUNE)
    await is_online(scene, juliet, TUNE, "urn:other")
    await is_online(scene, nurse, "urn:other")
    await publishes(romeo, SONG)
    await phone.receives(event(item(), WHO, WHO))
    await juliet.receives(event(item(), WHO, "juliet@localhost"))
    nurse.receives_nothing()


async def test_who_comes_later_gets_the_last_item_once(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await is_online(scene, romeo)
    for name in "ab":
        await publishes(romeo, SONG, item=name, max_items="max")
    await publishes(romeo, SONG, node="urn:never", send_last_published_item="never")
    await is_online(scene, juliet, TUNE, "urn:never")
    last = event(item(name="b"), WHO, "juliet@localhost", stamped=True)
    await juliet.receives(last)
    # The same client again: nothing new
    await juliet.sends("<presence><show>away</show></presence>")
    juliet.forget()
    romeo.forget()
    # Another that asks for more gets that alone
    await is_online(scene, juliet, TUNE, "urn:never", "urn:third")
    juliet.receives_nothing()
    # Gone and back, it begins anew
    await juliet.sends("<presence type='unavailable'/>")
    juliet.forget()
    romeo.forget()
    await is_online(scene, juliet, TUNE)
    await juliet.receives(last)


async def test_without_presence_nobody_hears(scene):
    scene.configure(**{"directory.everyone": False})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await is_online(scene, romeo, TUNE)
    await is_online(scene, juliet, TUNE)
    await romeo.sends(iq("set", publishing(SONG)))
    await romeo.receives_any_order(
        event(item(), WHO, WHO),
        f"<iq type='result' id='p' from='{WHO}' to='{ROMEO}'><pubsub xmlns='{PUBSUB}'>"
        f"<publish node='{TUNE}'><item id='current'/></publish></pubsub></iq>",
    )
    juliet.receives_nothing()


async def test_a_friend_hears_and_a_stranger_that_subscribes_to_an_open_node(scene):
    scene.configure(**{"directory.everyone": False})
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, NURSE)
    for device in (romeo, juliet, nurse):
        await is_online(scene, device, *([TUNE] if device is juliet else []))
    await juliet.sends("<presence type='subscribe' to='romeo@localhost'/>")
    await romeo.sends("<presence type='subscribed' to='juliet@localhost'/>")
    for device in (romeo, juliet):
        device.forget()
    await publishes(romeo, SONG, access_model="open")
    await juliet.receives(event(item(), WHO, "juliet@localhost"))
    nurse.receives_nothing()
    # Section 6.1.7: the last item comes with the subscription
    subscribe = f"<subscribe node='{TUNE}' jid='nurse@localhost'/>"
    await nurse.sends(iq("set", subscribe, WHO))
    answer, last = nurse.unread
    assert answer.child("pubsub", PUBSUB).child("subscription").get("subscription") == "subscribed"
    assert last.child("event", EVENT)
    nurse.forget()
    await publishes(romeo, OTHER)
    await juliet.receives(event(item(OTHER), WHO, "juliet@localhost"))
    await nurse.receives(event(item(OTHER), WHO, "nurse@localhost"))
    await does(nurse, f"<unsubscribe node='{TUNE}' jid='nurse@localhost'/>", to=WHO)
    await publishes(romeo, SONG)
    nurse.receives_nothing()
    juliet.forget()


async def test_what_goes_is_told_as_the_node_and_the_client_say(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await is_online(scene, romeo)
    await is_online(scene, juliet, TUNE)
    for name in "ab":
        await publishes(romeo, SONG, item=name, max_items="max", notify_delete="true")
    juliet.forget()
    await does(romeo, f"<retract node='{TUNE}' notify='true'><item id='a'/></retract>")
    await juliet.receives(event("<retract id='a'/>", WHO, "juliet@localhost"))
    await does(romeo, f"<retract node='{TUNE}'><item id='b'/></retract>")
    juliet.receives_nothing()
    for content, told in [
        (f"<purge node='{TUNE}'/>", f"<purge node='{TUNE}'/>"),
        (f"<delete node='{TUNE}'/>", f"<delete node='{TUNE}'/>"),
    ]:
        await does(romeo, content, ns=OWNER)
        await juliet.receives(
            f"<message type='headline' from='{WHO}' to='juliet@localhost' id='{{any}}'>"
            f"<event xmlns='{EVENT}'>{told}</event></message>"
        )


async def test_a_node_may_keep_its_payloads_or_everything_to_itself(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await is_online(scene, romeo)
    await is_online(scene, juliet, TUNE)
    await publishes(romeo, SONG, deliver_payloads="false")
    await juliet.receives(event("<item id='current'/>", WHO, "juliet@localhost"))
    await reads(juliet, item(), to=WHO)
    silent = form(CONFIG, deliver_notifications="false")
    await does(romeo, f"<configure node='{TUNE}'>{silent}</configure>", ns=OWNER)
    await publishes(romeo, OTHER)
    juliet.receives_nothing()


async def test_a_hash_is_asked_about_once(scene):
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, NURSE)
    await is_online(scene, romeo)
    await is_online(scene, juliet, TUNE)
    await nurse.sends(presence(ver(f"{TUNE}+notify")))
    assert not [one for one in nurse.unread if one.name == "iq"]
    for device in (romeo, juliet, nurse):
        device.forget()
    await publishes(romeo, SONG)
    await nurse.receives(event(item(), WHO, "nurse@localhost"))
    juliet.forget()


async def test_a_client_that_lies_about_its_hash_speaks_for_itself_alone(scene):
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, NURSE)
    await is_online(scene, romeo)
    said = ver("urn:nothing")
    await is_online(scene, juliet, TUNE, said=said)  # an answer that has another hash
    await nurse.sends(presence(said))
    (question,) = [one for one in nurse.unread if one.name == "iq"]
    for device in (romeo, juliet, nurse):
        device.forget()
    await nurse.sends(
        f"<iq type='result' id='{question.get('id')}' to='localhost'><query xmlns='{INFO}'>"
        "<identity category='client' type='pc'/><feature var='urn:nothing'/></query></iq>"
    )
    await publishes(romeo, SONG)
    await juliet.receives(event(item(), WHO, "juliet@localhost"))
    nurse.receives_nothing()


async def test_a_client_that_changes_its_mind_is_asked_one_thing_at_a_time(scene):
    romeo = scene.enter(ROMEO)
    for number in range(5):
        await romeo.sends(presence(ver(f"urn:{number}+notify")))
    questions = [one for one in romeo.unread if one.name == "iq"]
    assert len(questions) == 1
    romeo.forget()
    await romeo.sends(
        f"<iq type='error' id='{questions[0].get('id')}' to='localhost'><error/></iq>"
    )
    (question,) = [one for one in romeo.unread if one.name == "iq"]
    assert question.child("query", INFO).get("node") == f"urn:test#{ver('urn:4+notify')}"
    romeo.forget()

"""Two people on slixmpp do what people do."""

import pytest
from tests.live.friends import Friend, children
from tests.live.wire import PASSWORD, online, secured

DELAY = "{urn:xmpp:delay}delay"


@pytest.mark.parametrize("direct", [False, True], ids=["starttls", "direct-tls"])
async def test_two_sign_up_see_each_other_and_chat(server, name, direct):
    romeo = Friend(server, name("romeo"), "orchard", direct=direct, signs_up=True)
    juliet = Friend(server, name("juliet"), "balcony", direct=direct, signs_up=True)
    await romeo.is_there()
    await juliet.is_there()
    await romeo.sees(juliet.boundjid.full)
    await juliet.sees(romeo.boundjid.full)
    await romeo.says(juliet.boundjid.bare, "But soft")
    await juliet.hears(romeo.boundjid.bare, "But soft")
    await juliet.says(romeo.boundjid.bare, "Ay me")
    await romeo.hears(juliet.boundjid.bare, "Ay me")
    await romeo.leaves()
    await juliet.sees(romeo.boundjid.full, online=False)
    await juliet.leaves()


async def test_one_is_away_and_back_with_the_history_complete(server, name):
    romeo = Friend(server, name("romeo"), "orchard", signs_up=True)
    juliet = Friend(server, name("juliet"), "balcony", signs_up=True)
    await romeo.is_there()
    await juliet.is_there()
    await romeo.says(juliet.boundjid.bare, "one")
    await juliet.hears(romeo.boundjid.bare, "one")
    await juliet.says(romeo.boundjid.bare, "two")
    await romeo.hears(juliet.boundjid.bare, "two")
    await juliet.leaves()
    await romeo.sees(juliet.boundjid.full, online=False)
    for text in ("three", "four"):
        await romeo.says(juliet.boundjid.bare, text)

    back = Friend(server, name("juliet"), "balcony")
    await back.is_there()
    await back.hears(romeo.boundjid.bare, "three", "four")
    assert all(DELAY in children(one) for one in back.messages if one["body"])
    history = [
        (romeo.boundjid.bare, "one"),
        (juliet.boundjid.bare, "two"),
        (romeo.boundjid.bare, "three"),
        (romeo.boundjid.bare, "four"),
    ]
    assert await back.history() == history
    assert await romeo.history(with_jid=juliet.boundjid.bare) == history
    await back.leaves()
    await romeo.leaves()


async def test_two_devices_of_one_account_are_in_step(server, name):
    laptop = Friend(server, name("romeo"), "laptop", signs_up=True)
    await laptop.is_there()
    phone = Friend(server, name("romeo"), "phone")
    await phone.is_there()
    juliet = Friend(server, name("juliet"), "balcony", signs_up=True)
    await juliet.is_there()
    carbons = []
    for event in ("carbon_sent", "carbon_received"):
        phone.add_event_handler(event, lambda one, event=event: carbons.append((event, one)))
    await phone.plugin["xep_0280"].enable()
    await laptop.sees(phone.boundjid.full)

    await laptop.says(juliet.boundjid.bare, "But soft")
    await juliet.hears(laptop.boundjid.bare, "But soft")
    await phone.until(lambda: len(carbons) == 1)
    await juliet.says(laptop.boundjid.full, "Ay me")
    await laptop.hears(juliet.boundjid.bare, "Ay me")
    await phone.until(lambda: len(carbons) == 2)
    (first, sent), (second, received) = carbons
    assert (first, sent["carbon_sent"]["body"]) == ("carbon_sent", "But soft")
    assert (second, received["carbon_received"]["body"]) == ("carbon_received", "Ay me")
    assert phone.chats == []
    for friend in (laptop, phone, juliet):
        await friend.leaves()


async def test_a_connection_that_is_cut_is_resumed_with_nothing_lost(server, name):
    romeo = Friend(server, name("romeo"), "orchard", signs_up=True)
    juliet = Friend(server, name("juliet"), "balcony", signs_up=True)
    await romeo.is_there()
    await juliet.is_there()
    await romeo.sees(juliet.boundjid.full)
    await juliet.until(lambda: juliet.plugin["xep_0198"].enabled_in)
    juliet.cut()
    await juliet.until(lambda: "disconnected" in juliet.happened)
    for number in range(5):
        await romeo.says(juliet.boundjid.bare, f"text {number}")
    juliet.connect(server.host, server.port)
    await juliet.until(lambda: "session_resumed" in juliet.happened)
    await juliet.hears(romeo.boundjid.bare, *(f"text {number}" for number in range(5)))
    assert juliet.boundjid.full in romeo.online
    assert not any(DELAY in children(one) for one in juliet.messages)
    await romeo.leaves()
    await juliet.leaves()


async def test_a_wrong_password_is_refused_and_the_right_one_is_not(server, name):
    (await online(server, name("romeo"))).drop()
    wrong = Friend(server, name("romeo"), "orchard", password="not it")
    await wrong.arrives()
    assert "failed_all_auth" in wrong.happened
    assert "session_start" not in wrong.happened
    await wrong.leaves()
    right = Friend(server, name("romeo"), "orchard", password=PASSWORD)
    await right.is_there()
    await right.leaves()


async def test_three_failed_tries_end_the_connection(server, name):
    (await online(server, name("romeo"))).drop()
    guesser = await secured(server)
    for _ in range(3):
        await guesser.says(
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AHJvbWVvAHg=</auth>"
        )
        failure = await guesser.next("failure")
        assert failure.has("not-authorized")
    assert await guesser.ends() == "policy-violation"

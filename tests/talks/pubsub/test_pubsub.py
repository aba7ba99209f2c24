"""XEP-0163 and XEP-0060: publishing, reading, and who may, as conversations."""

import pytest
from tests.talks.pubsub.acts import (
    CONFIG,
    OTHER,
    OWNER,
    PUBSUB,
    SONG,
    TUNE,
    does,
    form,
    iq,
    is_refused,
    item,
    publishes,
    publishing,
    reads,
)

ROMEO, PHONE = "romeo@localhost/orchard", "romeo@localhost/phone"
JULIET = "juliet@localhost/balcony"
ALONE = {"directory.everyone": False}


async def test_what_is_published_can_be_read(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(iq("set", publishing(SONG)))
    await romeo.receives(
        f"<iq type='result' id='p' from='romeo@localhost' to='{ROMEO}'><pubsub xmlns='{PUBSUB}'>"
        f"<publish node='{TUNE}'><item id='current'/></publish></pubsub></iq>"
    )
    await reads(romeo, item())
    await reads(juliet, item(), to="romeo@localhost")
    # Section 7.1.2: the same id again replaces the item
    await publishes(romeo, OTHER)
    await reads(juliet, item(OTHER), to="romeo@localhost")


async def test_an_item_without_an_id_gets_one(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(iq("set", f"<publish node='{TUNE}'><item>{SONG}</item></publish>"))
    await romeo.receives(
        f"<iq type='result' id='p' from='romeo@localhost' to='{ROMEO}'><pubsub xmlns='{PUBSUB}'>"
        f"<publish node='{TUNE}'><item id='{{name}}'/></publish></pubsub></iq>"
    )
    await reads(romeo, f"<item id='{{name}}'>{SONG}</item>")


async def test_a_node_keeps_as_many_items_as_it_is_told(scene):
    romeo = scene.enter(ROMEO)
    for name in "abc":
        await publishes(romeo, SONG, item=name)
    await reads(romeo, item(name="c"))  # one, by default
    options = {"max_items": "2"}
    for name in "abc":
        await publishes(romeo, SONG, node="urn:two", item=name, **options)
    newest = item(name="b") + item(name="c")
    await reads(romeo, newest, content="<items node='urn:two'/>", node="urn:two")
    # 8.2.5: a node that shall keep fewer forgets the oldest
    await does(
        romeo, f"<configure node='urn:two'>{form(CONFIG, max_items='1')}</configure>", ns=OWNER
    )
    await reads(romeo, item(name="c"), content="<items node='urn:two'/>", node="urn:two")


async def test_items_come_in_pages(scene):
    romeo = scene.enter(ROMEO)
    for name in "abcde":
        await publishes(romeo, SONG, item=name, max_items="max")
    rsm = "http://jabber.org/protocol/rsm"

    def page(first, last):
        edges = f"<first>{first}</first><last>{last}</last><count>5</count>"
        return f"<set xmlns='{rsm}'>{edges}</set>"

    wanted = f"<items node='{TUNE}' max_items='2'/>"
    await reads(romeo, item(name="d") + item(name="e"), content=wanted, more=page("d", "e"))
    older = f"<items node='{TUNE}'/><set xmlns='{rsm}'><max>2</max><before>d</before></set>"
    await reads(romeo, item(name="b") + item(name="c"), content=older, more=page("b", "c"))
    two = f"<items node='{TUNE}'><item id='b'/><item id='e'/><item id='x'/></items>"
    await reads(romeo, item(name="b") + item(name="e"), content=two)
    none = f"<items node='{TUNE}'><item id='x'/></items>"
    await is_refused(romeo, iq("get", none), "item-not-found")


async def test_nobody_else_publishes_or_changes(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await publishes(romeo, SONG)
    to = "romeo@localhost"
    retract = f"<retract node='{TUNE}'><item id='current'/></retract>"
    for content, ns in [
        (publishing(OTHER), PUBSUB),
        (retract, PUBSUB),
        ("<create node='urn:x'/>", PUBSUB),
        (f"<delete node='{TUNE}'/>", OWNER),
        (f"<purge node='{TUNE}'/>", OWNER),
        (f"<configure node='{TUNE}'>{form(CONFIG, access_model='open')}</configure>", OWNER),
        (f"<affiliations node='{TUNE}'/>", OWNER),
        (f"<subscriptions node='{TUNE}'/>", OWNER),
    ]:
        await is_refused(juliet, iq("set", content, to, ns), "forbidden")
    await is_refused(juliet, iq("set", publishing(OTHER, node="urn:new"), to), "item-not-found")
    await reads(juliet, item(), to=to)


@pytest.mark.parametrize(
    ("access", "condition", "special"),
    [
        ("presence", "not-authorized", "presence-subscription-required"),
        ("roster", "not-authorized", "not-in-roster-group"),
        ("whitelist", "not-allowed", "closed-node"),
        ("open", None, None),
    ],
)
async def test_a_stranger_reads_open_nodes_only(scene, access, condition, special):
    scene.configure(**ALONE)
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await publishes(romeo, SONG, access_model=access)
    await reads(romeo, item())
    if condition is None:
        await reads(juliet, item(), to="romeo@localhost")
    else:
        wanted = iq("get", f"<items node='{TUNE}'/>", "romeo@localhost")
        await is_refused(juliet, wanted, condition, special)


async def test_a_member_reads_a_whitelisted_node_and_an_outcast_none(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await publishes(romeo, SONG, access_model="whitelist")
    wanted = iq("get", f"<items node='{TUNE}'/>", "romeo@localhost")
    await is_refused(juliet, wanted, "not-allowed", "closed-node")

    async def affiliate(value):
        entry = f"<affiliation jid='juliet@localhost' affiliation='{value}'/>"
        content = f"<affiliations node='{TUNE}'>{entry}</affiliations>"
        await does(romeo, content, ns=OWNER)

    await affiliate("member")
    await reads(juliet, item(), to="romeo@localhost")
    await does(
        romeo, f"<configure node='{TUNE}'>{form(CONFIG, access_model='open')}</configure>", ns=OWNER
    )
    await affiliate("outcast")
    await is_refused(juliet, wanted, "forbidden")
    await affiliate("publisher")
    await publishes(juliet, OTHER, to="romeo@localhost")
    await reads(romeo, item(OTHER))
    await affiliate("none")
    await is_refused(juliet, iq("set", publishing(SONG), "romeo@localhost"), "forbidden")


async def test_publish_options_make_the_node_or_must_be_met(scene):
    romeo = scene.enter(ROMEO)
    private = {"access_model": "whitelist", "persist_items": "true", "max_items": "max"}
    await publishes(romeo, SONG, node="urn:secret", **private)
    await publishes(romeo, OTHER, node="urn:secret", **private)
    wrong = publishing(SONG, node="urn:secret", access_model="open")
    await is_refused(romeo, iq("set", wrong), "conflict", "precondition-not-met")
    content = "<items node='urn:secret'/>"
    await reads(romeo, item(OTHER), content=content, node="urn:secret")


async def test_items_are_retracted_purged_and_the_node_deleted(scene):
    romeo = scene.enter(ROMEO)
    for name in "ab":
        await publishes(romeo, SONG, item=name, max_items="max")
    retract = f"<retract node='{TUNE}'><item id='a'/></retract>"
    await does(romeo, retract)
    await is_refused(romeo, iq("set", retract), "item-not-found")
    await reads(romeo, item(name="b"))
    await does(romeo, f"<purge node='{TUNE}'/>", ns=OWNER)
    await reads(romeo, "")
    await does(romeo, f"<delete node='{TUNE}'/>", ns=OWNER)
    await is_refused(romeo, iq("get", f"<items node='{TUNE}'/>"), "item-not-found")


@pytest.mark.parametrize(
    ("kind", "content", "ns", "condition"),
    [
        ("set", "", PUBSUB, "bad-request"),
        ("set", "<publish/>", PUBSUB, "bad-request"),
        ("set", f"<publish node='{TUNE}'/>", PUBSUB, "bad-request"),
        ("set", f"<publish node='{TUNE}'><item/></publish>", PUBSUB, "bad-request"),
        (
            "set",
            f"<publish node='{TUNE}'><item>{SONG}{SONG}</item></publish>",
            PUBSUB,
            "bad-request",
        ),
        (
            "set",
            f"<publish node='{TUNE}'><item>{SONG}</item><item>{SONG}</item></publish>",
            PUBSUB,
            "not-allowed",
        ),
        ("set", publishing(SONG, node="x" * 1024), PUBSUB, "not-acceptable"),
        ("set", publishing(SONG, item="x" * 1024), PUBSUB, "not-acceptable"),
        ("set", publishing(SONG, access_model="authorize"), PUBSUB, "not-acceptable"),
        ("set", publishing(SONG, max_items="-1"), PUBSUB, "not-acceptable"),
        ("set", publishing(SONG, max_items="9" * 5000), PUBSUB, "not-acceptable"),
        ("set", f"<retract node='{TUNE}'/>", PUBSUB, "bad-request"),
        ("set", "<options node='x' jid='y'/>", PUBSUB, "feature-not-implemented"),
        ("get", "<nothing/>", PUBSUB, "feature-not-implemented"),
        ("get", "<items/>", PUBSUB, "bad-request"),
        ("get", "<items node='urn:none'/>", PUBSUB, "item-not-found"),
        ("set", "<configure node='urn:none'/>", OWNER, "item-not-found"),
        ("set", "<subscribe node='urn:none' jid='romeo@localhost'/>", PUBSUB, "item-not-found"),
        ("set", "<subscribe node='urn:none' jid='@@'/>", PUBSUB, "bad-request"),
        ("set", "<subscribe node='urn:none' jid='juliet@localhost'/>", PUBSUB, "bad-request"),
    ],
)
async def test_what_is_wrong_is_refused(scene, kind, content, ns, condition):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await is_refused(romeo, iq(kind, content, ns=ns), condition)
    await publishes(romeo, SONG)
    await reads(juliet, item(), to="romeo@localhost")


async def test_there_is_an_end_to_what_one_account_may_keep(scene):
    scene.configure(**{"pubsub.nodes": 10, "pubsub.items": 3, "pubsub.volume": "100 kB"})
    romeo, juliet = scene.enter(ROMEO, JULIET)
    for name in "abcd":
        await publishes(romeo, SONG, item=name, max_items="max")
    await reads(romeo, "".join(item(name=name) for name in "bcd"))
    for number in range(9):
        await does(romeo, f"<create node='n{number}'/>")
    await is_refused(romeo, iq("set", "<create node='n9'/>"), "resource-constraint")
    await is_refused(romeo, iq("set", publishing(SONG, node="n9")), "resource-constraint")
    large = f"<data xmlns='urn:x'>{'x' * 60_000}</data>"
    await publishes(romeo, large, node="n0", item="1")
    await publishes(romeo, large, node="n0", item="1")  # in its own place there is room
    await is_refused(romeo, iq("set", publishing(large, node="n1")), "resource-constraint")
    await publishes(juliet, large)


async def test_a_blocked_person_is_a_stranger_to_nobody(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await publishes(romeo, SONG, access_model="open")
    block = "<block xmlns='urn:xmpp:blocking'><item jid='juliet@localhost'/></block>"
    await romeo.sends(f"<iq type='set' id='b'>{block}</iq>")
    romeo.forget()
    wanted = iq("get", f"<items node='{TUNE}'/>", "romeo@localhost")
    await is_refused(juliet, wanted, "service-unavailable")
    nobody = iq("get", f"<items node='{TUNE}'/>", "nobody@localhost")
    await is_refused(juliet, nobody, "service-unavailable")


async def test_what_a_deleted_account_published_is_gone(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await publishes(romeo, SONG)
    await romeo.sends(
        "<iq type='set' id='r'><query xmlns='jabber:iq:register'><remove/></query></iq>"
    )
    assert romeo.stream_error == "not-authorized"
    romeo.forget()
    stranger = scene.connect()
    await stranger.opens()
    name = f"<username>romeo</username><password>{scene.password}</password>"
    await stranger.sends(
        f"<iq type='set' id='r'><query xmlns='jabber:iq:register'>{name}</query></iq>"
    )
    stranger.forget()
    again = scene.enter(PHONE)
    await is_refused(again, iq("get", f"<items node='{TUNE}'/>"), "item-not-found")
    await is_refused(
        juliet, iq("get", f"<items node='{TUNE}'/>", "romeo@localhost"), "item-not-found"
    )


async def test_discovery_tells_of_nodes_to_those_who_may_read_them(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await publishes(romeo, SONG)
    await publishes(romeo, SONG, node="urn:secret", access_model="whitelist")
    items = "http://jabber.org/protocol/disco#items"
    ask = "<iq type='get' id='d' to='romeo@localhost'><query xmlns='{}' {}/></iq>"
    head = "<iq type='result' id='d' from='romeo@localhost' to='{}'>"
    answer = head + "<query xmlns='{}' {}>{}</query></iq>"
    await juliet.sends(ask.format(items, ""))
    listed = f"<item jid='romeo@localhost' node='{TUNE}'/>"
    await juliet.receives(answer.format(JULIET, items, "", listed))
    await romeo.sends(ask.format(items, ""))
    both = listed + "<item jid='romeo@localhost' node='urn:secret'/>"
    await romeo.receives(answer.format(ROMEO, items, "", both))
    node = f"node='{TUNE}'"
    await juliet.sends(ask.format(items, node))
    inside = "<item jid='romeo@localhost' name='current'/>"
    await juliet.receives(answer.format(JULIET, items, node, inside))
    info = "http://jabber.org/protocol/disco#info"
    await juliet.sends(ask.format(info, node))
    (found,) = juliet.unread
    query = found.child("query", info)
    assert query.child("identity").get("type") == "leaf"
    juliet.forget()
    await is_refused(juliet, ask.format(info, "node='urn:none'"), "item-not-found")

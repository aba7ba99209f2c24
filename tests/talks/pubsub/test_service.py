"""XEP-0060 at `pubsub.DOMAIN`: nodes that belong to nobody's account, as conversations."""

from tests.talks.pubsub.acts import (
    CONFIG,
    EVENT,
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
    reads,
)

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
NURSE = "nurse@localhost/hall"
SERVICE = "pubsub.localhost"


def event(to):
    return (
        f"<message type='headline' from='{SERVICE}' to='{to}' id='{{any}}'>"
        f"<event xmlns='{EVENT}'><items node='news'>{item(name='1')}</items></event></message>"
    )


async def test_whoever_makes_a_node_owns_it_and_others_subscribe(scene):
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, NURSE)
    await juliet.is_online()
    await does(romeo, "<create node='news'/>", SERVICE)
    await is_refused(juliet, iq("set", "<create node='news'/>", SERVICE), "conflict")
    subscribe = "<subscribe node='news' jid='{}'/>"
    await does(juliet, subscribe.format("juliet@localhost"), SERVICE)
    await does(nurse, subscribe.format(NURSE), SERVICE)
    await publishes(romeo, SONG, node="news", item="1", to=SERVICE)
    await juliet.receives(event("juliet@localhost"))
    await nurse.receives(event(NURSE))
    content = "<items node='news'/>"
    await reads(juliet, item(name="1"), to=SERVICE, content=content, node="news")
    for change, ns in [
        ("<publish node='news'><item id='2'><x xmlns='urn:x'/></item></publish>", PUBSUB),
        ("<delete node='news'/>", OWNER),
        ("<purge node='news'/>", OWNER),
    ]:
        await is_refused(juliet, iq("set", change, SERVICE, ns), "forbidden")


async def test_nothing_is_made_by_publishing_there(scene):
    romeo = scene.enter(ROMEO)
    publish = f"<publish node='{TUNE}'><item id='1'>{SONG}</item></publish>"
    await is_refused(romeo, iq("set", publish, SERVICE), "item-not-found")


async def test_everybody_may_publish_where_the_owner_says_so_and_a_node_keeps_an_owner(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await does(romeo, "<create node='wall'/>", SERVICE)
    opened = f"<configure node='wall'>{form(CONFIG, publish_model='open')}</configure>"
    await does(romeo, opened, SERVICE, OWNER)
    await publishes(juliet, SONG, node="wall", item="1", to=SERVICE)
    leave = (
        "<affiliations node='wall'>"
        "<affiliation jid='romeo@localhost' affiliation='none'/></affiliations>"
    )
    await is_refused(romeo, iq("set", leave, SERVICE, OWNER), "not-acceptable")


async def test_the_operator_may_keep_nodes_to_himself(scene):
    scene.configure(**{"pubsub.create": "nobody"})
    romeo = scene.enter(ROMEO)
    await is_refused(romeo, iq("set", "<create node='x'/>", SERVICE), "forbidden")
    await publishes(romeo, SONG)  # on one's own account nothing changes


async def test_discovery_tells_what_it_is_and_holds(scene):
    romeo = scene.enter(ROMEO)
    await does(
        romeo, f"<create node='a'/><configure>{form(CONFIG, title='A')}</configure>", SERVICE
    )
    info = "http://jabber.org/protocol/disco#info"
    await romeo.sends(f"<iq type='get' id='d' to='{SERVICE}'><query xmlns='{info}'/></iq>")
    identity = romeo.unread[0].child("query", info).child("identity")
    assert (identity.get("category"), identity.get("type")) == ("pubsub", "service")
    romeo.forget()
    items = "http://jabber.org/protocol/disco#items"
    await romeo.sends(f"<iq type='get' id='d' to='{SERVICE}'><query xmlns='{items}'/></iq>")
    await romeo.receives(
        f"<iq type='result' id='d' from='{SERVICE}' to='{ROMEO}'>"
        f"<query xmlns='{items}'><item jid='{SERVICE}' node='a' name='A'/></query></iq>"
    )

"""Pubsub nodes: what is kept, what is the newest, and what goes with an account."""

import pytest
from tests.units.storage.conftest import JULIET, NURSE, ROMEO

from magpie.storage import pubsub
from magpie.storage.pubsub import Item, NodeConfig
from magpie.storage.retention import delete_account

LIMIT, VOLUME = 10, 1_000
TUNE, MOOD = "urn:tune", "urn:mood"


@pytest.fixture
async def nodes(db):
    """Romeo has two nodes, juliet one."""
    for owner, node in ((ROMEO, TUNE), (ROMEO, MOOD), (JULIET, TUNE)):
        await db.write(pubsub.create, owner, node, NodeConfig(), 1, LIMIT)
    return db


async def publish(db, owner, node, item_id, xml=b"<x/>", keep=3):
    return await db.write(pubsub.publish, Item(owner, node, item_id, owner, 5, xml), keep, VOLUME)


async def ids(db, owner, node):
    return [item.id for item in await db.read(pubsub.items, owner, node, 10)]


async def test_a_node_is_made_once_and_there_is_a_limit(nodes):
    assert await nodes.write(pubsub.create, ROMEO, TUNE, NodeConfig(), 1, LIMIT) is False
    assert await nodes.write(pubsub.create, ROMEO, "urn:new", NodeConfig(), 1, 2) is None
    assert list(await nodes.read(pubsub.nodes, ROMEO)) == [MOOD, TUNE]


async def test_a_configuration_comes_back_as_it_was(nodes):
    config = NodeConfig("Ü", access="roster", groups=("Friends", "家"), max_items=0, notifies=False)
    assert await nodes.write(pubsub.configure, ROMEO, TUNE, config, 1)
    assert await nodes.read(pubsub.get, ROMEO, TUNE) == config
    assert not await nodes.write(pubsub.configure, ROMEO, "urn:none", config, 1)
    assert await nodes.read(pubsub.get, ROMEO, "urn:none") is None


async def test_the_newest_stay_and_what_is_published_again_is_new(nodes):
    for name in ("a", "b", "c", "a", "d"):
        assert await publish(nodes, ROMEO, TUNE, name)
    assert await ids(nodes, ROMEO, TUNE) == ["d", "a", "c"]
    assert await nodes.read(pubsub.count, ROMEO, TUNE) == 3
    (newest, _) = await nodes.read(pubsub.items, ROMEO, TUNE, 2)
    older = await nodes.read(pubsub.items, ROMEO, TUNE, 10, newest.number)
    assert [item.id for item in older] == ["a", "c"]
    assert await nodes.write(pubsub.retract, ROMEO, TUNE, ["a", "x"]) == 1
    assert [item.id for item in await nodes.read(pubsub.some, ROMEO, TUNE, ["d", "x", "c"])] == [
        "c",
        "d",
    ]
    await nodes.write(pubsub.purge, ROMEO, TUNE)
    assert await ids(nodes, ROMEO, TUNE) == []


async def test_an_owner_has_so_many_bytes(nodes):
    assert await publish(nodes, ROMEO, TUNE, "a", b"x" * 600)
    assert not await publish(nodes, ROMEO, MOOD, "a", b"x" * 600)
    assert await ids(nodes, ROMEO, MOOD) == []
    assert await publish(nodes, ROMEO, TUNE, "a", b"x" * 700)
    assert await publish(nodes, JULIET, TUNE, "a", b"x" * 700)


async def test_the_last_item_of_each_node(nodes):
    for owner, node, name in (
        (ROMEO, TUNE, "old"),
        (JULIET, TUNE, "j"),
        (ROMEO, TUNE, "r"),
        (ROMEO, MOOD, "m"),
    ):
        await publish(nodes, owner, node, name)

    async def last(names, owners=None, after=0):
        found = await nodes.read(pubsub.last_items, names, owners, after, 10)
        return [item.id for item, _ in found]

    assert await last([TUNE]) == ["j", "r"]
    assert await last([TUNE, MOOD]) == ["j", "r", "m"]
    assert await last([TUNE, MOOD], [ROMEO, NURSE]) == ["r", "m"]
    ((first, _), *_) = await nodes.read(pubsub.last_items, [TUNE], None, 0, 1)
    assert await last([TUNE], None, first.number) == ["r"]


async def test_who_is_what_to_a_node(nodes):
    await nodes.write(pubsub.affiliate, ROMEO, TUNE, {JULIET: "member", NURSE: "outcast"})
    await nodes.write(pubsub.affiliate, ROMEO, TUNE, {NURSE: "none", JULIET: "publisher"})
    assert await nodes.read(pubsub.affiliations, ROMEO, TUNE) == {JULIET: "publisher"}
    assert await nodes.read(pubsub.affiliations_of, ROMEO, JULIET) == {TUNE: "publisher"}
    for jid in (JULIET, f"{JULIET}/phone", f"{JULIET}x"):
        await nodes.write(pubsub.subscribe, ROMEO, TUNE, jid, "1")
    await nodes.write(pubsub.subscribe, ROMEO, TUNE, JULIET, "2")
    held = await nodes.read(pubsub.subscriptions_of, ROMEO, JULIET)
    assert sorted(held) == [(TUNE, JULIET, "2"), (TUNE, f"{JULIET}/phone", "1")]
    assert await nodes.write(pubsub.unsubscribe, ROMEO, TUNE, JULIET)
    assert not await nodes.write(pubsub.unsubscribe, ROMEO, TUNE, JULIET)


async def test_a_node_goes_with_all_that_is_in_it(nodes):
    await publish(nodes, ROMEO, TUNE, "a")
    await nodes.write(pubsub.affiliate, ROMEO, TUNE, {JULIET: "member"})
    await nodes.write(pubsub.subscribe, ROMEO, TUNE, JULIET, "1")
    assert await nodes.write(pubsub.remove, ROMEO, TUNE)
    assert not await nodes.write(pubsub.remove, ROMEO, TUNE)
    await nodes.write(pubsub.create, ROMEO, TUNE, NodeConfig(), 1, LIMIT)
    assert await ids(nodes, ROMEO, TUNE) == []
    assert await nodes.read(pubsub.affiliations, ROMEO, TUNE) == {}
    assert await nodes.read(pubsub.subscriptions, ROMEO, TUNE) == {}


async def test_an_account_goes_with_its_nodes_and_from_those_of_others(nodes):
    await publish(nodes, ROMEO, TUNE, "a")
    await nodes.write(pubsub.affiliate, JULIET, TUNE, {ROMEO: "member"})
    for jid in (ROMEO, f"{ROMEO}/phone", NURSE):
        await nodes.write(pubsub.subscribe, JULIET, TUNE, jid, "1")
    await nodes.write(delete_account, ROMEO)
    assert await nodes.read(pubsub.nodes, ROMEO) == {}
    assert await nodes.read(pubsub.affiliations, JULIET, TUNE) == {}
    assert list(await nodes.read(pubsub.subscriptions, JULIET, TUNE)) == [NURSE]

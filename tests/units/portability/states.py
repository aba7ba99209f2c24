"""Hypothesis: everything that a server may hold of people and rooms, and how it is compared."""

import json

from hypothesis import strategies as st
from sqlalchemy import insert, select
from tests.units.xmpp.strategies import LEGAL, TEXT

from magpie.features.rooms.options import Options
from magpie.features.rooms.owner import columns
from magpie.storage import (
    blocklist,
    circles,
    cursors,
    last,
    meta,
    preferences,
    private,
    pubsub,
    push,
    rooms,
    roster,
    vcard,
)
from magpie.storage import tables as t
from magpie.storage.accounts import Account, create
from magpie.storage.journal import Entry, Journal
from magpie.storage.pubsub import Item, NodeConfig
from magpie.xmpp.element import Element
from magpie.xmpp.parser import parse_element
from magpie.xmpp.scram import ScramKeys

DOMAIN = "localhost"
START = 1_700_000_000_000_000
PEOPLE = ["romeo@localhost", "juliet@localhost", "nurse@localhost"]
OTHERS = ["tybalt@elsewhere.example", "balthasar@elsewhere.example"]
ROOM = "garden@rooms.localhost"
EVERYBODY = st.sampled_from(PEOPLE + OTHERS)
TEXTS = st.text(LEGAL, max_size=8) | TEXT
SHORT = st.text(LEGAL, min_size=1, max_size=6)
TIMES = st.integers(0, 50_000_000).map(lambda later: START + later)
PAYLOADS = st.builds(
    lambda name, ns, text: Element(name, ns, {"a": text}, (), text),
    st.sampled_from(["storage", "prefs"]),
    st.sampled_from(["urn:a", "urn:b"]),
    TEXTS,
)


def keys(size):
    data = st.binary(min_size=size, max_size=size)
    return st.builds(
        ScramKeys,
        st.binary(min_size=9, max_size=9).map(b"s".__add__),
        st.integers(1, 10**6),
        data,
        data,
    )


ITEMS = st.builds(
    roster.Item,
    EVERYBODY,
    TEXTS,
    st.sampled_from(["none", "to", "from", "both"]),
    st.booleans(),
    st.booleans(),
    st.lists(SHORT, unique=True, max_size=2).map(tuple),
)
CONFIGS = st.builds(
    NodeConfig,
    title=TEXTS.map(lambda text: text.replace("\n", " ")),
    access=st.sampled_from(["open", "presence", "roster", "whitelist"]),
    groups=st.lists(SHORT, unique=True, max_size=2).map(tuple),
    publishers=st.sampled_from(["publishers", "subscribers", "open"]),
    max_items=st.integers(0, 5),
    is_persistent=st.booleans(),
    send_last=st.sampled_from(["never", "on_sub", "on_sub_and_presence"]),
    notifies=st.booleans(),
)
NODES = st.fixed_dictionaries(
    {
        "config": CONFIGS,
        "at": TIMES,
        "items": st.lists(st.tuples(SHORT, EVERYBODY, TIMES, PAYLOADS | st.none()), max_size=3),
        "affiliations": st.dictionaries(
            EVERYBODY, st.sampled_from(["publisher", "member", "outcast"]), max_size=2
        ),
        "subscriptions": st.dictionaries(EVERYBODY, SHORT, max_size=2),
    }
)
PERSON = st.fixed_dictionaries(
    {
        "sha1": st.just(ScramKeys(b"", 0, b"", b"")) | keys(20),
        "sha256": keys(32),
        "created": TIMES,
        "disabled": st.booleans(),
        "role": st.sampled_from(["member", "admin", "limited"]),
        "roster": st.lists(ITEMS, unique_by=lambda item: item.jid, max_size=4),
        "asked": st.dictionaries(EVERYBODY, st.tuples(TIMES, TEXTS), max_size=2),
        "private": st.lists(PAYLOADS, max_size=2),
        "card": st.none() | TEXTS,
        "blocked": st.lists(EVERYBODY, unique=True, max_size=2),
        "wishes": st.none()
        | st.builds(
            preferences.Preferences,
            st.sampled_from(["always", "never", "roster"]),
            st.frozensets(EVERYBODY, max_size=2),
            st.frozensets(EVERYBODY, max_size=2),
        ),
        "last": st.none() | st.tuples(TIMES, TEXTS),
        "push": st.none() | st.tuples(SHORT, SHORT),
        "nodes": st.dictionaries(SHORT, NODES, max_size=2),
        "cursor": st.integers(0, 12),
    }
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {
            "sender": EVERYBODY,
            "recipient": EVERYBODY,
            "at": TIMES,
            "kind": st.sampled_from(["chat", "normal", "headline"]),
            "body": st.none() | TEXTS,
            "kept": st.sampled_from(["both", "sender", "recipient", "room", "until taken"]),
        }
    ),
    max_size=12,
)
STATES = st.fixed_dictionaries(
    {
        "people": st.dictionaries(st.sampled_from(PEOPLE), PERSON, max_size=3),
        "messages": MESSAGES,
        "room": st.none()
        | st.fixed_dictionaries(
            {
                "subject": TEXTS,
                "subject_at": TIMES,
                "hats": st.just("[]") | st.just('[{"uri": "xmpp:hat", "title": "Host"}]'),
                "card": st.none() | TEXTS,
                "is_public": st.booleans(),
                "members": st.dictionaries(
                    EVERYBODY,
                    st.tuples(
                        st.sampled_from(["owner", "admin", "member", "outcast"]),
                        TEXTS,
                        st.integers(0, 12),
                    ),
                    max_size=3,
                ),
            }
        ),
        "circle": st.none() | SHORT,
        "service": st.dictionaries(SHORT, NODES, max_size=1),
    }
)


async def fill(database, state):
    """Put a state into an empty database."""
    await database.write(meta.set, meta.DOMAIN, DOMAIN.encode())
    numbers = await put_messages(database, state)
    await database.write(put_people, state["people"], numbers)
    if state["room"] is not None:
        await database.write(put_room, state["room"], numbers)
    if state["circle"] is not None:
        members = tuple(sorted(state["people"]))
        circle = circles.Circle("circle@rooms.localhost", state["circle"], START, members)
        await database.write(circles.create, circle)
    await database.write(put_nodes, "pubsub.localhost", state["service"], False)


async def put_messages(database, state):
    """The ids of what was appended, in order."""
    journal, done = Journal(database), []
    for one in state["messages"]:
        a, b = one["sender"], one["recipient"]
        ours = [jid for jid in (a, b) if jid in state["people"]]
        owners = [(jid, b if jid == a else a) for jid in dict.fromkeys(ours)]
        recipient = b
        kind, sender_shown = one["kind"], f"{a}/orchard"
        match one["kept"]:
            case "sender" | "recipient" as side:
                owners = [pair for pair in owners if pair[0] == one[side]]
            case "until taken":
                owners = [(f"~{b}", a)] if b in state["people"] else []
            case "room" if state["room"] is not None:
                owners, recipient, kind = [(ROOM, ROOM)], f"{ROOM}/nick", "groupchat"
                sender_shown = recipient
        if not owners:
            continue
        children = (
            () if one["body"] is None else (Element("body", "jabber:client", text=one["body"]),)
        )
        attrs = {"from": sender_shown, "to": b, "type": kind, "id": "x"}
        if kind == "groupchat":
            del attrs["to"]
        stanza = Element("message", "jabber:client", attrs, children).to_bytes("jabber:client")
        entry = Entry(
            one["at"], f"{a}/orchard", recipient, kind, stanza, one["body"], None, tuple(owners)
        )
        journal.append(entry, done.append)
    await journal.drain()
    return [outcome.id for outcome in done]


def up_to(numbers, count):
    return ([0, *numbers])[min(count, len(numbers))]


def put_people(conn, people, numbers):
    for jid, one in people.items():
        create(
            conn,
            Account(jid, one["sha1"], one["sha256"], one["created"], one["disabled"], one["role"]),
        )
        for item in one["roster"]:
            if item.jid != jid:
                roster.put(conn, jid, item)
        for other, (at, text) in one["asked"].items():
            attrs = {"from": other, "to": jid, "type": "subscribe"}
            stanza = Element(
                "presence", "jabber:client", attrs, (Element("status", "jabber:client", text=text),)
            )
            roster.put_request(
                conn, jid, roster.Request(other, at, stanza.to_bytes("jabber:client"))
            )
        for element in one["private"]:
            private.put(conn, jid, element.ns, element.name, element.to_bytes())
        if one["card"] is not None:
            vcard.put(conn, jid, card(one["card"]))
        blocklist.add(conn, jid, one["blocked"])
        if one["wishes"] is not None:
            preferences.put(conn, jid, one["wishes"])
        if one["last"] is not None:
            last.put(conn, jid, *one["last"])
        if one["push"] is not None:
            push.put(conn, push.Registration(jid, "push.example", *one["push"]))
        put_nodes(conn, jid, one["nodes"], True)
        if cursor := up_to(numbers, one["cursor"]):
            cursors.save(conn, {jid: cursor})


def card(text):
    name = Element("FN", "vcard-temp", text=text)
    return Element("vCard", "vcard-temp", {}, (name,)).to_bytes()


def put_nodes(conn, owner, nodes, is_account):
    for name, node in nodes.items():
        config = node["config"]
        if not is_account and config.access in ("presence", "roster"):
            config = NodeConfig(access="whitelist")
        pubsub.create(conn, owner, name, config, node["at"], 1000)
        for id, publisher, at, payload in node["items"]:
            xml = b"" if payload is None else payload.to_bytes()
            pubsub.publish(conn, Item(owner, name, id, publisher, at, xml), 1000, 1 << 30)
        others = {jid: value for jid, value in node["affiliations"].items() if jid != owner}
        pubsub.affiliate(conn, owner, name, others)
        for jid, subid in node["subscriptions"].items():
            pubsub.subscribe(conn, owner, name, jid, subid)


def put_room(conn, one, numbers):
    row = columns(Options(is_public=one["is_public"]))
    members = [
        rooms.Member(jid, affiliation, nick, seen=up_to(numbers, count))
        for jid, (affiliation, nick, count) in one["members"].items()
    ]
    new = rooms.Room(
        ROOM, START, bytes(range(32)), one["subject"], f"{ROOM}/x", one["subject_at"],
        "abc" if one["card"] is not None else "", one["hats"], **row,
    )  # fmt: skip
    rooms.create(conn, new, members)
    if one["card"] is not None:
        vcard.put(conn, ROOM, card(one["card"]))


# Comparing

PLAIN = (
    t.account, t.roster, t.roster_item, t.roster_request, t.private, t.vcard, t.blocked,
    t.preference, t.cursor, t.last, t.push, t.pubsub_node, t.pubsub_affiliation,
    t.pubsub_subscription, t.room, t.room_member, t.circle, t.circle_member,
)  # fmt: skip
UNTOLD = {"roster": {"floor"}, "roster_item": {"version"}}


def everything(conn):
    """All that a state can have, as it can be compared: XML by what it says."""
    found = {"key": meta.key(conn), "domain": meta.get(conn, meta.DOMAIN)}
    for table in PLAIN:
        hidden = UNTOLD.get(table.name, set())
        rows = [
            [plain(value) for name, value in row._mapping.items() if name not in hidden]
            for row in conn.execute(select(table))
        ]
        found[table.name] = sorted(rows, key=repr)
    names = dict(conn.execute(select(t.address.c.id, t.address.c.jid)).all())
    held = [tuple(row) for table in (t.mailbox, t.arrival) for row in conn.execute(select(table))]
    found["held"] = sorted((names[owner], id, names[peer]) for owner, id, peer in held)
    ids = {id for _, id, _ in held}
    rows = conn.execute(select(t.message).order_by(t.message.c.id)).all()
    found["messages"] = [[plain(v) for v in row[:7]] for row in rows if row.id in ids]
    items = conn.execute(select(t.pubsub_item).order_by("owner", "node", "id")).all()
    found["items"] = [[plain(value) for value in row[1:]] for row in items]
    return found


def plain(value):
    if isinstance(value, bytes | memoryview):
        value = bytes(value)
        return parse_element(value) if value.startswith(b"<") and value[-1:] == b">" else value
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


__all__ = ["STATES", "everything", "fill", "insert"]

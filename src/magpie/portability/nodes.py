"""Pubsub nodes of an account (XEP-0163), or of the general service: both ways."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, insert, select

from magpie.features.pubsub import config as forms
from magpie.portability.names import MDS, OWN, PUBSUB, PUBSUB_OWNER, SID
from magpie.portability.output import Sheet
from magpie.portability.person import moment
from magpie.portability.report import Report
from magpie.storage import pubsub
from magpie.storage import tables as t
from magpie.storage.pubsub import PRIVATE, Item, NodeConfig
from magpie.xmpp.delay import to_text
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import NS as NS_FORM
from magpie.xmpp.forms import Form
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.parser import parse_element

AT = f"{{{OWN}}}at"
PAGE = 200
AFFILIATIONS = ("owner", "publisher", "publish-only", "member", "outcast")
# Where a server does not say who may read, these are for nobody but their owner
KEPT_PRIVATE = ("urn:xmpp:bookmarks:1", "storage:bookmarks", MDS)
Find = Callable[[str], str | None]
"""The new id in an archive of a message that had another before."""


# Out


def count(conn: Connection, owner: str) -> int:
    """How many nodes an owner has."""
    return len(pubsub.nodes(conn, owner))


def write(conn: Connection, owner: str, sheet: Sheet, *, is_account: bool) -> int:
    """All nodes of an owner: their configuration, then their items. How many nodes there are."""
    rows = conn.execute(
        select(t.pubsub_node).where(t.pubsub_node.c.owner == owner).order_by("node")
    )
    found = {row.node: (row.at, pubsub.read_config(row.config)) for row in rows.all()}
    if not found:
        return 0
    sheet.start("pubsub", PUBSUB_OWNER)
    for name, (at, config) in found.items():
        form = forms.to_form(config, is_account).to_element()
        sheet.add(Element("configure", PUBSUB_OWNER, {"node": name, AT: to_text(at)}, (form,)))
        for element in associated(conn, owner, name):
            sheet.add(element)
    sheet.end()
    sheet.start("pubsub", PUBSUB)
    for name in found:
        sheet.start("items", PUBSUB, {"node": name})
        for item in items(conn, owner, name):
            sheet.add(item)
        sheet.end()
    sheet.end()
    return len(found)


def associated(conn: Connection, owner: str, name: str) -> Iterator[Element]:
    affiliations = pubsub.affiliations(conn, owner, name)
    if affiliations:
        children = tuple(
            Element("affiliation", PUBSUB_OWNER, {"jid": jid, "affiliation": value})
            for jid, value in sorted(affiliations.items())
        )
        yield Element("affiliations", PUBSUB_OWNER, {"node": name}, children)
    subscriptions = pubsub.subscriptions(conn, owner, name)
    if subscriptions:
        attrs = {"subscription": "subscribed"}
        children = tuple(
            Element("subscription", PUBSUB_OWNER, attrs | {"jid": jid, "subid": subid})
            for jid, subid in sorted(subscriptions.items())
        )
        yield Element("subscriptions", PUBSUB_OWNER, {"node": name}, children)


def items(conn: Connection, owner: str, name: str) -> Iterator[Element]:
    """The items of a node, the oldest first."""
    item, after = t.pubsub_item.c, 0
    while True:
        wanted = select(t.pubsub_item).where(pubsub.is_node(t.pubsub_item, owner, name))
        rows = conn.execute(wanted.where(item.id > after).order_by(item.id).limit(PAGE)).all()
        for row in rows:
            attrs = {"id": row.item, "publisher": row.publisher, AT: to_text(row.at)}
            payload = (parse_element(bytes(row.xml)),) if row.xml else ()
            yield Element("item", PUBSUB, attrs, payload)
        if len(rows) < PAGE:
            return
        after = rows[-1].id


# In


@dataclass(slots=True)
class Nodes:
    """What a file says of the nodes of one owner."""

    configured: dict[str, Element] = field(default_factory=dict)
    associated: list[Element] = field(default_factory=list)
    items: dict[str, list[Element]] = field(default_factory=dict)

    def put_owner(self, element: Element) -> bool:
        """A child of `<pubsub/>` of the namespace `#owner`. False: it is none of the known."""
        name = element.get("node")
        if name is None or element.ns != PUBSUB_OWNER:
            return False
        if element.name == "configure":
            self.configured[name] = element
        elif element.name in ("affiliations", "subscriptions"):
            self.associated.append(element)
        else:
            return False
        return True

    def put_item(self, node: str, element: Element) -> bool:
        """An item of a node. False: it is none."""
        if (element.name, element.ns) != ("item", PUBSUB):
            return False
        self.items.setdefault(node, []).append(element)
        return True


class Taker:
    """Puts the nodes of one owner into the database; a node that is there stays as it is."""

    def __init__(self, conn: Connection, owner: str, report: Report, now: int) -> None:
        self._conn = conn
        self._owner = owner
        self._is_account = "@" in owner
        self._report = report
        self._now = now

    def take(self, nodes: Nodes, find: Find) -> None:
        """All of them."""
        there = pubsub.nodes(self._conn, self._owner)
        names = [name for name in {**nodes.configured, **nodes.items} if name not in there]
        for name in names:
            element = nodes.configured.get(name)
            at = self._now if element is None else moment(element.get(AT) or "", self._now)
            config = self._config(name, element)
            pubsub.create(self._conn, self._owner, name, config, at, limit=1 << 31)
            self._items(name, nodes.items.get(name, []), find)
        for element in nodes.associated:
            if element.get("node") in names:
                self._associate(element.get("node") or "", element)
        self._report.count("nodes", len(names))

    def _config(self, name: str, element: Element | None) -> NodeConfig:
        """XEP-0227, 4.10.1: "ignore node configuration options that [it] doesn't recognise"."""
        usual = PRIVATE if name in KEPT_PRIVATE else NodeConfig()
        x = None if element is None else element.child("x", NS_FORM)
        if x is None:
            return usual
        config = usual
        for one in x:
            var = one.get("var") or ""
            # COMPAT Prosody 0.12: it names all fields, and leaves those empty that are as usual
            if one.name != "field" or var not in forms.FIELDS or not one.children:
                continue
            try:
                plain = Element("x", NS_FORM, {"type": "submit"}, (form_type(), one))
                config = forms.from_form(Form.parse(plain), config, self._is_account)
            except StanzaError:
                if var == "pubsub#access_model":  # of another kind: then nobody else reads it
                    config = replace(config, access="whitelist")
                self._report.drop("node settings", f"{self._owner}: {name}: {var}")
        return config

    def _items(self, name: str, found: list[Element], find: Find) -> None:
        rows: dict[str, dict[str, object]] = {}
        for element in found:
            payload = element.children[0] if element.children else None
            if payload is not None and name == MDS:
                payload = moved(payload, self._owner, find)
            item = Item(
                self._owner,
                name,
                element.get("id") or secrets.token_urlsafe(12),
                element.get("publisher") or self._owner,
                moment(element.get(AT) or "", self._now),
                b"" if payload is None else payload.to_bytes(),
            )
            rows.pop(item.id, None)
            rows[item.id] = {
                "owner": item.owner, "node": item.node, "item": item.id, "at": item.at,
                "publisher": item.publisher, "xml": item.xml, "size": len(item.xml),
            }  # fmt: skip
        if rows:
            self._conn.execute(insert(t.pubsub_item), list(rows.values()))
        self._report.count("items", len(rows))

    def _associate(self, node: str, element: Element) -> None:
        for child in element:
            try:
                jid = Jid.parse(child.get("jid") or "").text
            except JidError:
                continue
            if child.name == "affiliation" and jid != self._owner:
                value = child.get("affiliation")
                if value in AFFILIATIONS:
                    pubsub.affiliate(self._conn, self._owner, node, {jid: value})
            elif child.name == "subscription":
                # COMPAT Prosody 0.12: it writes `subscribed` for `subscription`
                state = child.get("subscription") or child.get("subscribed")
                if state == "subscribed":
                    subid = child.get("subid") or secrets.token_urlsafe(12)
                    pubsub.subscribe(self._conn, self._owner, node, jid, subid)


def form_type() -> Element:
    value = Element("value", NS_FORM, text=forms.FORM)
    return Element("field", NS_FORM, {"var": "FORM_TYPE", "type": "hidden"}, (value,))


def moved(displayed: Element, owner: str, find: Find) -> Element:
    """How far somebody has read (XEP-0490), by the id that the message has now."""
    children = []
    for child in displayed:
        if (child.name, child.ns) == ("stanza-id", SID) and child.get("by") == owner:
            new = find(child.get("id") or "")
            if new is not None:
                child = child.with_attr("id", new)
        children.append(child)
    return displayed.with_children(tuple(children))


def displayed_ids(nodes: Nodes) -> set[str]:
    """The ids of messages that `find` will be asked for."""
    return {
        stanza_id.get("id") or ""
        for item in nodes.items.get(MDS, ())
        for displayed in item
        for stanza_id in displayed
        if stanza_id.name == "stanza-id"
    }

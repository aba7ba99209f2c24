"""Moving everything in the database from one domain to another.

Theory of operation. An address can stand in any column of text, alone or anywhere in a JSON value,
and in any column of XML, in an attribute or as the text of an element; as it is, or in an `xmpp:`
URI. So no table is named here: whatever is an address of the old domain, or of a domain under it,
becomes one of the new domain, wherever it is, also in tables that are made one day. What people
wrote is not touched: the text of messages, and what merely has an address in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Table, Text, bindparam, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from magpie.storage import meta
from magpie.storage.errors import StorageError
from magpie.storage.operator_tables import metadata
from magpie.storage.tables import message, roster
from magpie.storage.tables import meta as facts
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import parse_element

URI = re.compile("xmpp:(?P<address>[^?#]*)")  # RFC 5122
PART = 1000  # rows that are looked at together
UNTOUCHED = {message.c.body}
WRITTEN = {NS_CLIENT, "http://www.w3.org/1999/xhtml"}  # where texts are what somebody wrote

Change = Callable[[str], str]


def rename(conn: Connection, old: str, new: str, former: Mapping[str, int]) -> int:
    """Move all addresses; how many rows were changed.

    `former`: until when (µs since 1970) each domain of the past answers.

    Raises:
        StorageError: there are addresses of the new domain that would become those of others.
    """

    def change(text: str) -> str:
        return moved(text, old, new)

    try:
        tables = [table for table in metadata.sorted_tables if table is not facts]
        changed = sum([rename_table(conn, table, change) for table in tables])
    except IntegrityError:
        raise StorageError(
            f"There are addresses of {new} here already: contacts, or people in archives."
        ) from None
    conn.execute(update(roster).values(version=roster.c.version + 1, floor=roster.c.version + 1))
    meta.set(conn, meta.DOMAIN, new.encode())
    set_former(conn, former)
    return changed


def rename_table(conn: Connection, table: Table, change: Change) -> int:
    keys = list(table.primary_key)
    columns = [
        column
        for column in table.columns
        if isinstance(column.type, Text | LargeBinary) and column not in UNTOUCHED
    ]
    if not columns:
        return 0
    where = [key == bindparam(f"key_{key.name}") for key in keys]
    values: dict[str, Any] = {column.name: bindparam(f"new_{column.name}") for column in columns}
    write = update(table).where(*where).values(values)
    changed, last = 0, None
    while rows := page(conn, table, last):
        last = tuple(getattr(rows[-1], key.name) for key in keys)
        changes = []
        for row in rows:
            before = {column.name: getattr(row, column.name) for column in columns}
            after = {name: changed_value(value, change) for name, value in before.items()}
            if after != before:
                found = {f"key_{key.name}": getattr(row, key.name) for key in keys}
                changes.append(found | {f"new_{name}": value for name, value in after.items()})
        if changes:
            conn.execute(write, changes)
            changed += len(changes)
    return changed


def page(conn: Connection, table: Table, last: tuple[Any, ...] | None) -> list[Row[Any]]:
    """The rows after a key. One that was changed already may come again, and stays as it is."""
    keys = tuple_(*table.primary_key)
    query = select(table).order_by(*table.primary_key).limit(PART)
    return list(conn.execute(query if last is None else query.where(keys > last)))


def changed_value(value: Any, change: Change) -> Any:
    """A column's value with its addresses moved."""
    if isinstance(value, str):
        return changed_json(value, change) if value.startswith(("[", "{")) else change(value)
    if value is None or not bytes(value).startswith(b"<"):
        return value
    try:
        element = parse_element(bytes(value))
    except StreamError:  # some other bytes
        return value
    after = changed_element(element, change)
    return value if after == element else after.to_bytes(NS_CLIENT)


def changed_json(text: str, change: Change) -> str:
    try:
        found = json.loads(text)
    except ValueError:  # it only begins like that
        return text
    after = changed_node(found, change)
    return text if after == found else json.dumps(after, ensure_ascii=False)


def changed_node(node: Any, change: Change) -> Any:
    """A JSON value; its keys, too, may be addresses."""
    if isinstance(node, str):
        return change(node)
    if isinstance(node, list):
        return [changed_node(one, change) for one in node]
    if isinstance(node, dict):
        return {change(key): changed_node(one, change) for key, one in node.items()}
    return node


def changed_element(element: Element, change: Change) -> Element:
    attrs = {name: change(value) for name, value in element.attrs.items()}
    nodes: list[Element | str] = []
    for node in element.nodes:
        if isinstance(node, Element):
            nodes.append(changed_element(node, change))
        else:
            nodes.append(node if element.ns in WRITTEN else change(node))
    return Element(element.name, element.ns, attrs, tuple(nodes))


def moved(text: str, old: str, new: str) -> str:
    """An address under the new domain, also in a URI; what is none of the old one as it is."""
    uri = URI.match(text)
    if uri is None:
        return moved_address(text, old, new)
    return f"xmpp:{moved_address(uri['address'], old, new)}{text[uri.end() :]}"


def moved_address(text: str, old: str, new: str) -> str:
    bare, slash, resource = text.partition("/")
    local, at, domain = bare.rpartition("@")
    if " " in local or not (domain == old or domain.endswith("." + old)):
        return text
    return f"{local}{at}{domain[: -len(old)]}{new}{slash}{resource}"


def former(conn: Connection) -> dict[str, int]:
    """The domains that this one had, and until when (µs since 1970) they answer."""
    value = meta.get(conn, meta.FORMER)
    found: dict[str, int] = json.loads(value) if value else {}
    return found


def set_former(conn: Connection, domains: Mapping[str, int]) -> None:
    meta.set(conn, meta.FORMER, json.dumps(dict(domains)).encode())

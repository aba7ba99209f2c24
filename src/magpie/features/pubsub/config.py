"""How a node is configured, as a data form (XEP-0060, 16.4)."""

from __future__ import annotations

from dataclasses import fields, replace

from magpie.storage.pubsub import NodeConfig
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form, Option, typed, validate

FORM = "http://jabber.org/protocol/pubsub#node_config"
META_DATA = "http://jabber.org/protocol/pubsub#meta-data"
MAX = "max"
MAX_ITEMS = "pubsub#max_items"

# Name in a form: attribute of `NodeConfig`, what a person reads, and the choices if there are some
FIELDS = {
    "pubsub#title": ("title", "A name for the node", ()),
    "pubsub#description": ("description", "What it is about", ()),
    "pubsub#type": ("type", "The namespace of its payloads", ()),
    "pubsub#access_model": ("access", "Who may read", ("open", "presence", "roster", "whitelist")),
    "pubsub#roster_groups_allowed": ("groups", "The roster groups that may read", ()),
    "pubsub#publish_model": (
        "publishers",
        "Who may publish",
        ("publishers", "subscribers", "open"),
    ),
    MAX_ITEMS: ("max_items", "How many items to keep", ()),
    "pubsub#persist_items": ("is_persistent", "Whether to keep items", ()),
    "pubsub#send_last_published_item": (
        "send_last",
        "When to send the last item by itself",
        ("never", "on_sub", "on_sub_and_presence"),
    ),
    "pubsub#deliver_payloads": ("has_payloads", "Whether events hold the payload", ()),
    "pubsub#deliver_notifications": ("notifies", "Whether to send events", ()),
    "pubsub#notify_retract": ("notifies_retract", "Tell of items that are deleted", ()),
    "pubsub#notify_delete": ("notifies_delete", "Tell when the node is deleted", ()),
    "pubsub#notify_config": ("notifies_config", "Tell when it is configured", ()),
    "pubsub#notification_type": (
        "notification",
        "How events are sent",
        ("headline", "normal"),
    ),
}
KINDS = {one.name: type(one.default) for one in fields(NodeConfig)}
FOR_ACCOUNTS_ONLY = ("presence", "roster")  # access by presence and roster needs somebody's


def declared(config: NodeConfig, is_account: bool) -> tuple[Field, ...]:
    """The fields of a node's configuration, with what they are now."""
    return tuple(_field(var, config, is_account) for var in FIELDS)


def _field(var: str, config: NodeConfig, is_account: bool) -> Field:
    name, label, choices = FIELDS[var]
    value = getattr(config, name)
    if var == MAX_ITEMS:
        return Field(var, "text-single", (str(value or MAX),), label)
    if KINDS[name] is bool:
        return Field(var, "boolean", ("1" if value else "0",), label)
    if KINDS[name] is tuple:
        return Field(var, "text-multi", value, label)
    options = tuple(Option(one) for one in choices if is_account or one not in FOR_ACCOUNTS_ONLY)
    kind = "list-single" if options else "text-single"
    return Field(var, kind, (value,) if value else (), label, options=options)


def to_form(config: NodeConfig, is_account: bool) -> Form:
    """The form to configure a node with."""
    return typed("form", FORM, declared(config, is_account))


def meta_data(config: NodeConfig) -> Form:
    """What service discovery says of a node (5.4)."""
    shown = ("pubsub#title", "pubsub#description", "pubsub#type", "pubsub#access_model", MAX_ITEMS)
    return typed("result", META_DATA, [_field(var, config, is_account=True) for var in shown])


def from_form(form: Form, config: NodeConfig, is_account: bool) -> NodeConfig:
    """The configuration with what a submitted form changes.

    Raises:
        StanzaError: an answer is none.
    """
    answers = validate(form, declared(config, is_account))
    changes: dict[str, object] = {}
    for var, answer in answers.items():
        name = FIELDS[var][0]
        if var == MAX_ITEMS:
            changes[name] = how_many(answer.value)
        elif KINDS[name] is bool:
            changes[name] = answer.is_true
        elif KINDS[name] is tuple:
            changes[name] = answer.values
        else:
            changes[name] = answer.value or ""
    return replace(config, **changes)  # type: ignore[arg-type]  # by the kinds of its own fields


def how_many(text: str | None) -> int:
    """`max_items`: a number, or "max", which is 0 here."""
    if text == MAX:
        return 0
    if text is None or not text.isdecimal() or len(text) > 9 or int(text) == 0:
        raise StanzaError("not-acceptable", 'max_items is a number from 1 on, or "max"')
    return int(text)

"""XEP-0004: Data Forms, and the form types of XEP-0068."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid, JidError

NS = "jabber:x:data"
FORM_TYPES = frozenset(("form", "submit", "cancel", "result"))
FIELD_TYPES = frozenset(
    (
        "boolean",
        "fixed",
        "hidden",
        "jid-multi",
        "jid-single",
        "list-multi",
        "list-single",
        "text-multi",
        "text-private",
        "text-single",
    )
)
MANY = frozenset(("fixed", "hidden", "jid-multi", "list-multi", "text-multi"))
TRUE = frozenset(("1", "true"))
BOOLEANS = TRUE | {"0", "false"}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list.

    Attributes:
        value: what is sent when it is chosen.
        label: what a person reads, "" for the value itself.
    """

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field, declared, filled in, or submitted.

    Attributes:
        var: its name; "" only for fixed text.
        type: one of `FIELD_TYPES`, "" where a submitted form does not say.
        values: the default or the answer.
        label: what a person reads.
        description: a longer explanation.
        options: the choices of a list.
        is_required: whether an answer must be given.
    """

    var: str
    type: str = "text-single"
    values: tuple[str, ...] = ()
    label: str = ""
    description: str = ""
    options: tuple[Option, ...] = ()
    is_required: bool = False

    @property
    def value(self) -> str | None:
        """The only or first value."""
        return self.values[0] if self.values else None

    @property
    def is_true(self) -> bool:
        """The value of a boolean (3.2: "1" and "true")."""
        return self.value in TRUE

    @property
    def is_many(self) -> bool:
        """Whether it takes more than one value."""
        return self.type in MANY

    @classmethod
    def parse(cls, element: Element) -> Field:
        """Read a `<field/>`.

        Raises:
            StanzaError: it has an unknown type, or no name and is not fixed text.
        """
        var = element.get("var", "") or ""
        kind = element.get("type", "") or ""
        if kind and kind not in FIELD_TYPES:
            raise StanzaError("bad-request", "a field of unknown type")
        if not var and kind != "fixed":
            raise StanzaError("bad-request", "a field without a name")
        values = tuple(child.text for child in element if child.name == "value" and child.ns == NS)
        options = (
            Option(child.child_text("value", NS) or "", child.get("label", "") or "")
            for child in element
            if child.name == "option" and child.ns == NS
        )
        return cls(
            var,
            kind,
            values,
            element.get("label", "") or "",
            element.child_text("desc", NS) or "",
            tuple(options),
            element.has("required", NS),
        )

    def to_element(self) -> Element:
        """The `<field/>`."""
        attrs = {"var": self.var, "type": self.type, "label": self.label}
        children: list[Element | str] = []
        if self.description:
            children.append(Element("desc", NS, text=self.description))
        if self.is_required:
            children.append(Element("required", NS))
        children += (Element("value", NS, text=value) for value in self.values)
        for option in self.options:
            named = {"label": option.label} if option.label else {}
            value = Element("value", NS, text=option.value)
            children.append(Element("option", NS, named, (value,)))
        kept = {name: value for name, value in attrs.items() if value}
        return Element("field", NS, kept, tuple(children))


@dataclass(frozen=True, slots=True)
class Form:
    """A form to fill in, a filled-in one, or a report.

    Attributes:
        type: one of `FORM_TYPES`.
        fields: its fields in order.
        title: what stands above it.
        instructions: what a person should know, one line each.
        reported: the columns of a report of many items.
        items: the rows of that report.
    """

    type: str
    fields: tuple[Field, ...] = ()
    title: str = ""
    instructions: tuple[str, ...] = ()
    reported: tuple[Field, ...] = ()
    items: tuple[tuple[Field, ...], ...] = ()

    @classmethod
    def parse(cls, element: Element) -> Form:
        """Read an `<x/>`.

        Raises:
            StanzaError: it is not a form, or a field of it is broken.
        """
        kind = element.get("type")
        if element.name != "x" or element.ns != NS or kind not in FORM_TYPES:
            raise StanzaError("bad-request", "not a form")
        own = [child for child in element if child.ns == NS]
        reported = next((child for child in own if child.name == "reported"), None)
        return cls(
            kind or "",
            _fields(own),
            element.child_text("title", NS) or "",
            tuple(child.text for child in own if child.name == "instructions"),
            () if reported is None else _fields(reported),
            tuple(_fields(child) for child in own if child.name == "item"),
        )

    @property
    def form_type(self) -> str | None:
        """What the fields mean: the value of FORM_TYPE (XEP-0068), or `None`."""
        return self.get("FORM_TYPE")

    def field(self, var: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.var == var), None)

    def get(self, var: str) -> str | None:
        """The first value of the field of that name, or `None`."""
        found = self.field(var)
        return None if found is None else found.value

    def to_element(self) -> Element:
        """The `<x/>`."""
        children: list[Element | str] = []
        if self.title:
            children.append(Element("title", NS, text=self.title))
        children += (Element("instructions", NS, text=line) for line in self.instructions)
        children += (field.to_element() for field in self.fields)
        if self.reported:
            columns = tuple(field.to_element() for field in self.reported)
            children.append(Element("reported", NS, children=columns))
        for row in self.items:
            children.append(
                Element("item", NS, children=tuple(field.to_element() for field in row))
            )
        return Element("x", NS, {"type": self.type}, tuple(children))


def typed(kind: str, form_type: str, fields: Iterable[Field], title: str = "") -> Form:
    """A form whose fields mean what `form_type` says (XEP-0068)."""
    first = Field("FORM_TYPE", "hidden", (form_type,))
    return Form(kind, (first, *fields), title)


def validate(form: Form, declared: Iterable[Field]) -> Mapping[str, Field]:
    """The answers to the fields declared, by name; defaults stand where nothing was answered.

    Fields that were not declared are left out. In each field returned the type is the declared one.

    Raises:
        StanzaError: the form was not submitted, lacks a required answer, or has a wrong one.
    """
    if form.type != "submit":
        raise StanzaError("bad-request", "the form is not submitted")
    answered = {field.var: field for field in form.fields}
    answers = {}
    for field in declared:
        if field.type == "fixed":
            continue
        answer = answered.get(field.var)
        values = field.values if answer is None else answer.values
        if field.type.startswith("jid-"):
            values = tuple(value for value in values if value)  # an empty box of a client's form
        if field.is_required and not any(values):
            raise StanzaError("not-acceptable", f"{field.var}: an answer is required")
        if answer is not None:
            values = _checked(field, values)
        answers[field.var] = Field(field.var, field.type, values)
    return answers


def _checked(field: Field, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values as the field's type writes them (3.3)."""
    if len(values) > 1 and not field.is_many:
        raise StanzaError("not-acceptable", f"{field.var}: one answer only")
    if field.type == "boolean":
        if not BOOLEANS.issuperset(values):
            raise StanzaError("not-acceptable", f"{field.var}: true or false")
    elif field.type.startswith("list-") and field.options:
        if not {option.value for option in field.options}.issuperset(values):
            raise StanzaError("not-acceptable", f"{field.var}: not one of the choices")
    elif field.type.startswith("jid-"):
        try:
            return tuple(str(Jid.parse(value)) for value in values)
        except JidError:
            raise StanzaError("not-acceptable", f"{field.var}: not an address") from None
    elif field.type in ("text-single", "text-private") and any("\n" in value for value in values):
        raise StanzaError("not-acceptable", f"{field.var}: one line only")
    return values


def _fields(elements: Iterable[Element]) -> tuple[Field, ...]:
    return tuple(
        Field.parse(child) for child in elements if child.name == "field" and child.ns == NS
    )

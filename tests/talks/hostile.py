"""What a hostile client makes of stanzas that are right: everything in them missing, doubled, huge,
of another kind, in another namespace, or full of tricks. By rule, so that nothing is forgotten."""

from collections.abc import Iterable, Iterator
from itertools import cycle

from magpie.xmpp import forms
from magpie.xmpp.element import Element
from magpie.xmpp.forms import Field, Form

TRICKS = (
    "",
    " ",
    "-1",
    "0",
    "99999999999999999999999",
    "1e309",
    "NaN",
    "²³",
    "true",
    "@",
    "a@b@c/d",
    "/",
    "localhost",
    "nobody@localhost/x",
    "room@rooms.localhost/nick",
    "\u202e\u200b\ufeffx",
    "e\u0301" * 40,
    "\U0010fffd",
    "' OR '1'='1",
    "\\' \" %s {0} ${x} %00",
    "../../../etc/passwd",
    "2026-13-45T99:99:99Z",
    "9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00Z",
    "xmpp:@?join",
    "a\nb\tc",
    "=",
    "https://[::1",
)
HUGE = "x" * 20_000
DEEP = 12


def tricky(element: Element, each: int = 4) -> Iterator[Element]:
    """An element with one thing about it changed at a time; `each` place gets so many tricks."""
    tricks = cycle(TRICKS)
    for path in places(element):
        yield from at(element, path, [next(tricks) for _ in range(each)])


def places(element: Element, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """The way to each element inside, the outermost first."""
    yield path
    for index, child in enumerate(element.nodes):
        if isinstance(child, Element):
            yield from places(child, (*path, index))


def at(element: Element, path: tuple[int, ...], tricks: list[str]) -> Iterator[Element]:
    """Changes of the element at one place."""
    for changes in changed(find(element, path), tricks, is_root=not path):
        yield put(element, path, changes)


def changed(one: Element, tricks: list[str], is_root: bool) -> Iterator[list[Element]]:
    """What may stand in an element's place."""
    deep = one
    for _ in range(DEEP):
        deep = Element(one.name, one.ns, one.attrs, (deep,))
    if not is_root:
        yield []
        yield [one, one]
        yield [one] * 60
        yield [with_nodes(one, name="wrong")]
        yield [Element(one.name, "urn:wrong", one.attrs, one.nodes)]
    yield [deep]
    yield [with_nodes(one, nodes=())]
    yield [with_nodes(one, attrs={})]
    yield [with_nodes(one, nodes=(*one.nodes, Element("wrong", "urn:wrong")))]
    for text in (*tricks, HUGE):
        yield [with_nodes(one, nodes=(text,))]
    for name in one.attrs:
        yield [with_nodes(one, attrs={k: v for k, v in one.attrs.items() if k != name})]
        for text in (*tricks, HUGE):
            yield [with_nodes(one, attrs={**one.attrs, name: text})]


def with_nodes(one, *, name=None, attrs=None, nodes=None) -> Element:
    return Element(
        name or one.name,
        one.ns,
        one.attrs if attrs is None else attrs,
        one.nodes if nodes is None else tuple(node for node in nodes if node != ""),
    )


def find(element: Element, path: tuple[int, ...]) -> Element:
    for index in path:
        element = element.nodes[index]
    return element


def put(element: Element, path: tuple[int, ...], news: list[Element]) -> Element:
    if not path:
        return news[0]
    index, *rest = path
    nodes = list(element.nodes)
    nodes[index : index + 1] = [put(nodes[index], tuple(rest), news)] if rest else news
    return with_nodes(element, nodes=nodes)


# Forms


def filled(form: Form) -> list[Field]:
    """A form as somebody sends it who means well."""
    fields = [field for field in form.fields if field.var and field.type != "fixed"]
    return [Field(field.var, "", likely(field)) for field in fields]


def likely(field: Field) -> tuple[str, ...]:
    if field.values:
        return field.values
    if field.options:
        return (field.options[0].value,)
    if field.type.startswith("jid"):
        return ("victim@localhost",)
    return ("1",) if field.type == "boolean" else ("word",)


def tricky_forms(fields: list[Field], each: int = 4) -> Iterator[Element]:
    """All that can be wrong with each field, one at a time."""
    tricks = cycle(TRICKS)
    kinds = cycle(("boolean", "hidden", "list-multi", "jid-single", "wrong"))
    yield submitted(fields)
    for kind in ("cancel", "form", "result", "wrong", ""):
        yield submitted(fields, kind)
    yield submitted([])
    yield submitted(fields * 3)
    yield submitted([*fields, Field("unheard-of", "", ("x",)), Field("", "fixed", ("x",))])
    for index, field in enumerate(fields):
        texts = (*(next(tricks) for _ in range(each)), HUGE)
        variants: list[Iterable[Field]] = [(), (field, field), (Field(field.var),)]
        variants += [(Field(field.var, "", (text,)),) for text in texts]
        variants += [(Field(field.var, "", texts * 40),)]
        variants += [(Field(field.var, next(kinds), field.values),)]
        for variant in variants:
            yield submitted([*fields[:index], *variant, *fields[index + 1 :]])


def submitted(fields: Iterable[Field], kind: str = "submit") -> Element:
    children = tuple(raw(field) for field in fields)
    return Element("x", forms.NS, {"type": kind} if kind else {}, children)


def raw(field: Field) -> Element:
    attrs = {"var": field.var, **({"type": field.type} if field.type else {})}
    values = tuple(Element("value", forms.NS, text=value) for value in field.values)
    return Element("field", forms.NS, attrs, values)

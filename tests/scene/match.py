"""Does a stanza look as the test says? With wildcards, names that are bound, and a readable diff.

`{any}` stands for any value, any text, or (alone among child elements) any further content.
`{name}` stands for whatever is there at first, and for the same from then on.
"""

import re
from difflib import unified_diff

from magpie.xmpp.element import NS_STREAMS, Element, escape_attr, escape_text
from magpie.xmpp.errors import StreamError
from magpie.xmpp.parser import StreamParser

NAME = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
ANY = "{any}"
HEAD = f"<stream:stream xmlns:stream='{NS_STREAMS}' xmlns='jabber:client'>".encode()

Names = dict[str, str]


def parse(xml: str) -> list[Element]:
    """The elements of a snippet as they stand in a client's stream."""
    parser = StreamParser(max_size=10_000_000)
    events = parser.feed(HEAD + xml.strip().encode())
    for event in events:
        if isinstance(event, StreamError):
            raise ValueError(f"the test's own XML is wrong ({event.condition}):\n{xml}")
    elements = [event for event in events if isinstance(event, Element)]
    ends = parser.feed(b"</stream:stream>")
    if not elements or not ends or isinstance(ends[-1], StreamError):
        raise ValueError(f"the test's own XML is not whole:\n{xml}")
    return elements


def fill_in(text: str, names: Names) -> str:
    """What a test sends, with the names that are bound replaced by what they stand for."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in names:
            raise ValueError(f"nothing is bound to {found[0]} yet")
        return escape_attr(names[found[1]])

    return NAME.sub(value, text)


class Matcher:
    """Compares one stanza; `names` grows by what it binds, which counts only if all matches."""

    def __init__(self, names: Names) -> None:
        self.names = dict(names)

    def is_match(self, wanted: Element, seen: Element) -> bool:
        return (
            wanted.name == seen.name
            and wanted.ns == seen.ns
            and wanted.attrs.keys() == seen.attrs.keys()
            and all(self.is_text(value, seen.attrs[key]) for key, value in wanted.attrs.items())
            and self.are_nodes(content(wanted), content(seen))
        )

    def is_text(self, wanted: str, seen: str) -> bool:
        if "{" not in wanted:
            return wanted == seen
        pattern, new = "", []
        for index, part in enumerate(NAME.split(wanted)):
            if index % 2 == 0:
                pattern += re.escape(part)
            elif part == "any":
                pattern += ".*"
            elif part in self.names:
                pattern += re.escape(self.names[part])
            elif part in new:
                pattern += f"(?P={part})"
            else:
                new.append(part)
                pattern += f"(?P<{part}>.+)"
        found = re.fullmatch(pattern, seen, re.DOTALL)
        if found:
            self.names.update(found.groupdict())
        return found is not None

    def are_nodes(self, wanted: list[Element | str], seen: list[Element | str]) -> bool:
        if not wanted:
            return not seen
        first = wanted[0]
        if isinstance(first, str) and first.strip() == ANY:
            before = dict(self.names)
            for end in range(len(seen) + 1):
                if self.are_nodes(wanted[1:], seen[end:]):
                    return True
                self.names = dict(before)
            return False
        if not seen or isinstance(first, str) is not isinstance(seen[0], str):
            return False
        if isinstance(first, str):
            is_same = self.is_text(first, str(seen[0]))
        else:
            assert isinstance(seen[0], Element)
            is_same = self.is_match(first, seen[0])
        return is_same and self.are_nodes(wanted[1:], seen[1:])


def content(element: Element) -> list[Element | str]:
    """The nodes without the white space that only lays out the elements around it."""
    nodes = list(element.nodes)
    if any(isinstance(node, Element) for node in nodes):
        return [node for node in nodes if isinstance(node, Element) or node.strip()]
    return nodes


def match(wanted: Element, seen: Element, names: Names) -> Names | None:
    """The names as they are bound after a match, or `None`."""
    matcher = Matcher(names)
    return matcher.names if matcher.is_match(wanted, seen) else None


def match_any_order(wanted: list[Element], seen: list[Element], names: Names) -> Names | None:
    """Whether each stanza is the one that some expectation stands for."""
    if not wanted:
        return None if seen else names
    for index, candidate in enumerate(seen):
        bound = match(wanted[0], candidate, names)
        if bound is not None:
            rest = match_any_order(wanted[1:], seen[:index] + seen[index + 1 :], bound)
            if rest is not None:
                return rest
    return None


# For people


def diff(wanted: Element, seen: Element, names: Names) -> str:
    """Both stanzas as a unified diff; wildcards that are met show what met them."""
    met = resolved(wanted, seen, Matcher(names))
    lines = unified_diff(render(met), render(seen), "expected", "received", lineterm="", n=1000)
    return "\n".join(lines)


def resolved(wanted: Element, seen: Element, matcher: Matcher) -> Element:
    """`wanted` with each wildcard that `seen` meets replaced by what meets it."""
    attrs = dict(wanted.attrs)
    for key, value in attrs.items():
        if key in seen.attrs and matcher.is_text(value, seen.attrs[key]):
            attrs[key] = seen.attrs[key]
    nodes, others = content(wanted), content(seen)
    filled: list[Element | str] = []
    for index, node in enumerate(nodes):
        rest = others[index:] if index < len(others) else []
        if isinstance(node, str) and node.strip() == ANY and index == len(nodes) - 1:
            filled += rest
        elif isinstance(node, Element):
            twin = next((o for o in rest if isinstance(o, Element) and is_twin(node, o)), None)
            filled.append(resolved(node, twin, matcher) if twin else node)
        elif rest and isinstance(rest[0], str) and matcher.is_text(node, rest[0]):
            filled.append(rest[0])
        else:
            filled.append(node)
    return Element(wanted.name, wanted.ns, attrs, tuple(filled))


def is_twin(one: Element, other: Element) -> bool:
    return one.name == other.name and one.ns == other.ns


def render(element: Element, ns: str = "", level: int = 0) -> list[str]:
    """One line a tag: attributes sorted, the namespace written wherever it changes."""
    pad = "  " * level
    head = f"{pad}<{element.name}"
    if element.ns != ns:
        head += f" xmlns='{element.ns}'"
    for key in sorted(element.attrs):
        head += f" {key}='{escape_attr(element.attrs[key])}'"
    nodes = content(element)
    if not nodes:
        return [head + "/>"]
    if len(nodes) == 1 and isinstance(nodes[0], str):
        return [f"{head}>{escape_text(nodes[0])}</{element.name}>"]
    lines = [head + ">"]
    for node in nodes:
        if isinstance(node, Element):
            lines += render(node, element.ns, level + 1)
        else:
            lines.append(f"{pad}  {escape_text(node.strip())}")
    return [*lines, f"{pad}</{element.name}>"]


def shown(elements: list[Element]) -> str:
    """Stanzas, indented, for a failure's text."""
    return "\n".join("    " + line for element in elements for line in render(element))

"""Hypothesis strategies: elements, and other people's ways of writing them."""

from hypothesis import strategies as st

from magpie.xmpp.element import Element, escape_attr

LEGAL = st.characters(
    exclude_categories=["Cs"],
    exclude_characters=[chr(c) for c in range(32) if c not in (9, 10, 13)] + ["\ufffe", "\uffff"],
)
TEXT = st.text(LEGAL, min_size=1, max_size=12) | st.sampled_from(
    ["]]>", "<&>'\"", " \t\r\n", "stream:", "xmlns:x='y'", "é中😀", "--", "/>"]
)
NAMES = st.from_regex(r"[A-Za-z_é中][A-Za-z0-9._é-]{0,5}", fullmatch=True)
NAMESPACES = st.sampled_from(
    ["", "jabber:client", "urn:a", "urn:a&b", "it's", 'a<b>"c"', "http://etherx.jabber.org/streams"]
)
ATTR_NAMES = (
    NAMES.filter(lambda name: not name.startswith("xmlns"))
    | st.just("xml:lang")
    | st.builds("{{{}}}{}".format, NAMESPACES.filter(bool), NAMES)
)
ATTRS = st.dictionaries(ATTR_NAMES, st.text(LEGAL, max_size=8) | TEXT, max_size=3)


def _merged(nodes):
    """No text beside text: a parser cannot tell the two apart."""
    merged = []
    for node in nodes:
        if isinstance(node, str) and merged and isinstance(merged[-1], str):
            merged[-1] += node
        else:
            merged.append(node)
    return tuple(merged)


def _elements(children, namespaces=NAMESPACES):
    nodes = st.lists(TEXT | children, max_size=4).map(_merged)
    return st.builds(Element, NAMES, namespaces, ATTRS, nodes)


INNER = st.recursive(_elements(st.nothing()), _elements, max_leaves=6)
ELEMENTS = _elements(INNER)


@st.composite
def written(draw, element=INNER):
    """An element and a wire form of it that is not ours: prefixes, CDATA, references, quotes."""
    chosen = draw(element)
    return chosen, _write(draw, chosen, "jabber:client").encode()


def _write(draw, element, default):
    declared = ""
    prefix = ""
    if element.ns and draw(st.booleans()):
        prefix = draw(st.sampled_from(["p:", "stream:", "q.-:"]))
        declared = f" xmlns:{prefix[:-1]}='{escape_attr(element.ns)}'"
    elif element.ns != default or draw(st.booleans()):
        declared = f" xmlns='{escape_attr(element.ns)}'"
        default = element.ns
    name = prefix + element.name
    attrs = "".join(_attr(draw, i, item) for i, item in enumerate(element.attrs.items()))
    head = f"<{name}" + draw(st.permutations([declared, attrs]).map("".join))
    if not element.nodes and draw(st.booleans()):
        return head + draw(st.sampled_from(["/>", " />", "\n/>"]))
    inner = "".join(
        _text(draw, node) if isinstance(node, str) else _write(draw, node, default)
        for node in element.nodes
    )
    blank = draw(st.sampled_from(["", " ", "\n"]))
    return f"{head}{blank}>{inner}</{name}{blank}>"


def _attr(draw, index, item):
    key, value = item
    declared = ""
    if key[0] == "{":
        ns, _, local = key[1:].rpartition("}")
        declared = f" xmlns:a{index}='{escape_attr(ns)}'"
        key = f"a{index}:{local}"
    if '"' not in value and draw(st.booleans()):
        plain = escape_attr(value).replace("&apos;", "'").replace("&gt;", ">")
        return f'{declared} {key} = "{plain}"'
    return f"{declared}\n{key}='{escape_attr(value)}'"


def _text(draw, text):
    how = draw(st.sampled_from(["plain", "cdata", "numbers"]))
    if how == "cdata" and "]]>" not in text and "\r" not in text:
        return f"<![CDATA[{text}]]>"
    if how == "numbers":
        return "".join(f"&#{ord(char)};" for char in text)
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")
    return plain.replace("\r", "&#xD;")

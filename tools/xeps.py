"""What Magpie implements: read from the XEPS of every room, written as DOAP and as a table."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.sax.saxutils import escape

import compliance
import magpie

# The titles as the XSF gives them: number, tab, title.
TITLES = Path(__file__).with_suffix(".tsv")

DOAP = """\
<?xml version='1.0' encoding='UTF-8'?>
<!-- Written by `make docs` from the XEPS of every module. See XEP-0453. -->
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'
         xmlns='http://usefulinc.com/ns/doap#'
         xmlns:xmpp='https://linkmauve.fr/ns/xmpp-doap#'>
  <Project>
    <name>Magpie</name>
    <shortdesc xml:lang='en'>A complete instant messaging system</shortdesc>
    <shortdesc xml:lang='zh'>完整的即时通讯系统</shortdesc>
    <description xml:lang='en'>An XMPP server in Python that keeps every message in a durable journal before it delivers or acknowledges it</description>
    <license rdf:resource='https://spdx.org/licenses/Apache-2.0'/>
    <programming-language>Python</programming-language>
    <os>Linux</os>
    <category rdf:resource='https://linkmauve.fr/ns/xmpp-doap#category-server'/>

{rfcs}

{xeps}
{suites}

    <release>
      <Version>
        <revision>{version}</revision>
      </Version>
    </release>
  </Project>
</rdf:RDF>
"""

SUITES = """\
    <implements>
      <xmpp:SupportedXep>
        <xmpp:xep rdf:resource='https://xmpp.org/extensions/xep-0479.html'/>
        <xmpp:status>complete</xmpp:status>
        <xmpp:version>0.1.0</xmpp:version>
        <xmpp:note xml:lang='en'>{note}</xmpp:note>
      </xmpp:SupportedXep>
    </implements>"""

TABLE = """\
# Standards

Magpie {version} implements these. The same list for programs is `magpie.doap`.

RFCs: {rfcs}.

| XEP | title | version | status | since | where |
| --- | --- | --- | --- | --- | --- |
{xeps}

## Compliance suites

Of the [XMPP Compliance Suites 2023](https://xmpp.org/extensions/xep-0479.html) Magpie is an Advanced Server in every category.
This is all that they ask of one:

| category | feature | standards | where |
| --- | --- | --- | --- |
{suites}
"""


def titles() -> dict[int, str]:
    rows = (line.split("\t") for line in TITLES.read_text().splitlines())
    return {int(number): title for number, title in rows}


def collect(api: ModuleType, modules: Iterable[ModuleType]) -> dict[int, list[tuple[Any, str]]]:
    """By number, every Xep with the module that implements it or a part of it."""
    found: dict[int, list[tuple[Any, str]]] = {}
    core = ((xep, "server") for xep in api.XEPS)
    plugged = ((xep, module.__name__) for module in modules for xep in getattr(module, "XEPS", ()))
    for xep, where in chain(core, plugged):
        others = found.setdefault(xep.number, [])
        for other, elsewhere in others:
            if other.version != xep.version:
                raise SystemExit(
                    f"XEP-{xep.number:04} has version {other.version} in {elsewhere}"
                    f" and {xep.version} in {where}"
                )
        others.append((xep, where.removeprefix("magpie.").replace(".", "/")))
    known = titles()
    for number in found:
        if number not in known:
            raise SystemExit(f"XEP-{number:04} has no title in tools/{TITLES.name}")
    return dict(sorted(found.items()))


def status(parts: list[tuple[Any, str]]) -> str:
    """A standard is complete when one of its parts in the program says so."""
    said = {xep.status for xep, _ in parts}
    return "complete" if "complete" in said else min(said)


def note(parts: list[tuple[Any, str]]) -> str:
    return " ".join(xep.note for xep, _ in parts if xep.note)


def doap(rfcs: tuple[int, ...], found: dict[int, list[tuple[Any, str]]]) -> str:
    compliance.check(rfcs, found)
    links = (
        f"    <implements rdf:resource='https://www.rfc-editor.org/rfc/rfc{rfc}'/>"
        for rfc in sorted(rfcs)
    )
    return DOAP.format(
        version=magpie.__version__,
        rfcs="\n".join(links),
        xeps="\n".join(supported(number, parts) for number, parts in found.items()),
        suites=SUITES.format(note=compliance.NOTE),
    )


def supported(number: int, parts: list[tuple[Any, str]]) -> str:
    xep = parts[0][0]
    lines = [
        f"<xmpp:xep rdf:resource='https://xmpp.org/extensions/xep-{number:04}.html'/>",
        f"<xmpp:status>{status(parts)}</xmpp:status>",
        f"<xmpp:version>{xep.version}</xmpp:version>",
        f"<xmpp:since>{xep.since}</xmpp:since>",
    ]
    if text := note(parts):
        lines.append(f"<xmpp:note xml:lang='en'>{escape(text)}</xmpp:note>")
    body = "".join(f"        {line}\n" for line in lines)
    return (
        f"    <implements>\n      <xmpp:SupportedXep>\n{body}"
        "      </xmpp:SupportedXep>\n    </implements>"
    )


def table(rfcs: tuple[int, ...], found: dict[int, list[tuple[Any, str]]]) -> str:
    known = titles()
    rows = []
    for number, parts in found.items():
        xep = parts[0][0]
        link = f"[{number:04}](https://xmpp.org/extensions/xep-{number:04}.html)"
        text = f"{status(parts)}: {note(parts)}" if note(parts) else status(parts)
        where = ", ".join(f"`{where}`" for _, where in parts)
        cells = (link, known[number], xep.version, text, xep.since, where)
        rows.append("| " + " | ".join(cells) + " |")
    links = (f"[{rfc}](https://www.rfc-editor.org/rfc/rfc{rfc})" for rfc in sorted(rfcs))
    return TABLE.format(
        version=magpie.__version__,
        rfcs=", ".join(links),
        xeps="\n".join(rows),
        suites=compliance.table(rfcs, found),
    )

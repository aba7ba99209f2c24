"""The look of all faces, from `look.toml`: custom properties for CSS, a singleton for QML."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOTE = "Written by `make docs` from tools/look.toml. Changes made here by hand are lost."
SOURCE = Path(__file__).with_suffix(".toml")

CSS = """\
/* {note} */

:root {{
  color-scheme: light dark;
{light}
{rest}
}}

@media (prefers-color-scheme: dark) {{
  :root {{
{dark}
  }}
}}
"""

QML = """\
// {note}
pragma Singleton

import QtQuick

QtObject {{
    property bool isDark: Application.styleHints.colorScheme === Qt.Dark

{colors}

{rest}
}}
"""


def read() -> dict[str, Any]:
    return tomllib.loads(SOURCE.read_text())


def css() -> str:
    look = read()
    rest = [f"  --{name}: {value}px;" for name, value in look["sizes"].items()]
    rest += [f"  --{name}: {value}ms;" for name, value in look["durations"].items()]
    return CSS.format(
        note=NOTE,
        light="\n".join(f"  --{name}: {light};" for name, (light, _) in look["colors"].items()),
        dark="\n".join(f"    --{name}: {dark};" for name, (_, dark) in look["colors"].items()),
        rest="\n".join(rest),
    )


def qml() -> str:
    look = read()
    return QML.format(
        note=NOTE,
        colors="\n".join(colors(look["colors"])),
        rest="\n".join(
            f"    readonly property int {camel(name)}: {value}"
            for name, value in (look["sizes"] | look["durations"]).items()
        ),
    )


def colors(table: dict[str, list[str]]) -> Iterator[str]:
    for name, (light, dark) in table.items():
        yield f'    readonly property color {camel(name)}: isDark ? "{dark}" : "{light}"'


def camel(name: str) -> str:
    """A name as QML has it: `own-bubble` is `ownBubble` there."""
    first, *rest = name.split("-")
    return "".join((first, *(part.capitalize() for part in rest)))

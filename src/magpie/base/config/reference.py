"""The settings page: every section with every setting, in Markdown."""

import types
from collections.abc import Iterator, Mapping
from enum import Enum
from inspect import cleandoc
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from magpie.base.config.options import Field, Option, fields_of
from magpie.base.config.units import Address, Unit, format_duration, format_size

HEAD = """\
# Settings

Settings are read from `magpie.toml` in the data folder, in [TOML](https://toml.io), when the server
starts. All of them may be left out. `--set section.key=value` on the command line sets one for a
run, whatever the file says.

Durations are written in words, as `"30 s"`, `"10 min"`, `"12 h"`, `"2 days"` or `"1 year"`; sizes
as `"64 kB"` (64,000 bytes), `"10 MB"` or `"64 KiB"` (65,536 bytes); addresses to listen on as
`"0.0.0.0:5222"`, `"[::]:5222"`, `"localhost:5222"`, or as a port alone for all addresses of the
machine.
"""

NAMES: dict[object, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    Address: "address",
    Path: "file",
    Unit.DURATION: "duration",
    Unit.SIZE: "size",
}


def render_reference(sections: Mapping[str, type]) -> str:
    """The Markdown of all `sections`, by name; `component.*` is one for each name."""
    return "\n".join([HEAD, *(_section(name, section) for name, section in sections.items())])


def _section(name: str, section: type) -> str:
    title = f'{name[:-2]}."NAME"' if name.endswith(".*") else name
    lines = [f"## `[{title}]`", ""]
    if section.__doc__ and not section.__doc__.startswith(f"{section.__name__}("):
        lines += [cleandoc(section.__doc__), ""]
    lines += ["| setting | value | default | |", "| --- | --- | --- | --- |"]
    lines += [_row(field) for field in fields_of(section)]
    return "\n".join(lines) + "\n"


def _row(field: Field) -> str:
    about = field.about
    if field.is_required:
        default = "must be set"
    elif about.shown:
        default = f"`{about.shown}`"
    else:
        default = f"`{written(field.hint, field.default(), about)}`"
    cells = [f"`{field.name}`", ", ".join(_kind(field.hint, about)), default, about.doc]
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _kind(hint: Any, about: Option) -> Iterator[str]:
    origin = get_origin(hint)
    inner: Any = hint
    if origin in (Union, types.UnionType):
        (inner,) = [one for one in get_args(hint) if one is not types.NoneType]
    choices = list(about.choices)
    if get_origin(inner) is Literal:
        choices = [str(choice) for choice in get_args(inner)]
    elif isinstance(inner, type) and issubclass(inner, Enum):
        choices = [str(member.value) for member in inner]
    if choices:
        yield " or ".join(f"`{choice}`" for choice in choices)
    elif origin in (tuple, list, frozenset):
        one = ", ".join(_kind(get_args(hint)[0], Option()))
        yield f"list of {one}{'es' if one.endswith('s') else 's'}"
    elif origin is Mapping:
        yield f"table of {', '.join(_kind(get_args(hint)[1], Option()))}es by name"
    else:
        yield NAMES[get_args(inner)[1] if get_origin(inner) is Annotated else inner]
    if inner is not hint and inner not in (str, Path):
        yield f"`{about.none}`"
    if about.min is not None:
        yield f"at least {written(inner, about.min, about)}"
    if about.max is not None:
        yield f"at most {written(inner, about.max, about)}"


def written(hint: Any, value: Any, about: Option) -> str:
    """A value as TOML would have it."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        (inner,) = [one for one in get_args(hint) if one is not types.NoneType]
        if value is None:
            return '""' if inner in (str, Path) else f'"{about.none}"'
        return written(inner, value, about)
    if origin in (tuple, list, frozenset):
        values = sorted(value) if origin is frozenset else value
        return f"[{', '.join(written(get_args(hint)[0], one, about) for one in values)}]"
    if origin is Mapping:
        inner = get_args(hint)[1]
        cells = [f'"{name}" = {written(inner, one, about)}' for name, one in value.items()]
        return f"{{{', '.join(cells)}}}"
    if origin is Annotated:
        unit = get_args(hint)[1]
        return f'"{format_duration(value) if unit is Unit.DURATION else format_size(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Enum):
        return f'"{value.value}"'
    return str(value) if isinstance(value, int | float) else f'"{value}"'

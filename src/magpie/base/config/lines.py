"""On which line of a TOML file each key stands: what the standard library's parser does not say."""

import re
import tomllib
from collections.abc import Iterator, Mapping

Path = tuple[str, ...]

HEADER = re.compile(r"\s*\[")


def locate(text: str) -> dict[Path, int]:
    """The line (from 1) of each table and key of `text`, which must be valid TOML.

    Each statement is given to the real parser alone: it grows by lines until it is whole.
    """
    found: dict[Path, int] = {}
    table: Path = ()
    start, statement = 1, ""
    for number, line in enumerate(text.split("\n"), 1):
        if not statement:
            start = number
        statement += line + "\n"
        try:
            parsed = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        if HEADER.match(statement):
            table = _header(parsed)
            found.setdefault(table, start)
        else:
            for path in _keys(parsed):
                found.setdefault(table + path, start)
        statement = ""
    return found


def _header(parsed: Mapping[str, object]) -> Path:
    """The path of `[a.b]` or `[[a.b]]`, parsed alone."""
    path: list[str] = []
    value: object = parsed
    while value:
        if isinstance(value, list):
            value = value[0]
        elif isinstance(value, dict):
            ((name, value),) = value.items()
            path.append(name)
    return tuple(path)


def _keys(parsed: Mapping[str, object]) -> Iterator[Path]:
    """All paths of one statement: of `a.b = {c = 1}`, those of a, a.b and a.b.c."""
    for name, value in parsed.items():
        yield (name,)
        if isinstance(value, dict):
            for rest in _keys(value):
                yield (name, *rest)

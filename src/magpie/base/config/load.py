"""Reading settings: from the file and from `--set`, with all that is wrong told at once."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from magpie.base.config.lines import locate
from magpie.base.config.options import Field, convert, convert_text, fields_of, hint_at

C = TypeVar("C")

AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


class SettingsError(Exception):
    """What is wrong with the settings: one line for each error, all of them."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class Override:
    """A setting of the command line, and the option that an error names."""

    text: str
    label: str = ""


class Settings:
    """The sections, each by its class."""

    def __init__(
        self,
        values: Mapping[type, object],
        named: Mapping[type, Mapping[str, object]] | None = None,
        warnings: Sequence[str] = (),
    ) -> None:
        self.warnings = tuple(warnings)
        self._values = dict(values)
        self._named = dict(named or {})

    @classmethod
    def of(cls, *sections: object) -> "Settings":
        """Settings of just these sections: for tests and tools."""
        return cls({type(section): section for section in sections})

    def get(self, section: type[C]) -> C:
        """The section of this class. Raises KeyError when `load` was not told of it."""
        value = self._values[section]
        assert isinstance(value, section)
        return value

    def named(self, section: type[C]) -> Mapping[str, C]:
        """The sections of a keyed class, such as `[component."name"]`, by their names."""
        values: Mapping[str, Any] = self._named[section]
        return values


@dataclass(frozen=True, slots=True)
class Given:
    """A value that somebody wrote, and where."""

    value: object
    where: str
    is_text: bool = False


Table = dict[str, Given]


def load(
    path: Path | None, overrides: Sequence[str | Override], sections: Mapping[str, type]
) -> Settings:
    """All `sections` from the file at `path`, where there is one, and from `overrides`.

    Section names are single words; `component.*` stands for `[component."name"]`, once for each
    name. An override is `section.key=value`. Raises SettingsError with all errors.
    """
    return _Loader(path, sections).load(overrides)


class _Loader:
    """Collects what was given, then builds each section of it."""

    def __init__(self, path: Path | None, sections: Mapping[str, type]) -> None:
        self.path = path
        self.folder = path.parent if path else Path()
        self.sections = {name: cls for name, cls in sections.items() if not name.endswith(".*")}
        self.keyed = {name[:-2]: cls for name, cls in sections.items() if name.endswith(".*")}
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self.tables: dict[tuple[str, ...], Table] = {(name,): {} for name in self.sections}
        self.headers: dict[tuple[str, ...], str] = {}

    def load(self, overrides: Sequence[str | Override]) -> Settings:
        self._read_file()
        for override in overrides:
            self._read_override(Override(override) if isinstance(override, str) else override)
        values: dict[type, object] = {}
        named: dict[type, dict[str, object]] = {cls: {} for cls in self.keyed.values()}
        for path, table in self.tables.items():
            if len(path) == 1:
                values[self.sections[path[0]]] = self._build(path, self.sections[path[0]], table)
            else:
                cls = self.keyed[path[0]]
                named[cls][path[1]] = self._build(path, cls, table)
        if self.errors:
            raise SettingsError(self.errors)
        return Settings(values, named, self.warnings)

    def _read_file(self) -> None:
        if self.path is None:
            return
        try:
            text = self.path.read_bytes().decode()
            document = tomllib.loads(text)
        except FileNotFoundError:
            return
        except OSError as error:
            self.errors.append(f"{self.path}: {error.strerror}")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.errors.append(f"{self.path}:{line}: the file is not UTF-8")
        except tomllib.TOMLDecodeError as error:
            at = AT_LINE.search(str(error))
            line = int(at[1]) if at and at[1] else text.count("\n") + 1
            self.errors.append(f"{self.path}:{line}: {AT_LINE.sub('', str(error))}")
        else:
            self._read_document(document, locate(text))

    def _read_document(
        self, document: Mapping[str, object], lines: Mapping[tuple[str, ...], int]
    ) -> None:
        def where(*path: str) -> str:
            while path and path not in lines:
                path = path[:-1]
            return f"{self.path}:{lines.get(path) or _below(path, lines)}"

        for name, content in document.items():
            if not isinstance(content, dict):
                self._stray(name, where(name))
            elif name in self.sections:
                given = {key: Given(value, where(name, key)) for key, value in content.items()}
                self.tables[(name,)].update(given)
                self.headers[(name,)] = where(name)
            elif name in self.keyed:
                for inner, table in content.items():
                    if not isinstance(table, dict):
                        how = f'write [{name}."NAME"] above it'
                        self.errors.append(f"{where(name, inner)}: [{name}] {inner}: {how}")
                        continue
                    given = {key: Given(v, where(name, inner, key)) for key, v in table.items()}
                    self.tables.setdefault((name, inner), {}).update(given)
                    self.headers[name, inner] = where(name, inner)
            else:
                self._unknown_section(name, where(name))

    def _stray(self, key: str, where: str) -> None:
        homes = [f"[{name}] {key}" for name, cls in self.sections.items() if key in _names(cls)]
        near = f"; did you mean {homes[0]}?" if homes else ""
        self.errors.append(f"{where}: {key}: stands in no section{near}")

    def _unknown_section(self, name: str, where: str) -> None:
        near = hint_at(name, [*self.sections, *self.keyed], "[{}]")
        self.errors.append(f"{where}: [{name}]: no such section{near}")

    def _read_override(self, override: Override) -> None:
        name, equals, text = override.text.partition("=")
        name = name.strip()
        where = override.label or f"--set {name}"
        try:
            if not equals:
                raise ValueError
            path = tuple(_path(tomllib.loads(f"{name} = 0\n")))
            if not 2 <= len(path) <= 3 or "\n" in name:
                raise ValueError
        except ValueError:
            self.errors.append(f"{where}: write it as section.key=value")
            return
        section, key = path[:-1], path[-1]
        if section[0] in self.sections and len(section) == 1:
            table = self.tables[section]
        elif section[0] in self.keyed and len(section) == 2:
            table = self.tables.setdefault(section, {})
            self.headers.setdefault(section, where)
        elif section[0] in self.keyed:
            self.errors.append(f'{where}: write it as {section[0]}."NAME".key=value')
            return
        else:
            self._unknown_section(".".join(section), where)
            return
        table[key] = Given(text.strip(), where, is_text=True)

    def _build(self, path: tuple[str, ...], cls: type, table: Table) -> object | None:
        title = path[0] if len(path) == 1 else f'{path[0]}."{path[1]}"'
        header = self.headers.get(path, str(self.path or "settings"))
        before = len(self.errors)
        values = dict(self._values(title, cls, table))
        for field in fields_of(cls):
            if field.is_required and field.name not in values and len(self.errors) == before:
                self.errors.append(f"{header}: [{title}] {field.name}: must be set")
        if len(self.errors) > before:
            return None
        try:
            section: object = cls(**values)
        except ValueError as error:
            where = next((given.where for given in table.values()), header)
            self.errors.append(f"{where}: [{title}]: {error}")
            return None
        return section

    def _values(self, title: str, cls: type, table: Table) -> Iterator[tuple[str, object]]:
        fields = {field.name: field for field in fields_of(cls)}
        former = {field.about.was: field for field in fields.values() if field.about.was}
        for key, given in table.items():
            field = fields.get(key)
            if field is None and (field := former.get(key)) is not None:
                self.warnings.append(f"{given.where}: [{title}] {key}: is called {field.name} now")
                if field.name in table:
                    continue
            if field is None:
                self.errors.append(
                    f"{given.where}: [{title}] {key}: no such setting{self._near(key, fields)}"
                )
                continue
            try:
                yield field.name, self._value(field, given)
            except ValueError as error:
                why = "this value is not allowed" if field.about.secret else error
                self.errors.append(f"{given.where}: [{title}] {key}: {why}")

    def _value(self, field: Field, given: Given) -> object:
        if given.is_text and isinstance(given.value, str):
            return convert_text(field, given.value, Path.cwd())
        return convert(field, given.value, self.folder)

    def _near(self, key: str, fields: Iterable[str]) -> str:
        if near := hint_at(key, list(fields)):
            return near
        homes = [f"[{name}] {key}" for name, cls in self.sections.items() if key in _names(cls)]
        return f"; did you mean {homes[0]}?" if homes else ""


def _names(section: type) -> set[str]:
    return {field.name for field in fields_of(section)}


def _path(parsed: Mapping[str, object]) -> Iterator[str]:
    """The names of one dotted key."""
    for name, value in parsed.items():
        yield name
        if isinstance(value, dict):
            yield from _path(value)


def _below(path: tuple[str, ...], lines: Mapping[tuple[str, ...], int]) -> int:
    """The first line of anything inside a table that has no line of its own."""
    inside = [line for other, line in lines.items() if other[: len(path)] == path]
    return min(inside, default=1)

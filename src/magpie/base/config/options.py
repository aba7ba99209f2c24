"""One setting: its declaration, its type in words, and a TOML value turned into it."""

import dataclasses
import tomllib
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from magpie.base.config.units import (
    Address,
    Unit,
    address,
    duration,
    format_duration,
    format_size,
    size,
)

NOTHING = frozenset({"none", "off", "never", "forever", "unlimited"})
"""What a setting that may be absent is set to, so that it is: TOML has no null."""


@dataclass(frozen=True, slots=True)
class Option:
    """What `option` says about a setting, beside its default."""

    doc: str = ""
    min: float | None = None
    max: float | None = None
    choices: tuple[str, ...] = ()
    check: Callable[[Any], Any] | None = None
    none: str = "off"
    shown: str = ""
    was: str = ""
    secret: bool = False


def option(
    default: Any = dataclasses.MISSING,
    *,
    doc: str,
    factory: Callable[[], Any] | None = None,
    min: float | None = None,
    max: float | None = None,
    choices: Sequence[str] = (),
    check: Callable[[Any], Any] | None = None,
    none: str = "off",
    shown: str = "",
    was: str = "",
    secret: bool = False,
) -> Any:
    """A field of a section. Without `default` and `factory`, it must be set.

    doc: one sentence for the settings page. min, max: bounds of a number, and of each number of a
    list. choices: the words that are allowed. check: takes the value and returns it, or a better
    one; raises ValueError with a sentence. none: the word for None. shown: the default on the
    settings page, where it depends on the machine. was: the former name, which still works, with a
    warning. secret: its value is never shown.
    """
    about = Option(doc, min, max, tuple(choices), check, none, shown, was, secret)
    metadata = {"option": about}
    if factory is not None:
        return dataclasses.field(default_factory=factory, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of a section, with its type."""

    name: str
    hint: Any
    about: Option
    is_required: bool
    default: Callable[[], Any]


def fields_of(section: type) -> list[Field]:
    """The settings of a section, in the order in which they are declared."""
    hints = get_type_hints(section, include_extras=True)
    found = []
    for field in dataclasses.fields(section):
        about = field.metadata.get("option", Option())
        make = field.default_factory
        if make is dataclasses.MISSING:
            make = _constant(field.default)
        is_required = field.default is field.default_factory is dataclasses.MISSING
        found.append(Field(field.name, hints[field.name], about, is_required, make))
    return found


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value


def convert(field: Field, value: object, folder: Path) -> Any:
    """The value of TOML as the setting's own type. Relative files are those of `folder`.

    Raises ValueError with a sentence for the user.
    """
    converted = _convert(field.hint, value, folder, field.about)
    return converted if field.about.check is None else field.about.check(converted)


def convert_text(field: Field, text: str, folder: Path) -> Any:
    """The same for `--set`: the text is TOML, or else it is a word as it stands.

    Raises ValueError with a sentence for the user.
    """
    try:
        value = tomllib.loads(f"value = {text}\n")["value"]
    except tomllib.TOMLDecodeError:
        value = None
    if isinstance(value, str | list):
        return convert(field, value, folder)
    if value is not None:
        try:
            return convert(field, value, folder)
        except ValueError:
            pass  # 2026 may be a name, and 30 lacks its unit: as a word, both show
    many = [part.strip() for part in text.split(",")] if _is_list(field.hint) else []
    return convert(field, many if len(many) > 1 else text, folder)


def _is_list(hint: Any) -> bool:
    return get_origin(hint) in (tuple, list, frozenset)


def _convert(hint: Any, value: object, folder: Path, about: Option) -> Any:  # noqa: C901  # a case per type
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _convert_optional(hint, value, folder, about)
    if _is_list(hint):
        values = value if isinstance(value, list) else [value]
        container: Callable[[Any], Any] = origin
        return container(_convert(get_args(hint)[0], one, folder, about) for one in values)
    if origin is Mapping:
        if not isinstance(value, dict):
            raise ValueError(f'{_toml(value)} is not a table; write {{ "NAME" = … }}')
        inner = get_args(hint)[1]
        return {name: _convert(inner, one, folder, about) for name, one in value.items()}
    if origin is Literal:
        return _choice(value, [str(choice) for choice in get_args(hint)])
    if origin is Annotated:
        return _quantity(get_args(hint)[1], value, about)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(_choice(value, [str(member.value) for member in hint]))
    if hint is bool:
        return _boolean(value)
    if hint in (int, float):
        return _bounded(_number(hint, value), about, str)
    if hint is Address:
        if isinstance(value, str | int) and not isinstance(value, bool):
            return address(value)
        raise ValueError(f"{_toml(value)} is not an address")
    text = _text(value)
    if hint is Path:
        if not text:
            raise ValueError("the name of a file is empty")
        return folder / Path(text).expanduser()
    if hint is not str:
        raise TypeError(f"{hint} is no type for a setting")
    return _choice(text, list(about.choices)) if about.choices else text


def _convert_optional(hint: Any, value: object, folder: Path, about: Option) -> Any:
    (inner,) = [one for one in get_args(hint) if one is not types.NoneType]
    if value == "":
        return None
    if inner not in (str, Path) and isinstance(value, str) and value.lower() in NOTHING:
        return None
    return _convert(inner, value, folder, about)


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"{_toml(value)} is neither true nor false")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{_toml(value)} is not a text; put it in quotes")


def _number(hint: type, value: object) -> float:
    kind = "a whole number" if hint is int else "a number"
    if isinstance(value, str):
        try:
            return int(value) if hint is int else _finite(float(value))
        except ValueError:
            raise ValueError(f"{_toml(value)} is not {kind}") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{_toml(value)} is not {kind}")
    if hint is int and isinstance(value, float):
        raise ValueError(f"{value} is not a whole number")
    return value if hint is int else _finite(float(value))


def _finite(value: float) -> float:
    if value - value != 0:
        raise ValueError(f"{value} is not a number")
    return value


def _quantity(unit: Unit, value: object, about: Option) -> float:
    parse: Callable[[str], float] = duration if unit is Unit.DURATION else size
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"{_toml(value)} is not a {unit.name.lower()}")
    written = format_duration if unit is Unit.DURATION else format_size
    return _bounded(parse(str(value)), about, written)


def _bounded(value: float, about: Option, written: Callable[[Any], str]) -> float:
    if about.min is not None and value < about.min:
        raise ValueError(f"{written(value)} is below {written(about.min)}, the least allowed")
    if about.max is not None and value > about.max:
        raise ValueError(f"{written(value)} is above {written(about.max)}, the most allowed")
    return value


def _choice(value: object, choices: list[str]) -> str:
    text = _text(value)
    if text in choices:
        return text
    raise ValueError(f'"{text}" is none of {", ".join(choices)}{hint_at(text, choices)}')


def hint_at(word: str, known: Sequence[str], form: str = "{}") -> str:
    """`; did you mean server?`, where something known is near."""
    near = get_close_matches(word.lower(), known, 1, cutoff=0.6)
    return f"; did you mean {form.format(near[0])}?" if near else ""


def _toml(value: object) -> str:
    """A value as it stands in the file, near enough."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else str(value)

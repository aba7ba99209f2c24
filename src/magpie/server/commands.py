"""The registry of commands, for the command line and whatever else runs commands.

A command is a function: its name is its address, its docstring its help, its annotated parameters
what it takes. It returns what JSON can hold, and raises ValueError with a sentence for a person; an
async generator goes on telling, for as long as somebody listens.
"""

import inspect
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from magpie.base.control import CommandError
from magpie.base.log import get_logger
from magpie.storage.errors import NotStored

log = get_logger(__name__)

READING = frozenset(("list", "show"))  # the last words of commands that change nothing
KINDS: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a command takes, and whether it must be given."""

    name: str
    hint: Any
    is_required: bool


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `help` is its docstring."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    help: str


class Commands:
    """Commands by name.

    Attributes:
        note: told of each command that has changed something: (actor, name, arguments).
    """

    def __init__(self) -> None:
        self._commands: dict[str, Command] = {}
        self.note: Callable[[str, str, Mapping[str, object]], None] = lambda *_: None

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def add(self, name: str, function: Callable[..., Any]) -> None:
        """Offer `function`, plain or a coroutine's, under `name`.

        Raises ValueError when the name is taken.
        """
        if name in self._commands:
            raise ValueError(f"there are two commands {name}")
        hints = get_type_hints(function)
        parameters = tuple(
            Parameter(one.name, hints.get(one.name, str), one.default is one.empty)
            for one in inspect.signature(function).parameters.values()
        )
        self._commands[name] = Command(name, function, parameters, inspect.getdoc(function) or "")

    def remove(self, name: str) -> None:
        """Offer it no more. Raises KeyError when it is not there."""
        del self._commands[name]

    async def run(self, name: str, args: Mapping[str, object], actor: str = "") -> Any:
        """What the command returns. `actor`: the administrator's address; "" at the machine.

        Raises CommandError: it does not exist, was given wrong arguments, or refused. Other
        failures are in the log, and a CommandError says so.
        """
        command = self._commands.get(name)
        if command is None:
            raise CommandError(f"there is no command {name}")
        given = checked(command, args)
        try:
            result = command.function(**given)
            if inspect.isawaitable(result):
                result = await result
        except NotStored as error:
            text = "nothing can be stored now, so nothing was done: is the disk full?"
            raise CommandError(text) from error
        except ValueError as error:
            raise CommandError(" ".join(str(error).split())) from error
        except Exception as error:
            log.error("command.failed", name=name, error=error)
            raise CommandError(f"{name} failed; the log says why") from error
        if name.rpartition(".")[2] not in READING:
            self.note(actor, name, given)
        return result


def checked(command: Command, args: Mapping[str, object]) -> dict[str, object]:
    """The arguments in their types. Raises CommandError."""
    known = {parameter.name: parameter for parameter in command.parameters}
    for name in args:
        if name not in known:
            raise CommandError(f"{command.name} does not take {name}")
    given = {}
    for parameter in command.parameters:
        if parameter.name in args:
            value = args[parameter.name]
            try:
                given[parameter.name] = fitted(parameter.hint, value)
            except ValueError as error:
                raise CommandError(f"{command.name}: {parameter.name} is not {error}") from None
        elif parameter.is_required:
            raise CommandError(f"{command.name}: {parameter.name} is missing")
    return given


def fitted(hint: Any, value: object) -> object:
    """A value of JSON as the type `hint`. Raises ValueError that names what was wanted."""
    origin = get_origin(hint)
    if hint in (Any, object):
        return value
    if origin in (Union, types.UnionType):
        if value is None and types.NoneType in get_args(hint):
            return None
        (inner,) = [one for one in get_args(hint) if one is not types.NoneType]
        return fitted(inner, value)
    if origin is Literal:
        if value in get_args(hint):
            return value
        raise ValueError("one of " + ", ".join(map(str, get_args(hint))))
    if origin is list:
        if isinstance(value, list):
            return [fitted(get_args(hint)[0], one) for one in value]
        raise ValueError("a list")
    is_number = hint is float and isinstance(value, int)
    if (isinstance(value, hint) or is_number) and (hint is bool or not isinstance(value, bool)):
        return float(value) if is_number and isinstance(value, int) else value
    raise ValueError(KINDS[hint])

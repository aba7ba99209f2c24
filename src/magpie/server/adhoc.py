"""Commands for people at their clients (XEP-0050): what there is, and what each asks.

A command is a value: who may run it, the forms it asks in order, and the function that runs once
all are filled in. `features/adhoc.py` speaks the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from magpie.server.session import Session
from magpie.xmpp.element import Element
from magpie.xmpp.forms import Field, Form
from magpie.xmpp.jid import Jid


@dataclass(slots=True)
class AdHocCall:
    """One execution of a command.

    Attributes:
        session: who runs it.
        answers: the answers to all forms so far, by the names of their fields.
    """

    session: Session
    answers: dict[str, Field] = field(default_factory=dict)

    def get(self, var: str) -> str:
        """The answer to a field, "" where there is none."""
        answer = self.answers.get(var)
        return (answer.value if answer is not None else None) or ""

    def values(self, var: str) -> tuple[str, ...]:
        """All answers to a field."""
        answer = self.answers.get(var)
        return () if answer is None else answer.values

    def text(self, var: str) -> str:
        """The answer to a field of several lines."""
        return "\n".join(self.values(var))

    def is_true(self, var: str) -> bool:
        """The answer to a yes-or-no field."""
        answer = self.answers.get(var)
        return answer is not None and answer.is_true


@dataclass(frozen=True, slots=True)
class AdHocResult:
    """What a command that has ended shows: a form of type "result", a sentence, or both.

    `inside` stands in the form beside its fields.
    """

    form: Form | None = None
    note: str = ""
    inside: tuple[Element, ...] = ()


AdHocForm = Callable[[AdHocCall], Form | Coroutine[Any, Any, Form]]
AdHocFunction = Callable[[AdHocCall], Coroutine[Any, Any, AdHocResult]]


@dataclass(frozen=True, slots=True)
class AdHocCommand:
    """A command.

    Attributes:
        node: its name for programs; `name` its name for people.
        is_for: whether an account (bare) may see and run it.
        run: does it. `ValueError` with a sentence: it completes and has failed (3.6).
        forms: makes the form of each stage, from the answers before it.
    """

    node: str
    name: str
    is_for: Callable[[Jid], bool]
    run: AdHocFunction
    forms: tuple[AdHocForm, ...] = ()


class AdHocCommands:
    """The commands of one host, in the order in which they were added."""

    def __init__(self) -> None:
        self._commands: dict[str, AdHocCommand] = {}

    def __iter__(self) -> Iterator[AdHocCommand]:
        return iter(self._commands.values())

    def add(self, command: AdHocCommand) -> None:
        """Offer a command. Raises ValueError when its node is taken."""
        if command.node in self._commands:
            raise ValueError(f"there are two commands {command.node}")
        self._commands[command.node] = command

    def get(self, node: str) -> AdHocCommand | None:
        """The command of that node."""
        return self._commands.get(node)


def result_form(fields: Mapping[str, str], form_type: str) -> Form:
    """A form that shows values by name, of a type (XEP-0068)."""
    hidden = Field("FORM_TYPE", "hidden", (form_type,))
    shown = (Field(var, "text-single", (value,)) for var, value in fields.items())
    return Form("result", (hidden, *shown))

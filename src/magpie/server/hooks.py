"""The dispatcher: who is called for an event, in which order, and what a failure means.

Order is the stage, then the order in which features are listed. Handlers of stanza events are
plain functions: the hot path makes no task, and what waits in the journal keeps its order. What a
handler's failure means is the stage's: up to STORE it fails closed (the exception goes on to the
router, which answers the sender), after the commit it is logged and counted, and the rest go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any, TypeVar

from magpie.base.log import get_logger
from magpie.server.stages import Stage

log = get_logger(__name__)
T = TypeVar("T")


class Verdict(Enum):
    """What a handler of a stanza event may return beside `None` and (REWRITE) a new stanza."""

    DONE = "done"


DONE = Verdict.DONE  # taken care of: later handlers of the stage and the later stages do not run


class Handler:
    """One registration: the function, who made it, and how often it ran and failed."""

    __slots__ = ("failures", "function", "owner", "runs", "stage")

    def __init__(self, function: Callable[..., Any], owner: str, stage: Stage | None) -> None:
        self.function = function
        self.owner = owner
        self.stage = stage
        self.runs = 0
        self.failures = 0


class Hooks:
    """All registrations of one host."""

    def __init__(self) -> None:
        self._owner = "server"
        self._stanza: dict[tuple[type, Stage], list[Handler]] = {}
        self._questions: dict[type, list[Handler]] = {}
        self._news: dict[type, list[Handler]] = {}

    @contextmanager
    def owned_by(self, owner: str) -> Iterator[None]:
        """What is registered inside is `owner`'s."""
        before, self._owner = self._owner, owner
        try:
            yield
        finally:
            self._owner = before

    @property
    def owner(self) -> str:
        """Whose registrations are being made."""
        return self._owner

    def on(self, event: type[T], function: Callable[[T], Any], stage: Stage) -> None:
        """Call `function` at `stage` of each `event`."""
        self._stanza.setdefault((event, stage), []).append(Handler(function, self._owner, stage))

    def answer(self, question: type[T], function: Callable[[T], None]) -> None:
        """Let `function` change the answer to each `question`."""
        self._questions.setdefault(question, []).append(Handler(function, self._owner, None))

    def watch(self, news: type[T], function: Callable[[T], None]) -> None:
        """Tell `function` of each `news`."""
        self._news.setdefault(news, []).append(Handler(function, self._owner, None))

    def chain(self, event: type, stage: Stage) -> list[Handler]:
        """The handlers of one stage, in order; the list stays the live one."""
        return self._stanza.setdefault((event, stage), [])

    def listing(self, event: type) -> list[tuple[str, str, str]]:
        """(stage, owner, function) of all who handle an event, in the order they run.

        For a question the stage is "answer", for news "watch".
        """
        staged = [
            (stage.name, handler)
            for stage in Stage
            for handler in self._stanza.get((event, stage), ())
        ]
        asked = [("answer", handler) for handler in self._questions.get(event, ())]
        told = [("watch", handler) for handler in self._news.get(event, ())]
        return [
            (stage, handler.owner, handler.function.__qualname__.rpartition("<locals>.")[2])
            for stage, handler in (*staged, *asked, *told)
        ]

    def ask(self, question: T) -> T:
        """Put a question to all who answer it. A `StanzaError` of theirs goes to the asker."""
        for handler in self._questions.get(type(question), ()):
            handler.runs += 1
            handler.function(question)
        return question

    def tell(self, news: object) -> None:
        """Tell all who watch; one that fails is logged and the rest are told."""
        for handler in self._news.get(type(news), ()):
            handler.runs += 1
            try:
                handler.function(news)
            except Exception as error:
                failed(handler, error)

    def drop(self, owner: str) -> None:
        """Forget every registration of `owner`."""
        tables: tuple[dict[Any, list[Handler]], ...] = (self._stanza, self._questions, self._news)
        for table in tables:
            for handlers in table.values():
                handlers[:] = [handler for handler in handlers if handler.owner != owner]


class Chains:
    """The handler lists of one stanza event, looked up once: the lists stay live."""

    __slots__ = ("copy", "deliver", "guard", "observe", "rewrite", "store")

    def __init__(self, hooks: Hooks, event: type) -> None:
        self.guard = hooks.chain(event, Stage.GUARD)
        self.rewrite = hooks.chain(event, Stage.REWRITE)
        self.store = hooks.chain(event, Stage.STORE)
        self.copy = hooks.chain(event, Stage.COPY)
        self.deliver = hooks.chain(event, Stage.DELIVER)
        self.observe = hooks.chain(event, Stage.OBSERVE)


def failed(handler: Handler, error: Exception) -> None:
    """Log and count a handler's failure where the others go on."""
    handler.failures += 1
    log.error("handler.failed", owner=handler.owner, name=handler.function.__name__, error=error)


def run_closed(handlers: list[Handler], event: Any) -> bool:
    """GUARD, REWRITE and STORE: an exception is the caller's. False when a handler took it.

    A handler may return a new stanza, which the event carries on.
    """
    for handler in handlers:
        handler.runs += 1
        outcome = handler.function(event)
        if outcome is not None:
            if outcome is DONE:
                return False
            event.stanza = outcome
    return True


def run_open(handlers: list[Handler], event: Any) -> None:
    """COPY, DELIVER and OBSERVE: a failure is logged and counted, the others go on."""
    for handler in handlers:
        handler.runs += 1
        try:
            if handler.function(event) is DONE:
                return
        except Exception as error:
            failed(handler, error)

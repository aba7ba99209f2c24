"""Logging: one line for each thing that happened, as `what key=value …`, over stdlib logging.

`log.info("session.opened", jid=jid, ip=ip)` becomes

    2026-11-22T20:30:00Z info session.opened jid=romeo@localhost/orchard ip=::1

or the same as one JSON object. What a session or stanza is handling is named by `ref`, which a
context variable carries into every line below it. Secrets are taken out here and nowhere else, and
so is the text of messages: a field called `body` never reaches a line.
"""

import json
import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Literal, TextIO

from magpie.base.clock import iso

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
Level = Literal["debug", "info", "warning", "error"]
Format = Literal["text", "json"]

Trace = tuple[type[BaseException], BaseException, TracebackType | None]

REF: ContextVar[str] = ContextVar("ref", default="")
REDACTED = "[redacted]"

# Fields whose value stays out of the log: by name, in whole or as its last word.
SECRET = re.compile(r"(?:^|_)(?:password|passwd|secret|token|key|cookie|authorization|invite)$")
TEXT = frozenset({"body", "text", "subject", "stanza", "xml"})
# The password in an address such as postgresql://user:password@host/, wherever it stands.
PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s/:@]*):[^\s/@]*@")
PLAIN = re.compile(r"[^\s\"'=\\\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Log:
    """The log of one module. A line's first word says what happened; the rest are fields."""

    __slots__ = ("_logger",)

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def debug(self, what: str, /, **fields: object) -> None:
        if self._logger.isEnabledFor(logging.DEBUG):
            self._write(logging.DEBUG, what, fields)

    def info(self, what: str, /, **fields: object) -> None:
        if self._logger.isEnabledFor(logging.INFO):
            self._write(logging.INFO, what, fields)

    def warning(self, what: str, /, **fields: object) -> None:
        if self._logger.isEnabledFor(logging.WARNING):
            self._write(logging.WARNING, what, fields)

    def error(self, what: str, /, **fields: object) -> None:
        """With an exception as the field `error`, its traceback follows the line."""
        self._write(logging.ERROR, what, fields)

    @property
    def is_debug(self) -> bool:
        """Whether `debug` writes: ask before computing what only it would show."""
        return self._logger.isEnabledFor(logging.DEBUG)

    def _write(self, level: int, what: str, fields: Mapping[str, object]) -> None:
        error = fields.get("error")
        trace: Trace | None = None
        if level == logging.ERROR and isinstance(error, BaseException):
            trace = (type(error), error, error.__traceback__)
        # No search for the calling line: `what` names it, and frames are costly to walk.
        record = self._logger.makeRecord(self._logger.name, level, "", 0, what, (), trace)
        record.fields = fields
        record.ref = REF.get()
        self._logger.handle(record)


def get_logger(name: str) -> Log:
    """The log of the module `name`: call it with `__name__`."""
    return Log(logging.getLogger(name))


@contextmanager
def ref(name: str) -> Iterator[None]:
    """All lines written inside carry `ref=NAME`: a session's or stanza's short id."""
    token = REF.set(name)
    try:
        yield
    finally:
        REF.reset(token)


def redact(fields: Mapping[str, object]) -> dict[str, object]:
    """The same fields, without secrets and without the text of messages."""
    return {
        name: REDACTED if value is not None and is_secret(name) else shown(value)
        for name, value in fields.items()
    }


def is_secret(name: str) -> bool:
    return name in TEXT or SECRET.search(name) is not None


def shown(value: object) -> object:
    """Numbers as they are, an exception with its kind, all else as text without passwords."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseException):
        value = f"{type(value).__name__}: {value}"
    return scrub(str(value))


def scrub(text: str) -> str:
    """`text` without the passwords of the addresses in it."""
    return PASSWORD_IN_URL.sub(rf"\1:{REDACTED}@", text) if "://" in text else text


def plain(value: object) -> str:
    """A value as one word: quoted as JSON when it has spaces, quotes or control characters."""
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if PLAIN.fullmatch(text) else json.dumps(text)


def facts(record: logging.LogRecord) -> tuple[str, dict[str, object]]:
    """What a record says. Lines of other libraries come as their logger's name and a message."""
    fields: Mapping[str, object] | None = getattr(record, "fields", None)
    if fields is None:
        return record.name, {"message": scrub(record.getMessage())}
    kept = redact(fields)
    if name := getattr(record, "ref", ""):
        kept["ref"] = name
    return record.msg, kept


class TextFormat(logging.Formatter):
    """`time level what key=value …`, and below it a traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        what, fields = facts(record)
        words = [iso(int(record.created * 1_000_000)), record.levelname.lower(), what]
        words += [f"{name}={plain(value)}" for name, value in fields.items()]
        line = " ".join(words)
        if record.exc_info:
            line += "\n" + scrub(self.formatException(record.exc_info))
        return line


class JsonFormat(logging.Formatter):
    """One JSON object a line, with `at`, `level`, `what`, the fields, and `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        what, fields = facts(record)
        entry: dict[str, object] = {
            "at": iso(int(record.created * 1_000_000), precise=True),
            "level": record.levelname.lower(),
            "what": what,
            **fields,
        }
        if record.exc_info:
            entry["traceback"] = scrub(self.formatException(record.exc_info))
        return json.dumps(entry)


def configure(
    level: Level = "info", format: Format = "text", stream: TextIO | None = None
) -> logging.Handler:
    """Send all logging of this process to `stream` (default: standard error).

    Other libraries are heard from `warning` on, or from `debug` on when that is the level. Calling
    it again replaces what an earlier call set up. Returns the handler, for tests to take off.
    """
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.set_name("magpie")
    handler.setFormatter(JsonFormat() if format == "json" else TextFormat())
    root = logging.getLogger()
    for old in [h for h in root.handlers if h.get_name() == "magpie"]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    logging.getLogger("magpie").setLevel(LEVELS[level])
    return handler

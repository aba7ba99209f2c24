"""Logging: one line each, whatever is in the fields, and no secret in any of them."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magpie.base.log import REDACTED, Format, Level, configure, get_logger, plain, ref

log = get_logger("magpie.test")


class Written:
    """What has gone to the log, with the time cut off."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handlers: list[logging.Handler] = []

    def configure(self, level: Level = "info", format: Format = "text") -> None:
        self.handlers.append(configure(level, format, self.stream))

    @property
    def lines(self) -> list[str]:
        return [line.split(" ", 1)[1] for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    root, ours = logging.getLogger(), logging.getLogger("magpie")
    before = (root.level, ours.level)
    written = Written()
    yield written
    for handler in written.handlers:
        root.removeHandler(handler)
    root.setLevel(before[0])
    ours.setLevel(before[1])


def test_a_line_says_when_how_grave_and_what(written: Written) -> None:
    written.configure()
    log.info("session.opened", jid="romeo@localhost/orchard", ip="::1", seconds=0.25)
    line = written.stream.getvalue()
    assert line[10] == "T"
    assert line[19:] == ("Z info session.opened jid=romeo@localhost/orchard ip=::1 seconds=0.25\n")


def test_levels_below_the_setting_are_silent(written: Written) -> None:
    written.configure("warning")
    log.debug("a")
    log.info("b")
    log.warning("c")
    log.error("d")
    assert written.lines == ["warning c", "error d"]
    assert not log.is_debug


def test_debug_is_heard_when_asked_for(written: Written) -> None:
    written.configure("debug")
    log.debug("a", n=1)
    assert log.is_debug
    assert written.lines == ["debug a n=1"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "swordfish"),
        ("new_password", "swordfish"),
        ("secret", "swordfish"),
        ("server_key", b"swordfish"),
        ("token", "swordfish"),
        ("invite", "swordfish"),
        ("authorization", "Basic swordfish"),
        ("body", "swordfish is the word"),
        ("stanza", "<message><body>swordfish</body></message>"),
    ],
)
@pytest.mark.parametrize("format", ["text", "json"])
def test_secrets_and_messages_stay_out(
    written: Written, format: Format, field: str, value: object
) -> None:
    written.configure(format=format)
    log.info("account.created", **{field: value})
    assert "swordfish" not in written.stream.getvalue()
    assert REDACTED in written.stream.getvalue()


@pytest.mark.parametrize("format", ["text", "json"])
def test_the_password_of_a_database_stays_out_of_fields_messages_and_tracebacks(
    written: Written, format: Format
) -> None:
    written.configure(format=format)
    url = "postgresql://magpie:swordfish@db.example/magpie"
    log.info("storage.opened", url=url)
    log.error("storage.failed", error=OSError(f"cannot reach {url}"))
    logging.getLogger("other.library").warning("retry %s", url)
    text = written.stream.getvalue()
    assert "swordfish" not in text
    assert text.count("db.example") >= 4
    assert "postgresql://magpie:" in text


def test_a_field_whose_name_only_contains_such_a_word_is_shown(written: Written) -> None:
    written.configure()
    log.info("login.failed", mechanism="SCRAM-SHA-256", keyboard="de", tokens=3)
    assert written.lines == ["info login.failed mechanism=SCRAM-SHA-256 keyboard=de tokens=3"]


def test_what_is_inside_a_ref_carries_it(written: Written) -> None:
    written.configure()
    with ref("s7"):
        log.info("stanza.routed", kind="iq")
    log.info("stanza.routed", kind="iq")
    assert written.lines == ["info stanza.routed kind=iq ref=s7", "info stanza.routed kind=iq"]


def test_an_error_has_its_traceback(written: Written) -> None:
    written.configure()
    try:
        raise ValueError("no room")
    except ValueError as error:
        log.error("handler.failed", owner="carbons", error=error)
        log.warning("handler.slow", error=error)
    text = written.stream.getvalue()
    assert 'error handler.failed owner=carbons error="ValueError: no room"\n' in text
    assert text.count("Traceback (most recent call last):") == 1


def test_json_has_one_object_a_line(written: Written) -> None:
    written.configure(format="json")
    log.error("handler.failed", owner="carbons", error=ValueError("no\nroom"), n=3)
    (line,) = written.stream.getvalue().splitlines()
    entry = json.loads(line)
    assert entry.pop("at").endswith("Z")
    assert "ValueError: no\nroom" in entry.pop("traceback")
    assert entry == {
        "level": "error",
        "what": "handler.failed",
        "owner": "carbons",
        "error": "ValueError: no\nroom",
        "n": 3,
    }


def test_other_libraries_are_heard_from_warning_on(written: Written) -> None:
    written.configure()
    logging.getLogger("other.library").info("chatter")
    logging.getLogger("other.library").warning("%s is late", "x")
    assert written.lines == ['warning other.library message="x is late"']


def test_configured_twice_it_writes_once(written: Written) -> None:
    written.configure("debug")
    written.configure("info")
    log.debug("a")
    log.info("b")
    assert written.lines == ["info b"]


@given(st.text())
def test_no_value_breaks_its_line(value: str) -> None:
    shown = plain(value)
    assert len(shown.splitlines()) == 1
    assert " " not in shown or shown.startswith('"')
    assert all(ord(c) >= 32 for c in shown)

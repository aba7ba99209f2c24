"""What the console's window shows of what the server tells, and what it does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from tests.desktop.console import sample
from tests.desktop.console.scenes import Stage, opened, running, something
from tests.desktop.test_access import focused, press

from magpie.base.control import CommandError
from magpie.desktop.console.entities import Failure, News, Passed, Reason, State
from magpie.desktop.ui.console.main import translate
from magpie.desktop.ui.console.passing import KEPT


def heard(on: Stage, **news) -> None:
    on.server.told.emit(News(sample.numbers(130), **news))


def test_who_comes_and_goes_and_changes(console):
    async def act(on: Stage) -> None:
        sample.running(on.server)
        rows = on.board.devices
        assert rows.rowCount() == 6
        ana = sample.devices()[0]
        heard(on, gone=(ana.key,))
        assert rows.rowCount() == 5
        heard(on, here=(ana,))
        assert rows.rowCount() == 6
        on.server.began.emit(None)
        assert rows.rowCount() == 0

    console(act)


def test_a_device_says_from_where_and_whether_it_is_encrypted(console):
    async def act(on: Stage) -> None:
        sample.running(on.server)
        rows = on.board.devices.rows
        shown = {rows.row(n)["name"]: rows.row(n) for n in range(6)}
        assert shown["ana"]["place"] == "192.168.1.20 · encrypted"
        assert shown["emil"]["place"] == "127.0.0.1 · in clear"
        assert not shown["emil"]["secure"]
        assert shown["fatima"]["place"] == "connection away"
        assert shown["ben"]["program"] == "Conversations"

    console(act)


@pytest.mark.parametrize(("text", "count"), [("gaj", 1), ("192.168", 3), ("PHONE", 2), ("xyz", 0)])
def test_devices_are_found_by_whatever_is_shown(console, text, count):
    async def act(on: Stage) -> None:
        sample.running(on.server)
        on.board.devices.filter = text
        assert on.board.devices.rowCount() == count

    console(act)


def test_a_thousand_who_come_at_once_are_one_change(console):
    async def act(on: Stage) -> None:
        resets = []
        on.board.devices.rows.modelReset.connect(lambda: resets.append(1))
        sample.crowd(on.server)
        assert on.board.devices.rowCount() >= 1000
        assert len(resets) <= 3

    console(act)


def test_the_live_view_keeps_the_newest_and_says_what_it_left_out(console):
    async def act(on: Stage) -> None:
        sample.running(on.server)
        for _ in range(12):
            heard(on, passed=sample.passed(100))
        rows = on.board.passing
        assert rows.rowCount() == KEPT
        heard(on, passed=sample.passed(5), missed=1234)
        assert rows.rowCount() == KEPT
        assert rows.row(5)["kind"] == "… and 1234 more that passed too quickly"
        await on.settle(2)
        view = on.find("passing")
        assert view.property("atYEnd")

    console(act)


def test_the_own_domain_goes_without_saying(console):
    async def act(on: Stage) -> None:
        sample.running(on.server)
        row = on.board.passing.row(on.board.passing.rowCount() - 1)
        assert (row["sender"], row["to"], row["kind"]) == ("ana/laptop", "ben", "text")
        elsewhere = Passed(0, "message", "chat", "body", "eve@other.example/x", "", 9, False)
        heard(on, passed=(elsewhere,))
        assert on.board.passing.row(0)["sender"] == "eve@other.example/x"

    console(act)


def test_names_cannot_turn_the_line_around(console):
    async def act(on: Stage) -> None:
        sample.running(on.server, text=True)
        turned = Passed(
            0, "message", "chat", "body", "a\u202eb@laptop.local", "x", 1, False, "\u202eohai"
        )
        heard(on, passed=(turned,))
        row = on.board.passing.row(0)
        assert row["sender"] == "ab"
        assert row["text"].endswith("\u202c")

    console(act)


def test_the_view_says_all_the_time_that_it_shows_the_text(console):
    async def act(on: Stage) -> None:
        await running(text=True)(on)
        for place in ("passing", "log", "checks"):
            on.find("page").setProperty("place", place)
            assert any("What people write is shown" in text for text in sight(on)), place

    console(act)


def sight(on: Stage) -> list[str]:
    """All texts that are in sight."""
    found = []

    def walk(item) -> None:
        if item.isVisible():
            found.append(item.property("text") or "")
            for child in item.childItems():
                walk(child)

    walk(on.window.contentItem())
    return [text for text in found if isinstance(text, str)]


def test_the_text_is_asked_for_first_and_goes_when_it_is_hidden(console):
    async def act(on: Stage) -> None:
        await running(opened("text"))(on)
        assert not on.server.shows_text
        on.board.showText(True)
        await on.settle()
        assert on.server.shows_text
        heard(on, passed=sample.passed(10, text=True))
        assert on.board.passing.row(9)["text"]
        on.board.showText(False)
        assert on.board.passing.rowCount() == 0
        await on.settle()
        assert not on.server.shows_text

    console(act)


def test_rates_of_the_last_two_minutes(console):
    async def act(on: Stage) -> None:
        sample.running(on.server)
        meter = on.board.meter
        assert len(meter.messages) == 120
        assert meter.messagesNow == "4.5"
        assert meter.messagesMost == "23"
        on.server.began.emit(None)
        assert set(meter.messages) == {0.0}

    console(act)


def test_a_domain_that_is_none_is_refused_beside_the_field(console):
    async def act(on: Stage) -> None:
        on.server._set(State.NEW)
        await on.settle()
        for wrong in ("", "a b", "ana@laptop.local", "laptop.local/x", "laptop.local:5222"):
            on.board.startNew(wrong)
            assert on.board.domainError == "This is no name of a domain."
            assert on.server.state is State.NEW

    console(act)


def test_what_the_server_refuses_is_told_in_a_line(console):
    async def act(on: Stage) -> None:
        told = []
        on.board.told.connect(told.append)
        sample.running(on.server)
        on.board.end("nobody@laptop.local/x")  # no server is there
        await on.settle()
        assert told == ["the server has stopped"]

        async def refuse():
            raise CommandError("nobody@laptop.local/x is not here")

        on.board.work.do("refuse", refuse())
        await on.settle()
        assert told[1:] == ["nobody@laptop.local/x is not here"]

    console(act)


def test_closing_asks_while_the_server_runs_and_only_then(console):
    async def act(on: Stage) -> None:
        ended = []
        on.board.quitting.connect(lambda: ended.append(1))
        assert on.board.closing()
        assert ended == [1]
        sample.running(on.server)
        assert not on.board.closing()
        await on.settle()
        assert on.find("leave").property("opened")
        on.board.leave(False)
        await on.settle()
        assert ended == [1, 1]
        assert on.server.state is State.RUNNING

    console(act)


def test_everything_by_keys(console):
    """Tab reaches the bar, the search and the list; Delete asks whether to end a session."""

    async def act(on: Stage) -> None:
        await running()(on)
        seen = set()
        for _ in range(20):
            await press(on, Qt.Key.Key_Tab)
            seen.add(focused())
        assert {"Invite", "Stop", "Look and language", "Show the text"} <= seen
        assert "Find a person, program or address" in seen
        devices = on.find("devices")
        devices.setProperty("currentIndex", 0)
        devices.forceActiveFocus()
        await press(on, Qt.Key.Key_Delete)
        await on.settle()
        assert on.find("end").property("opened")
        assert on.find("end").property("name") == "ana"
        await press(on, Qt.Key.Key_Escape)
        await on.settle(8)
        assert not on.find("end").property("opened")

    console(act)


@pytest.mark.parametrize("lines", [(), ("the last one",)])
def test_last_lines_are_spoken_of_only_where_there_are_any(console, lines):
    async def act(on: Stage) -> None:
        on.server._set(State.FAILED, Failure(Reason.CRASHED, lines=lines))
        await on.settle()
        assert ("last lines" in "".join(sight(on))) is bool(lines)
        assert ("the last one" in sight(on)) is bool(lines)

    console(act)


def test_an_address_can_be_copied(console):
    async def act(on: Stage) -> None:
        sample.running(on.server)
        values = {line["value"]: line["label"] for line in on.board.addresses}
        assert values["https://laptop.local:5443"] == "Web site"
        assert values["http://localhost:5280"] == "Here"
        on.board.copy("laptop.local")
        assert QGuiApplication.clipboard().text() == "laptop.local"

    console(act)


def test_what_doctor_finds_is_counted(console):
    async def act(on: Stage) -> None:
        on.board.lookAgain()
        await on.settle()
        assert on.board.troubles == 2
        assert on.board.checks.row(1)["level"] == "trouble"

    console(act, something)


def test_another_language_at_once(console, languages):
    async def act(on: Stage) -> None:
        await running()(on)
        assert on.board.status == "Running"
        assert "Stop" in sight(on)
        on.board.choices.language = "zh_CN"
        translate(languages, on.engine, on.board)
        await on.settle()
        assert on.board.status == "运行中"
        assert on.board.passing.row(0)["kind"] == "表情回应"
        assert "停止" in sight(on)  # what QML says, too
        assert "Stop" not in sight(on)
        languages.use("en")

    console(act)

"""Notifications over a real D-Bus, to a service that shows them and presses their buttons."""

import asyncio
import os
import subprocess
from collections.abc import Callable

import pytest
from jeepney import DBusAddress, HeaderFields, MessageType, new_method_return, new_signal
from jeepney.bus_messages import DBus
from jeepney.io.asyncio import open_dbus_connection

from magpie.desktop.ui.bus import NAME, Bus, Heard, Labels
from magpie.desktop.ui.notify import Bubble

FACE = DBusAddress("/org/freedesktop/Notifications", interface=NAME)
PATIENCE = 10.0
ALL = ["body", "body-markup", "actions", "inline-reply", "sound"]
LABELS = Labels("Open", "Mark as read", "Reply", "Write a message…")


@pytest.fixture
def session_bus(monkeypatch):
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
        address = daemon.stdout.readline().decode().strip()
        monkeypatch.setitem(os.environ, "DBUS_SESSION_BUS_ADDRESS", address)
        yield
        daemon.terminate()


class Service:
    """The desktop's service for notifications.

    Attributes:
        shown: what is on the screen, by number: the arguments of `Notify`.
        calls: how many of `Notify` came.
    """

    def __init__(self, can: list[str]) -> None:
        self.can = can
        self.shown: dict[int, tuple] = {}
        self.calls = 0
        self._numbers = iter(range(1, 1_000_000))
        self._changed = asyncio.Event()

    async def start(self) -> None:
        self.connection = await open_dbus_connection()
        await self.connection.send(DBus().RequestName(NAME))
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        self._task.cancel()
        await self.connection.close()

    async def _run(self) -> None:
        while True:
            message = await self.connection.receive()
            if message.header.message_type is MessageType.method_call:
                answer = self._answer(message.header.fields[HeaderFields.member], message.body)
                await self.connection.send(new_method_return(message, *answer))
                self._changed.set()

    def _answer(self, member: str, body: tuple) -> tuple:
        if member == "GetCapabilities":
            return "as", (self.can,)
        if member == "CloseNotification":
            self.shown.pop(body[0], None)
            return ()
        number = body[1] or next(self._numbers)
        self.shown[number] = body
        self.calls += 1
        return "u", (number,)

    async def press(self, member: str, signature: str, *body: object) -> None:
        await self.connection.send(new_signal(FACE, member, signature, body))

    async def until(self, is_so: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                self._changed.clear()
                await self._changed.wait()


@pytest.fixture
async def service(session_bus):
    service = Service(ALL)
    await service.start()
    yield service
    await service.stop()


@pytest.fixture
def heard() -> asyncio.Queue:
    return asyncio.Queue()


@pytest.fixture
async def bus(session_bus, heard):
    bus = Bus(
        Heard(
            lambda chat: heard.put_nowait(("opened", chat)),
            lambda chat: heard.put_nowait(("read", chat)),
            lambda chat, text: heard.put_nowait((text, chat)),
        ),
        lambda: LABELS,
    )
    yield bus
    await bus.close()


def chat(number: int, text: str, **more) -> Bubble:
    return Bubble(f"chat {number}", number, "Ben", text, answerable=True, **more)


async def test_a_message_is_shown_answered_read_and_opened(service, bus, heard, tmp_path):
    await bus.open()
    bus.show(chat(7, "Lunch?", sound=True, picture=str(tmp_path / "ben.png")))
    await service.until(lambda: service.shown)
    title, text, actions, hints = service.shown[1][3:7]
    assert (title, text) == ("Ben", "Lunch?")
    assert actions == [
        *("default", "Open"),
        *("inline-reply", "Reply"),
        *("mail-mark-read", "Mark as read"),
    ]
    assert hints["image-path"] == ("s", f"file://{tmp_path}/ben.png")
    assert hints["sound-name"] == ("s", "message-new-instant")
    async with asyncio.timeout(PATIENCE):
        await service.press("NotificationReplied", "us", 1, "Yes!")
        assert await heard.get() == ("Yes!", 7)
        await service.press("ActionInvoked", "us", 1, "mail-mark-read")
        assert await heard.get() == ("read", 7)
        await service.press("ActionInvoked", "us", 1, "default")
        assert await heard.get() == ("opened", 7)
        # One that the desktop has closed, or that was never ours, does nothing
        await service.press("NotificationClosed", "uu", 1, 2)
        await service.press("ActionInvoked", "us", 1, "default")
        await service.press("ActionInvoked", "us", 99, "default")
        bus.show(chat(8, "And?"))
        await service.until(lambda: 2 in service.shown)
        await service.press("ActionInvoked", "us", 2, "default")
        assert await heard.get() == ("opened", 8)


async def test_there_is_one_for_each_conversation_and_it_goes_when_it_was_read(service, bus):
    await bus.open()
    bus.show(chat(7, "one"))
    await service.until(lambda: service.shown)
    for number in range(10_000):
        bus.show(chat(7, f"text {number}"))
    bus.show(chat(8, "another"))
    await service.until(lambda: len(service.shown) == 2)
    assert [body[4] for body in service.shown.values()] == ["text 9999", "another"]
    assert service.calls == 3
    bus.show(chat(9, "read before it is shown"))
    bus.withdraw("chat 9")
    bus.withdraw("chat 7")
    await service.until(lambda: len(service.shown) == 1)
    assert service.shown[2][4] == "another"
    assert service.calls == 3
    # The next of that conversation is a new one
    bus.show(chat(7, "anew"))
    await service.until(lambda: len(service.shown) == 2)
    assert service.shown[3][1] == 0


async def test_what_people_write_is_text_and_not_too_much_of_it(service, bus):
    await bus.open()
    bus.show(chat(7, '<b>"Me" & you</b>\n\u202egpj.exe'))
    bus.show(chat(8, "long " * 10_000))
    await service.until(lambda: len(service.shown) == 2)
    assert service.shown[1][4] == '&lt;b&gt;"Me" &amp; you&lt;/b&gt; gpj.exe'
    assert len(service.shown[2][4]) == 300


async def test_a_service_that_can_little_gets_what_it_can(session_bus, bus):
    small = Service([])
    await small.start()
    await bus.open()
    bus.show(chat(7, "a < b"))
    await small.until(lambda: small.shown)
    assert small.shown[1][3:6] == ("Ben: a < b", "", [])
    assert not bus.has_sound
    await small.stop()


async def test_a_service_may_come_late_and_end_and_come_back(session_bus, bus):
    await bus.open()
    assert not bus.is_there
    for number in range(2):
        service = Service(ALL)
        await service.start()
        bus.show(chat(number, f"text {number}"))
        await service.until(lambda service=service: service.shown)
        assert [body[4] for body in service.shown.values()] == [f"text {number}"]
        await service.stop()


async def test_what_is_shown_goes_with_the_program(service, bus):
    await bus.open()
    bus.show(chat(7, "Lunch?"))
    await service.until(lambda: service.shown)
    await bus.close()
    assert service.shown == {}


async def test_a_desktop_without_a_bus_is_no_trouble(monkeypatch, heard):
    monkeypatch.setitem(os.environ, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    bus = Bus(Heard(print, print, print), lambda: LABELS)
    await bus.open()
    bus.show(chat(7, "Lunch?"))
    bus.withdraw("chat 7")
    assert not bus.is_there
    await bus.close()

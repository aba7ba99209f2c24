"""Notifications over a real D-Bus, to a service that notes them down and presses their buttons."""

import asyncio
import os
import subprocess

import pytest
from jeepney import DBusAddress, MessageType, new_method_return, new_signal
from jeepney.bus_messages import DBus
from jeepney.io.asyncio import open_dbus_connection

from magpie.desktop.ui.bus import NAME, Bus
from magpie.desktop.ui.notify import Bubble

FACE = DBusAddress("/org/freedesktop/Notifications", interface=NAME)


@pytest.fixture
def session_bus(monkeypatch):
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
        address = daemon.stdout.readline().decode().strip()
        monkeypatch.setitem(os.environ, "DBUS_SESSION_BUS_ADDRESS", address)
        yield
        daemon.terminate()


class Service:
    """The desktop's service for notifications, with answers."""

    def __init__(self) -> None:
        self.shown: list[tuple] = []
        self.told = asyncio.Event()

    async def run(self) -> None:
        self.connection = await open_dbus_connection()
        await self.connection.send(DBus().RequestName(NAME))
        while True:
            message = await self.connection.receive()
            if message.header.message_type is not MessageType.method_call:
                continue
            if message.header.fields[3] == "GetCapabilities":
                reply = new_method_return(message, "as", (["body", "inline-reply"],))
            else:
                self.shown.append(message.body)
                reply = new_method_return(message, "u", (message.body[1] or len(self.shown),))
                self.told.set()
            await self.connection.send(reply)

    async def press(self, member: str, signature: str, *body: object) -> None:
        await self.connection.send(new_signal(FACE, member, signature, body))


@pytest.fixture
async def service(session_bus):
    service = Service()
    task = asyncio.get_running_loop().create_task(service.run())
    yield service
    task.cancel()
    await service.connection.close()


async def opened(bus: Bus) -> None:
    async with asyncio.timeout(5):
        while not await bus.open():  # the service may not have its name yet
            await bus.close()


async def test_a_message_is_shown_answered_and_opened(service):
    heard: asyncio.Queue = asyncio.Queue()
    bus = Bus(heard.put_nowait, lambda chat, text: heard.put_nowait((chat, text)))
    await opened(bus)
    bus.show(Bubble(7, "Ben", "Lunch?", sound=True, answerable=True), "Reply", "Write a message…")
    async with asyncio.timeout(5):
        await service.told.wait()
        assert service.shown[0][3:6] == ("Ben", "Lunch?", ["default", "", "inline-reply", "Reply"])
        await service.press("NotificationReplied", "us", 1, "Yes!")
        assert await heard.get() == (7, "Yes!")
        await service.press("ActionInvoked", "us", 1, "default")
        assert await heard.get() == 7
    await bus.close()


async def test_the_next_of_a_conversation_takes_the_place_of_the_one_before(service):
    bus = Bus(print, print)
    await opened(bus)
    async with asyncio.timeout(5):
        for text in ("one", "two"):
            await bus.show(Bubble(7, "Ben", text), "Reply", "")
    assert [body[1] for body in service.shown] == [0, 1]
    await bus.close()


async def test_a_desktop_without_the_service_is_no_trouble(session_bus):
    bus = Bus(print, print)
    assert not await bus.open()
    await bus.close()

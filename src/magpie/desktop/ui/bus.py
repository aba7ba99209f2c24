"""Notifications of the desktop over D-Bus (freedesktop.org), with an answer where it has that.

Theory of operation. One task talks to the service, in order: what is to be said of a conversation
waits under its key, and what comes later takes its place there, as it does on the screen. So there
are never two notifications of one conversation, and ten thousand messages are one call. The service
may come late, or be started by the call itself, or end and come back: what it can is asked then.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, message_bus, new_method_call
from jeepney.io.asyncio import DBusRouter, open_dbus_router
from jeepney.io.common import RouterClosed

from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.desktop.core import safe
from magpie.desktop.ui.notify import Bubble

log = get_logger(__name__)
NAME = "org.freedesktop.Notifications"
SERVICE = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
BUS = "org.freedesktop.DBus"
ICON = Path(__file__).with_name("mark.svg").as_uri()
QUEUE = 100  # signals
PATIENCE = 1.0  # seconds for what is on its way when the program ends
TEXT_MAX = 300  # characters
OPEN, READ, REPLY = "default", "mail-mark-read", "inline-reply"  # "default": it is clicked itself
LOST = (OSError, EOFError, RouterClosed)


@dataclass(frozen=True)
class Labels:
    """The words of the buttons, and what stands in the field for an answer."""

    open: str
    read: str
    reply: str
    placeholder: str


@dataclass(frozen=True)
class Heard:
    """What is done when something is pressed: each gets the conversation, 0 for none."""

    opened: Callable[[int], object]
    read: Callable[[int], object]
    answered: Callable[[int, str], object]


class Bus:
    """The desktop's notification service.

    Attributes:
        is_there: whether there is one.
        has_sound: whether it makes the sound that it is asked for.
    """

    def __init__(self, heard: Heard, labels: Callable[[], Labels]) -> None:
        self._heard, self._labels = heard, labels
        self._tasks = Tasks("bus")
        self._context: Any = None
        self._router: DBusRouter | None = None
        self._can: frozenset[str] | None = None
        self._shown: dict[int, Bubble] = {}  # by the service's number
        self._waiting: dict[str, Bubble | None] = {}  # by key; None: to be taken away
        self._wanted = asyncio.Event()
        self._is_new, self._is_ending = True, False
        self._sender: asyncio.Task[None] | None = None

    @property
    def is_there(self) -> bool:
        return self._can is not None

    @property
    def has_sound(self) -> bool:
        return self._can is not None and "sound" in self._can

    async def open(self) -> None:
        """Find the bus and ask for the service. Without either, `is_there` stays False."""
        context = open_dbus_router(bus="SESSION")
        try:
            self._router = await context.__aenter__()
            self._context = context
            for rule in (
                MatchRule(type="signal", interface=NAME, sender=NAME),
                owner_changes(),
            ):
                await self._router.send_and_get_reply(message_bus.AddMatch(rule))
        except (*LOST, KeyError, ValueError, TimeoutError) as error:
            log.info("bus.absent", reason=str(error))
            return
        self._tasks.spawn("listen", self._listen(self._router))
        self._sender = self._tasks.spawn("send", self._send())

    async def close(self) -> None:
        """What is on the screen goes with the program: nobody would hear its buttons."""
        self._is_ending = True
        self._wanted.set()
        if self._sender is not None:
            await asyncio.wait((self._sender,), timeout=PATIENCE)
        await self._tasks.close()
        context, self._context = self._context, None
        if context is not None:
            try:
                await context.__aexit__(None, None, None)
            except LOST as error:
                log.info("bus.lost", reason=str(error))

    def show(self, bubble: Bubble) -> None:
        """In the place of the one before with the same key."""
        self._waiting[bubble.key] = bubble
        self._wanted.set()

    def withdraw(self, key: str) -> None:
        """It need not be seen any more."""
        if key in self._waiting or self._number(key):
            self._waiting[key] = None
            self._wanted.set()

    def _number(self, key: str) -> int:
        return next((number for number, shown in self._shown.items() if shown.key == key), 0)

    # To the service

    async def _send(self) -> None:
        while not self._is_ending:
            if self._is_new:
                await self._meet()
            while self._waiting:
                key = next(iter(self._waiting))
                bubble = self._waiting.pop(key)
                if bubble is not None:
                    await self._notify(bubble)
                elif number := self._number(key):
                    await self._take_away(number)
            await self._wanted.wait()
            self._wanted.clear()
        for number in list(self._shown):
            await self._take_away(number)

    async def _take_away(self, number: int) -> None:
        del self._shown[number]
        await self._call("CloseNotification", "u", (number,))

    async def _meet(self) -> None:
        """The service is a new one: nothing is shown there."""
        self._is_new = False
        self._shown.clear()
        reply = await self._call("GetCapabilities")
        self._can = None if reply is None else frozenset(reply[0])

    async def _notify(self, bubble: Bubble) -> None:
        before = self._number(bubble.key)
        can, labels = self._can or frozenset(), self._labels()
        title, text = bubble.title, safe.label(bubble.text, TEXT_MAX)
        if "body" not in can:
            title, text = f"{title}: {text}", ""
        text = escape(text, quote=False) if "body-markup" in can else text
        actions, hints = buttons(bubble, can, labels), hints_of(bubble, labels)
        body = ("Magpie", before, ICON, title, text, actions, hints, -1)
        done = await self._call("Notify", "susssasa{sv}i", body)
        if done is not None:
            self._shown.pop(before, None)
            self._shown[int(done[0])] = bubble

    async def _call(self, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
        """The reply's body; None when the service refuses, or is not there."""
        if self._router is None:
            return None
        call = new_method_call(SERVICE, method, signature or None, body)
        try:
            reply = await self._router.send_and_get_reply(call)
        except LOST as error:
            log.info("bus.lost", reason=str(error))
            self._router = self._can = None
            return None
        if reply.header.message_type is MessageType.error:
            log.info("bus.refused", method=method)
            return None
        return reply.body

    # From the service

    async def _listen(self, router: DBusRouter) -> None:
        """What is pressed, what is closed, and that the service is another one now."""
        queue: asyncio.Queue[Any] = asyncio.Queue(QUEUE)
        signals = MatchRule(type="signal", interface=NAME)
        with router.filter(signals, queue=queue), router.filter(owner_changes(), queue=queue):
            while True:
                message = await queue.get()
                if message.header.fields[HeaderFields.interface] == BUS:
                    self._can, self._is_new = None, bool(message.body[2])  # has the name an owner?
                    self._wanted.set()
                else:
                    self._hear(message.header.fields[HeaderFields.member], message.body)

    def _hear(self, member: str, body: tuple[Any, ...]) -> None:
        number = int(body[0])
        bubble = self._shown.get(number)
        if bubble is None:
            return
        if member == "ActionInvoked" and body[1] == OPEN:
            self._heard.opened(bubble.conversation)
        elif member == "ActionInvoked" and body[1] == READ:
            self._heard.read(bubble.conversation)
        elif member == "NotificationReplied":
            self._heard.answered(bubble.conversation, str(body[1]))
        elif member == "NotificationClosed":
            del self._shown[number]


def owner_changes() -> MatchRule:
    """The service comes, or goes."""
    rule = MatchRule(type="signal", interface=BUS, member="NameOwnerChanged")
    rule.add_arg_condition(0, NAME)
    return rule


def buttons(bubble: Bubble, can: frozenset[str], labels: Labels) -> list[str]:
    """Keys and words, one after the other, as the service takes them."""
    if "actions" not in can:
        return []
    actions = [OPEN, labels.open]
    if bubble.answerable:
        actions += [REPLY, labels.reply] if REPLY in can else []
        actions += [READ, labels.read]
    return actions


def hints_of(bubble: Bubble, labels: Labels) -> dict[str, tuple[str, Any]]:
    hints: dict[str, tuple[str, Any]] = {
        "desktop-entry": ("s", "magpie"),
        "category": ("s", "im.received" if bubble.answerable else "im"),
        "x-kde-reply-placeholder-text": ("s", labels.placeholder),
    }
    if bubble.picture:
        hints["image-path"] = ("s", Path(bubble.picture).as_uri())
    if bubble.sound:
        hints["sound-name"] = ("s", "message-new-instant")
    else:
        hints["suppress-sound"] = ("b", True)
    return hints

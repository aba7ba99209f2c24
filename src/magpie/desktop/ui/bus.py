"""Notifications of the desktop over D-Bus (freedesktop.org), with an answer where it has that."""

import asyncio
from collections.abc import Callable
from html import escape
from typing import Any

from jeepney import DBusAddress, MatchRule, MessageType, message_bus, new_method_call
from jeepney.io.asyncio import DBusRouter, open_dbus_router

from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.desktop.ui.notify import Bubble

log = get_logger(__name__)
NAME = "org.freedesktop.Notifications"
SERVICE = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
QUEUE = 100


class Bus:
    """The desktop's notification service. `opened` and `answered` hear what was pressed."""

    def __init__(
        self, opened: Callable[[int], object], answered: Callable[[int, str], object]
    ) -> None:
        self._opened, self._answered = opened, answered
        self._tasks = Tasks("bus")
        self._router: DBusRouter | None = None
        self._context: Any = None
        self._can: frozenset[str] = frozenset()
        self._shown: dict[int, int] = {}  # conversation by the service's number

    async def open(self) -> bool:
        """Find the service; False when this desktop has none."""
        try:
            self._context = open_dbus_router(bus="SESSION")
            self._router = await self._context.__aenter__()
            reply = await self._call("GetCapabilities")
        except (OSError, KeyError, ValueError) as error:
            log.info("bus.absent", reason=str(error))
            return False
        if reply is None:
            return False
        self._can = frozenset(reply[0])
        self._tasks.spawn("listen", self._listen())
        return True

    async def close(self) -> None:
        await self._tasks.close()
        if self._context is not None and self._router is not None:
            await self._context.__aexit__(None, None, None)

    def show(self, bubble: Bubble, reply: str, placeholder: str) -> asyncio.Task[None]:
        """`reply` and `placeholder` are the words for the answer's button and field.

        The task is done when the service has it.
        """
        return self._tasks.spawn("notify", self._notify(bubble, reply, placeholder))

    async def _notify(self, bubble: Bubble, reply: str, placeholder: str) -> None:
        before = next((n for n, chat in self._shown.items() if chat == bubble.conversation), 0)
        actions = ["default", ""]
        if bubble.answerable and "inline-reply" in self._can:
            actions += ["inline-reply", reply]
        hints: dict[str, tuple[str, Any]] = {
            "desktop-entry": ("s", "magpie"),
            "category": ("s", "im.received"),
            "x-kde-reply-placeholder-text": ("s", placeholder),
        }
        if bubble.sound:
            hints["sound-name"] = ("s", "message-new-instant")
        else:
            hints["suppress-sound"] = ("b", True)
        text = escape(bubble.text) if "body-markup" in self._can else bubble.text
        body = ("Magpie", before, "magpie", bubble.title, text, actions, hints, -1)
        done = await self._call("Notify", "susssasa{sv}i", body)
        if done is not None and bubble.conversation:
            self._shown[int(done[0])] = bubble.conversation

    async def _call(self, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
        """The reply's body; None when the service refuses."""
        if self._router is None:
            return None
        call = new_method_call(SERVICE, method, signature, body)
        reply = await self._router.send_and_get_reply(call)
        if reply.header.message_type is MessageType.error:
            log.info("bus.refused", method=method)
            return None
        return reply.body

    async def _listen(self) -> None:
        """What is pressed: the notification itself, or the answer's button."""
        if self._router is None:
            return
        rule = MatchRule(type="signal", interface=NAME)
        with self._router.filter(rule, bufsize=QUEUE) as queue:
            await self._router.send_and_get_reply(message_bus.AddMatch(rule))
            while True:
                self._heard(await queue.get())

    def _heard(self, message: Any) -> None:
        member = message.header.fields.get(3)  # the header field MEMBER
        number = int(message.body[0])
        chat = self._shown.get(number)
        if chat is None:
            return
        if member == "ActionInvoked" and message.body[1] == "default":
            self._opened(chat)
        elif member == "NotificationReplied":
            self._answered(chat, str(message.body[1]))
        elif member == "NotificationClosed":
            del self._shown[number]

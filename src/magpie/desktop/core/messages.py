"""Writing messages, and what one does to them afterwards."""

import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from msgspec import structs

from magpie.base.clock import Clock, Timer
from magpie.desktop.core import api
from magpie.desktop.core.content import (
    Content,
    Edit,
    Locked,
    Mention,
    Outgoing,
    Reactions,
    Retraction,
    Text,
)
from magpie.desktop.core.conversations import Conversations
from magpie.desktop.core.entities.conversation import Conversation, Kind
from magpie.desktop.core.entities.group import Group, Member
from magpie.desktop.core.entities.message import Delivery, Lock, Message
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.ids import new_id
from magpie.desktop.core.receiving import Lists, Receiver
from magpie.desktop.core.setting import SEND_TYPING
from magpie.desktop.core.settings import Settings
from magpie.desktop.core.store import conversations as rows
from magpie.desktop.core.store import messages as store
from magpie.desktop.core.store import outbox, secrets
from magpie.desktop.core.store.taking import LOCKED_EDIT, Taken

PAUSED_AFTER = 5.0  # seconds without a keystroke
BODY_MAX = 100_000  # characters: more is a file


class Messages:
    """See `core.api.Messages`."""

    def __init__(
        self,
        lists: Lists,
        receivers: Callable[[int], Receiver],
        group: Callable[[int], Group | None],
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._group = group
        self._lists = lists
        self._conversations: Conversations = lists.conversations
        self._receivers = receivers
        self._settings = settings
        self._typing = TypingOut(clock, lists.conversations, receivers)
        self.send_files: Callable[[int, Sequence[Path]], Awaitable[list[Message]]]

    async def send(
        self, conversation: int, text: str, reply: int = 0, mentions: Sequence[Member] = ()
    ) -> Message:
        if not text.strip():
            raise Problem(Reason.REFUSED)
        if len(text) > BODY_MAX:
            raise Problem(Reason.TOO_LARGE)
        row = self._conversations.get(conversation)
        named = tuple(self._mentioned(row, text, mentions)) if row.kind is Kind.GROUP else ()
        return await self.write(conversation, Text(text, mentions=named), reply)

    def _mentioned(
        self, row: Conversation, text: str, members: Sequence[Member]
    ) -> Iterator[Mention]:
        """Where they are named. Whose address the room hides is not to be given away."""
        group = self._group(row.id)
        for member in members:
            start = text.find(member.name)
            if start >= 0 and (member.address or member.nick):
                is_known = member.address and group is not None and not group.is_anonymous
                address = member.address if is_known else f"{row.address}/{member.nick}"
                yield Mention(start, start + len(member.name), address)

    async def write(self, conversation: int, content: Text, reply: int = 0) -> Message:
        """A new own message, on disk and on its way."""
        row = self._conversations.get(conversation)
        receiver = self._receivers(row.account)
        now = receiver.session.now()

        def work(db: sqlite3.Connection) -> tuple[Outgoing, int, int]:
            outgoing, id = compose(db, row, content, reply, now)
            return outgoing, id, id

        self._typing.stop(conversation)
        id = await receiver.outbox.write(work)
        return (await self._show(conversation, added=[id]))[0]

    async def edit(self, message: int, text: str) -> None:
        if not text.strip():
            raise Problem(Reason.REFUSED)
        await self._amend(message, lambda target: Edit(target, text), "edit")

    async def retract(self, message: int) -> None:
        await self._amend(message, Retraction, "retraction")

    async def react(self, message: int, emojis: Sequence[str]) -> None:
        chosen = tuple(dict.fromkeys(emojis))
        one = await self._message(message)
        row = self._conversations.get(one.conversation)
        receiver = self._receivers(row.account)
        now = receiver.session.now()

        def work(db: sqlite3.Connection) -> tuple[Outgoing, None, None]:
            found = _row(db, message)
            is_group = row.kind is Kind.GROUP
            target = store.wire_id(found, is_group=is_group)
            db.execute(
                "INSERT OR REPLACE INTO reaction VALUES (?, ?, ?, ?, ?)",
                (one.conversation, target, self._own(row.account), json.dumps(chosen), now),
            )
            outgoing = Outgoing(new_id(), row.address, Reactions(target, chosen), is_group)
            return outgoing, None, None

        await receiver.outbox.write(work)
        await self._show(one.conversation, changed=[message])

    async def retry(self, message: int) -> None:
        one = await self._message(message)
        if one.delivery is not Delivery.FAILED:
            return
        row = self._conversations.get(one.conversation)

        def work(db: sqlite3.Connection) -> tuple[Outgoing, int, None]:
            found = _row(db, message)
            store.deliver(db, message, Delivery.WAITING)
            text = store.text_of(found)
            content = text if one.lock is Lock.OPEN else Locked(text)
            is_group = row.kind is Kind.GROUP
            return Outgoing(found["message_id"], row.address, content, is_group), message, None

        await self._receivers(row.account).outbox.write(work)
        await self._show(one.conversation, changed=[message])

    async def discard(self, message: int) -> None:
        one = await self._message(message)
        if one.delivery > Delivery.WAITING or not one.is_own:
            raise Problem(Reason.REFUSED)

        def work(db: sqlite3.Connection) -> None:
            outbox.discard(db, message)
            store.remove(db, message)

        await self._lists.database.write(work)
        self._lists.timelines.removed(message)
        await self._show(one.conversation)

    async def hide(self, messages: Sequence[int]) -> None:
        found = await self._lists.database.read(store.load, messages)
        shown = [one for one in found if not (one.is_own and one.delivery <= Delivery.WAITING)]
        for one in found:
            if one not in shown:
                await self.discard(one.id)
        await self._lists.database.write(store.hide, [one.id for one in shown])
        for one in shown:
            self._lists.timelines.removed(one.id)
        await self._lists.publish(Taken(conversations={one.conversation for one in shown}))

    async def forward(self, messages: Sequence[int], conversation: int) -> list[Message]:
        sent = []
        for one in await self._lists.database.read(store.load, messages):
            if one.file and one.file.url:
                copy = replace(one.file, path="")
                sent.append(await self.write(conversation, Text(one.body, file=copy)))
            elif one.file:
                if not one.file.path:
                    raise Problem(Reason.UNAVAILABLE)
                sent += await self.send_files(conversation, [Path(one.file.path)])
            elif one.body:
                sent.append(await self.send(conversation, one.body))
        return sent

    def typing(self, conversation: int, is_typing: bool) -> None:
        if is_typing and self._settings.get(SEND_TYPING):
            self._typing.start(conversation)
        else:
            self._typing.stop(conversation)

    def last_own(self, timeline: api.Timeline) -> Message | None:
        for one in reversed(timeline.items):
            if one.is_own and not one.is_retracted and not one.file:
                return one
        return None

    async def _amend(self, message: int, make: Callable[[str], Content], kind: str) -> None:
        one = await self._message(message)
        if not one.is_own or one.is_retracted:
            raise Problem(Reason.REFUSED)
        row = self._conversations.get(one.conversation)
        receiver = self._receivers(row.account)
        now = receiver.session.now()

        def work(db: sqlite3.Connection) -> tuple[Outgoing, None, None]:
            found = _row(db, message)
            is_group = row.kind is Kind.GROUP
            # XEP-0308 names the id of the sender, also in a room; XEP-0424 the room's
            target = store.wire_id(found, is_group=is_group and kind == "retraction")
            content = make(target)
            body = content.body if isinstance(content, Edit) else ""
            is_locked = isinstance(content, Edit) and (
                one.lock is not Lock.OPEN or secrets.is_locked(db, one.conversation)
            )
            sort = LOCKED_EDIT if is_locked else kind
            db.execute(
                "INSERT OR REPLACE INTO amendment VALUES (?, ?, ?, ?, ?, ?)",
                (one.conversation, target, found["author"], sort, body, now),
            )
            store.rewrite(db, found, body, retracted=kind == "retraction")
            sent = Locked(content) if is_locked and isinstance(content, Edit) else content
            return Outgoing(new_id(), row.address, sent, is_group), None, None

        await receiver.outbox.write(work)
        await self._show(one.conversation, changed=[message])

    async def _message(self, id: int) -> Message:
        found = await self._lists.database.read(store.load, (id,))
        if not found:
            raise Problem(Reason.UNAVAILABLE)
        return found[0]

    async def _show(
        self, conversation: int, added: Sequence[int] = (), changed: Sequence[int] = ()
    ) -> list[Message]:
        return await self._lists.publish(
            Taken(added=list(added), changed=set(changed), conversations={conversation})
        )

    def _own(self, account: int) -> str:
        return self._receivers(account).address


class TypingOut:
    """XEP-0085: `composing` at the first keystroke, `paused` after a while, `active` at the end."""

    def __init__(
        self, clock: Clock, conversations: Conversations, receivers: Callable[[int], Receiver]
    ) -> None:
        self._clock = clock
        self._conversations = conversations
        self._receivers = receivers
        self._timers: dict[int, Timer] = {}

    def start(self, conversation: int) -> None:
        if conversation not in self._timers:
            self._tell(conversation, True)
        else:
            self._timers[conversation].cancel()
        self._timers[conversation] = self._clock.call_later(PAUSED_AFTER, self.stop, conversation)

    def stop(self, conversation: int) -> None:
        timer = self._timers.pop(conversation, None)
        if timer:
            timer.cancel()
            self._tell(conversation, False)

    def _tell(self, conversation: int, is_typing: bool) -> None:
        row = self._conversations.items.find(conversation)
        if row:
            session = self._receivers(row.account).session
            if session.is_online:
                session.link.send_typing(row.address, is_typing, is_group=row.kind is Kind.GROUP)


def compose(
    db: sqlite3.Connection, row: Conversation, content: Text, reply: int, now: int
) -> tuple[Outgoing, int]:
    """The row of a new own message, and what goes onto the wire."""
    conversation, is_group = row.id, row.kind is Kind.GROUP
    place = db.execute(
        "SELECT account.address, (SELECT max(at) FROM message WHERE conversation = ?1),"
        " (SELECT nick FROM room WHERE conversation = ?1)"
        " FROM conversation JOIN account ON account.id = account WHERE conversation.id = ?1",
        (conversation,),
    ).fetchone()
    is_locked = secrets.is_locked(db, conversation)
    if is_locked and content.file:
        raise Problem(Reason.NOT_ENCRYPTED)
    if reply:
        content = answering(content, _row(db, reply), row)
        if not is_locked and secrets.lock_of(db, reply) is not Lock.OPEN:
            # What came encrypted is not quoted in the open
            content = structs.replace(content, reply_text="")
    id = new_id()
    message = store.add(
        db,
        conversation,
        store.free(db, max(now, (place[1] or 0) + 1)),
        content,
        sender=place[0],
        is_own=True,
        message_id=id,
        origin_id=id,
        delivery=Delivery.WAITING,
        name=place[2] or "",
        lock=Lock.LOCKED if is_locked else Lock.OPEN,
    )
    rows.change(db, conversation, draft="", draft_reply=0, is_archived=False)
    sent = Locked(content) if is_locked else content
    return Outgoing(id, row.address, sent, is_group), message


def answering(content: Text, answered: sqlite3.Row, row: Conversation) -> Text:
    """The same as an answer. In a room it names the occupant, as all see it (XEP-0461, 3)."""
    is_group = row.kind is Kind.GROUP
    sender = f"{row.address}/{answered['name']}" if is_group else answered["sender"]
    return structs.replace(
        content,
        reply=store.wire_id(answered, is_group=is_group),
        reply_sender=sender,
        reply_text=answered["body"][: store.QUOTE_MAX],
    )


def _row(db: sqlite3.Connection, id: int) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("SELECT * FROM message WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise Problem(Reason.UNAVAILABLE)
    return row

"""The messages of a conversation as rows, the newest first: each knows its neighbours."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal

from magpie.base.clock import Clock
from magpie.desktop.core.api import Client, Timeline
from magpie.desktop.core.entities.conversation import Conversation, Kind
from magpie.desktop.core.entities.message import Delivery, Lock, Message
from magpie.desktop.core.entities.transfer import Transfer
from magpie.desktop.core.observe import Change, Changed, Inserted, Moved, Removed, Reset
from magpie.desktop.core.styling import me
from magpie.desktop.ui import cards, chats, faces, richtext, words
from magpie.desktop.ui.prop import shown
from magpie.desktop.ui.rows import Rows

translate = QCoreApplication.translate
ROLES = (
    "key", "kind", "mine", "first", "last", "day", "unread", "sender", "initials", "tint",
    "picture", "html", "spoken", "rightToLeft", "large", "time", "delivery", "problem", "edited",
    "reply", "reactions", "file", "marked", "mention", "locked", "chosen",
)  # fmt: skip
TOGETHER = 5 * 60 * 1_000_000  # µs: what one says within it stands together


class Messages(Rows):
    """Follows a timeline, whose order it turns round: the list grows upwards."""

    endsChanged = Signal()

    def __init__(
        self, client: Client, timeline: Timeline, conversation: Conversation, clock: Clock
    ) -> None:
        super().__init__(ROLES, dict)
        self._client, self._clock = client, clock
        self.timeline, self.conversation = timeline, conversation
        self.found = ""
        self._chosen: Collection[int] = ()
        self._longer: dict[int, int] = {}
        self._closers = [
            timeline.items.changed.connect(self.apply),
            client.transfers.items.changed.connect(self._transfer_changed),
        ]
        self.reset(tuple(reversed(timeline.items)))

    atEnd = shown(bool, "timeline.is_at_end", endsChanged)

    def close(self) -> None:
        for disconnect in self._closers:
            disconnect()
        self.timeline.close()

    def message(self, key: str) -> Message | None:
        return self.timeline.items.find(int(key))

    def place(self, message: int) -> int:
        """The row of a message; -1 when it is not in the window."""
        if self.timeline.items.find(message) is None:
            return -1
        return len(self.items) - 1 - self.timeline.items.index_of(message)

    def apply(self, change: Change[Message]) -> None:
        """The same change, seen from the other end."""
        rows = len(self.items)
        if isinstance(change, Inserted):
            at = rows - change.index
            self.insert(at, tuple(reversed(change.items)))
            self._neighbours(at - 1, at + len(change.items))
        elif isinstance(change, Removed):
            at = rows - change.index - change.count
            self.remove(at, change.count)
            self._neighbours(at - 1, at)
        elif isinstance(change, Changed):
            self.change(rows - 1 - change.index, change.item)
        elif isinstance(change, Moved):
            source, target = rows - 1 - change.source, rows - 1 - change.target
            self.move(source, target, change.item)
            self._neighbours(source - 1, source, source + 1, target - 1, target + 1)
        elif isinstance(change, Reset):
            self.reset(tuple(reversed(change.items)))
        self.endsChanged.emit()

    def _neighbours(self, *places: int) -> None:
        for at in places:
            if 0 <= at < len(self.items):
                self.refresh(at)

    def mark(self, key: str) -> None:
        """Draw a frame around what a search or a quote led to."""
        before, self.found = self.found, key
        for one in (before, key):
            if one and (at := self.place(int(one))) >= 0:
                self.refresh(at, roles=["marked"])

    def choose(self, chosen: Collection[int], different: Iterable[int]) -> None:
        """These are chosen now; which of them, or of those before, are shown otherwise."""
        self._chosen = chosen
        for id in different:
            if (at := self.place(id)) >= 0:
                self.refresh(at, roles=["chosen"])

    def show_more(self, key: str) -> None:
        """More of a very long message."""
        self._longer[int(key)] = self._longer.get(int(key), richtext.LONG) + richtext.LONG
        self.refresh(self.place(int(key)))

    def show(self, at: int) -> Mapping[str, Any]:
        message: Message = self.items[at]
        older = self.items[at + 1] if at + 1 < len(self.items) else None
        newer = self.items[at - 1] if at else None
        new_day = older is None or words.day(older.at) != words.day(message.at)
        unread = message.id == self.timeline.first_unread
        first = new_day or unread or not together(older, message)
        last = newer is None or not together(message, newer)
        name = self.name(message)
        return {
            "key": str(message.id),
            "kind": kind(message),
            "mine": message.is_own,
            "first": first,
            "last": last or (newer is not None and words.day(newer.at) != words.day(message.at)),
            "day": words.day_name(message.at, self._clock.now()) if new_day else "",
            "unread": translate("timeline", "New messages") if unread else "",
            "sender": name,
            **self._face(message, name),
            **self._text(message, name),
            "time": words.clock_time(message.at),
            "delivery": chats.DELIVERIES[message.delivery] if message.is_own else "",
            "problem": self._problem(message),
            "edited": message.is_edited and not message.is_retracted,
            "reply": self._reply(message),
            "reactions": self._reactions(message),
            "file": cards.card(message, self._transfer(message)) if message.file else None,
            "marked": str(message.id) == self.found,
            "mention": message.is_mention and not message.is_retracted,
            "locked": message.lock is not Lock.OPEN,
            "chosen": message.id in self._chosen,
        }

    @property
    def is_group(self) -> bool:
        return self.conversation.kind is Kind.GROUP

    def name(self, message: Message) -> str:
        if message.is_own:
            return translate("timeline", "You")
        return message.name or self._name_of(message.sender)

    def _name_of(self, sender: str) -> str:
        """What to call somebody who is named in a message, or in a reaction."""
        if self.is_group:
            return self._client.groups.name_of(self.conversation.id, sender)
        person = self._client.people.items.find((self.conversation.account, sender))
        return person.name if person else self.conversation.name or sender

    def _face(self, message: Message, name: str) -> dict[str, str]:
        person = self._client.people.items.find((self.conversation.account, message.sender))
        avatar = person.avatar if person else self._members_avatar(message.sender)
        return faces.face(who(message.sender), name, avatar)

    def _members_avatar(self, sender: str) -> str:
        """Of somebody whom only the group knows."""
        if not self.is_group:
            return ""
        members = self._client.groups.members(self.conversation.id)
        found = members.find(("nick", who(sender)))
        return found.avatar if found else ""

    def _text(self, message: Message, name: str) -> dict[str, Any]:
        instead = chats.instead(message)
        if instead:
            html = f'<span style="color:{richtext.FAINT}"><i>{escape(instead)}</i></span>'
            return {"html": html, "rightToLeft": False, "large": False, "spoken": instead}
        body = message.body
        limit = self._longer.get(message.id, richtext.LONG)
        more = translate("timeline", "Show more") if len(body) > limit else ""
        action = me(body)
        html = richtext.html(body[:limit] if action is None else action[:limit], more)
        if action is not None:
            account = self.conversation.account
            doer = chats.own_name(self._client, account) if message.is_own else name
            html = f"<i>{escape(doer)} {html}</i>"
        spoken = [name, words.clock_time(message.at), chats.summary(message, name)]
        return {
            "html": html,
            "rightToLeft": richtext.is_right_to_left(body),
            "large": richtext.is_large(body),
            "spoken": ", ".join(part for part in spoken if part),
        }

    def _problem(self, message: Message) -> str:
        if message.delivery is not Delivery.FAILED or not message.is_own:
            return ""
        why = words.reason(message.reason) if message.reason else ""
        return translate("timeline", "Not sent: %1").replace("%1", why)

    def _reply(self, message: Message) -> dict[str, str] | None:
        quote = message.reply
        if quote is None or message.is_retracted:
            return None
        original = self.timeline.items.find(quote.message) if quote.message else None
        own = original.is_own if original else quote.sender in self._own_addresses()
        name = translate("timeline", "You") if own else quote.name or self._name_of(quote.sender)
        text = chats.summary(original, name) if original else richtext.line(quote.text)
        return {
            "key": str(quote.message),
            "name": name,
            "text": text or translate("timeline", "Message"),
            "tint": faces.tint(who(quote.sender)),
        }

    def _own_addresses(self) -> set[str]:
        """What stands for oneself where a sender is named."""
        account = self._client.accounts.items.find(self.conversation.account)
        own = {account.address} if account else set()
        group = self._client.groups.items.find(self.conversation.id)
        return own | {f"{group.address}/{group.nick}"} if group else own

    def _reactions(self, message: Message) -> Sequence[dict[str, Any]]:
        own = self._own_addresses()
        return [
            {
                "emoji": reaction.emoji,
                "count": len(reaction.senders),
                "mine": not own.isdisjoint(reaction.senders),
                "names": ", ".join(
                    translate("timeline", "You") if sender in own else self._name_of(sender)
                    for sender in reaction.senders
                ),
            }
            for reaction in message.reactions
        ]

    def _transfer(self, message: Message) -> Transfer | None:
        return self._client.transfers.items.find(message.transfer) if message.transfer else None

    def _transfer_changed(self, change: Change[Transfer]) -> None:
        if isinstance(change, Changed):
            moved: Sequence[Transfer] = (change.item,)
        elif isinstance(change, Inserted | Reset):
            moved = change.items
        else:
            moved = ()
        for transfer in moved:
            if transfer.conversation == self.conversation.id:
                at = self.place(transfer.message)
                if at >= 0:
                    self.refresh(at, roles=["file", "kind"])


def together(older: Message | None, newer: Message) -> bool:
    """Whether two neighbours are one's own words in one breath."""
    return (
        older is not None
        and older.sender == newer.sender
        and older.is_own == newer.is_own
        and newer.at - older.at < TOGETHER
    )


def who(sender: str) -> str:
    """What tells somebody from others: the address, or the nick where the room hides it."""
    return sender.partition("/")[2] or sender


def kind(message: Message) -> str:
    if message.is_retracted or message.lock is Lock.SEALED:
        return "retracted"
    if message.file:
        return "picture" if cards.is_picture(message.file) else "file"
    return "text"

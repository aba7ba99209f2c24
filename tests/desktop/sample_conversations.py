"""Conversations with nothing behind them, for `sample`."""

from dataclasses import replace
from pathlib import Path

from tests.desktop.sample_talk import ME, NOW
from tests.desktop.sample_timeline import SampleTimeline

from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.key import Key, Trust
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.entities.shared import Shared, Sort
from magpie.desktop.core.observe import ObservableList


class SampleConversations:
    def __init__(self) -> None:
        self.items: ObservableList[Conversation] = ObservableList(lambda c: c.id, lambda c: c.order)
        self.messages: dict[int, list[Message]] = {}
        self.theirs = [
            Key(
                "",
                "c46aae6bc0072ef8a6ab770a92605a057c7c257e45852b60f906a2a250c4d126",
                Trust.CHECKED,
            ),
            Key(
                "",
                "0da2b03bef3fa304617d7fe576e631ccad9f9c5be496b6649da64d35ed1fc53e",
                is_used=False,
            ),
        ]
        self.lock_refusal = Reason.NO_KEYS

    def change(self, conversation: int, **values: object) -> None:
        self.items.put(replace(self.items.find(conversation), **values))

    async def open(self, account: int, address: str) -> Conversation:
        for one in self.items:
            if (one.account, one.address) == (account, address):
                return one
        new = Conversation(len(self.items) + 1, account, address, name=address, active_at=NOW)
        self.items.put(new)
        return new

    async def timeline(self, conversation: int, around: int = 0) -> SampleTimeline:
        unread = self.items.find(conversation).unread
        return SampleTimeline(conversation, self.messages.get(conversation, []), unread)

    async def pin(self, conversation: int, is_pinned: bool) -> None:
        self.change(conversation, is_pinned=is_pinned)

    async def archive(self, conversation: int, is_archived: bool) -> None:
        self.change(conversation, is_archived=is_archived)

    async def mute(self, conversation: int, until: int) -> None:
        self.change(conversation, muted_until=until)

    async def draft(self, conversation: int, text: str, reply: int = 0) -> None:
        self.change(conversation, draft=text, draft_reply=reply)

    async def read(self, conversation: int) -> None:
        self.change(conversation, unread=0, is_marked=False)

    async def mark_unread(self, conversation: int) -> None:
        self.change(conversation, is_marked=True)

    async def delete(self, conversation: int) -> None:
        self.items.remove(conversation)

    async def export(self, conversation: int, path: Path, format: str) -> None:
        pass

    async def shared(self, conversation, sort, before=0, limit=50) -> list[Shared]:
        kinds = {Sort.PICTURES: ("image", "video"), Sort.FILES: ("other",),
                 Sort.VOICES: ("voice", "audio")}  # fmt: skip
        found = self.messages.get(conversation, [])[::-1]
        if sort is Sort.LINKS:
            return [Shared(m, m.body[4:54]) for m in found if "https://" in m.body][:limit]
        return [Shared(m) for m in found if m.file and m.file.kind in kinds[sort]][:limit]

    async def lock(self, conversation: int, is_locked: bool) -> None:
        if is_locked and not self.theirs:
            raise Problem(self.lock_refusal)
        self.change(conversation, is_locked=is_locked)

    async def keys(self, conversation: int) -> tuple[Key, ...]:
        address = self.items.find(conversation).address
        mine = Key(ME, "0b1d" * 16, Trust.CHECKED, is_own=True, is_here=True)
        phone = Key(ME, "7e57" * 16, is_own=True)
        return (*(replace(one, address=address) for one in self.theirs), mine, phone)

    async def trust(self, conversation: int, key: Key, trust: Trust) -> None:
        is_used = trust is Trust.CHECKED
        at = next(i for i, one in enumerate(self.theirs) if one.fingerprint == key.fingerprint)
        self.theirs[at] = replace(self.theirs[at], trust=trust, is_used=is_used)

"""A client with nothing behind it: rows of every kind, and commands that only change them.

For the screen's own tests and pictures. It has the shape of `magpie.desktop.core.api.Client`.
"""

import itertools
from dataclasses import replace
from pathlib import Path

from tests.desktop.sample_conversations import SampleConversations
from tests.desktop.sample_groups import SampleGroups
from tests.desktop.sample_talk import ME, MINUTE, NAMES, NOW, person, talk
from tests.desktop.sample_timeline import SampleTimeline
from tests.desktop.sample_transfers import SampleTransfers

from magpie.desktop.core.entities.account import Account, Connection, Invitation, Server, Show
from magpie.desktop.core.entities.card import Card
from magpie.desktop.core.entities.conversation import FOREVER, Conversation
from magpie.desktop.core.entities.hit import Hit
from magpie.desktop.core.entities.message import Delivery, Message, Reaction
from magpie.desktop.core.entities.person import Person, Request
from magpie.desktop.core.entities.problem import Certificate, Problem, Reason
from magpie.desktop.core.entities.transfer import Stage, Transfer, Way
from magpie.desktop.core.observe import ObservableList, Signal


class SampleAccounts:
    can_remember = True

    def __init__(self) -> None:
        self.items: ObservableList[Account] = ObservableList(lambda a: a.id, lambda a: a.id)
        self._servers: ObservableList[Server] = ObservableList(lambda s: s.domain, lambda s: s.name)
        self._servers.put(Server("laptop.local", "192.168.1.7", 5222, name="laptop"))
        self.own_card = Card("Ana Lindqvist", "Ana", "Harbour Works", place="Porto, Portugal")

    async def sign_in(self, how) -> Account:
        if how.password == "wrong":
            raise Problem(Reason.WRONG_PASSWORD)
        if "unknown" in how.address and not how.trusted:
            shown = Certificate("AB:CD:" * 15 + "AB:CD", "", "laptop.local", "Magpie authority",
                                ("laptop.local",), NOW)  # fmt: skip
            raise Problem(Reason.CERTIFICATE_UNKNOWN, certificate=shown)
        account = Account(len(self.items) + 1, how.address, connection=Connection.ONLINE)
        self.items.put(account)
        return account

    sign_up = sign_in

    async def connect(self, account: int) -> None:
        self.items.put(replace(self.items.find(account), connection=Connection.ONLINE))

    async def sign_out(self, account: int) -> None:
        self.items.put(replace(self.items.find(account), connection=Connection.OFF))

    async def forget(self, account: int) -> None:
        self.items.remove(account)

    async def delete(self, account: int) -> None:
        self.items.remove(account)

    async def forget_certificate(self, account: int) -> None:
        pass

    async def change_password(self, account: int, password: str) -> None:
        pass

    async def show(self, account: int, show: Show, status: str = "") -> None:
        self.items.put(replace(self.items.find(account), show=show, status=status))

    async def set_profile(self, account: int, name: str, picture: Path | None = None) -> None:
        self.items.put(replace(self.items.find(account), name=name))

    async def remove_picture(self, account: int) -> None:
        self.items.put(replace(self.items.find(account), avatar=""))

    async def card(self, account: int) -> Card:
        return self.own_card

    async def set_card(self, account: int, card: Card) -> None:
        self.own_card = card

    def servers(self) -> ObservableList[Server]:
        return self._servers

    def stop_looking(self) -> None:
        pass

    async def invite(self, account: int) -> Invitation:
        return Invitation("laptop.local", token="kP3x", makes_account=True)


class SamplePeople:
    def __init__(self) -> None:
        self.items: ObservableList[Person] = ObservableList(
            lambda p: p.key, lambda p: (not p.is_here, p.name.casefold())
        )
        self.requests: ObservableList[Request] = ObservableList(lambda r: r.key, lambda r: r.at)
        self.here: Signal[int] = Signal()
        self.items.changed.connect(lambda _: self.here.emit(self.count))

    @property
    def count(self) -> int:
        return sum(person.is_here for person in self.items)

    async def add(self, account, address, name="", groups=(), text="") -> Person:
        new = Person(account, address, name or address, tuple(groups), is_contact=True)
        self.items.put(new)
        return new

    async def rename(self, person: Person, name: str) -> None:
        self.items.put(replace(person, name=name))

    async def set_groups(self, person: Person, groups) -> None:
        self.items.put(replace(person, groups=tuple(groups)))

    async def remove(self, person: Person) -> None:
        self.items.remove(person.key)

    async def block(self, person: Person) -> None:
        self.items.put(replace(person, is_blocked=True))

    async def unblock(self, person: Person) -> None:
        self.items.put(replace(person, is_blocked=False))

    async def report(self, person: Person, *, is_abuse=False, text="", messages=()) -> None:
        await self.block(person)

    async def card(self, account: int, address: str) -> Card:
        if not address.startswith("ben"):
            raise Problem(Reason.UNAVAILABLE)
        return Card(
            "Benjamin Okafor", "Ben", "Okafor & Daughters, Boat Builders", "Master of wood",
            ("ben@okafor.example",), ("+351 22 000 000",), ("https://okafor.example",),
            "1984-02-29", "Porto, Portugal", "At the bench until four. Call, do not write.",
        )  # fmt: skip

    async def accept(self, request: Request) -> None:
        self.requests.remove(request.key)

    decline = accept


class SampleMessages:
    """Nothing is sent; a sent message joins the lists as WAITING. `timelines` are told."""

    def __init__(self, conversations: SampleConversations) -> None:
        self.timelines: list[SampleTimeline] = []
        self._conversations = conversations
        self._ids = itertools.count(100_000)

    async def send(self, conversation: int, text: str, reply=0, mentions=()) -> Message:
        at = NOW + next(self._ids)
        new = Message(at, conversation, at, ME, True, text, Delivery.WAITING)
        self._conversations.messages.setdefault(conversation, []).append(new)
        self._conversations.change(conversation, last=new, active_at=at, draft="")
        for timeline in self.timelines:
            if timeline.conversation == conversation:
                timeline.items.put(new)
        return new

    async def edit(self, message: int, text: str) -> None:
        self._change(message, body=text, is_edited=True)

    async def retract(self, message: int) -> None:
        self._change(message, body="", is_retracted=True)

    async def react(self, message: int, emojis) -> None:
        self._change(message, reactions=tuple(Reaction(emoji, (ME,)) for emoji in emojis))

    async def retry(self, message: int) -> None:
        self._change(message, delivery=Delivery.WAITING, reason=None)

    async def discard(self, message: int) -> None:
        for timeline in self.timelines:
            timeline.items.remove(message)

    async def hide(self, messages) -> None:
        for message in messages:
            await self.discard(message)

    async def forward(self, messages, conversation: int) -> list[Message]:
        known = {m.id: m for talk in self._conversations.messages.values() for m in talk}
        return [await self.send(conversation, known[one].body) for one in messages]

    def typing(self, conversation: int, is_typing: bool) -> None:
        pass

    def last_own(self, timeline: SampleTimeline) -> Message | None:
        own = [m for m in timeline.items if m.is_own and not m.is_retracted and not m.file]
        return own[-1] if own else None

    def _change(self, message: int, **values: object) -> None:
        for timeline in self.timelines:
            if found := timeline.items.find(message):
                timeline.items.put(replace(found, **values))


class SampleSearch:
    def __init__(self, people: SamplePeople, conversations: SampleConversations) -> None:
        self._people, self._conversations = people, conversations

    async def messages(self, text, conversation=0, before=0, limit=50) -> list[Hit]:
        found = []
        for place, messages in self._conversations.messages.items():
            row = self._conversations.items.find(place)
            for one in messages:
                at = one.body.casefold().find(text.casefold())
                if at >= 0 and conversation in (0, place):
                    found.append(Hit(one, row, one.body, ((at, at + len(text)),)))
        return sorted(found, key=lambda hit: -hit.message.at)[:limit]

    def people(self, text: str, limit: int = 20) -> list[Person]:
        return [p for p in self._people.items if text.casefold() in p.name.casefold()][:limit]

    def conversations(self, text: str, limit: int = 20) -> list[Conversation]:
        rows = self._conversations.items
        return [c for c in rows if text.casefold() in c.name.casefold()][:limit]


class SampleSettings:
    def __init__(self) -> None:
        self.changed: Signal[str] = Signal()
        self._values: dict[str, object] = {}

    def get(self, setting):
        return self._values.get(setting.name, setting.default)

    def set(self, setting, value) -> None:
        self._values[setting.name] = value
        self.changed.emit(setting.name)


class SampleClient:
    def __init__(self) -> None:
        self.accounts = SampleAccounts()
        self.people = SamplePeople()
        self.conversations = SampleConversations()
        self.groups = SampleGroups(self.conversations)
        self.messages = SampleMessages(self.conversations)
        self.transfers = SampleTransfers()
        self.search = SampleSearch(self.people, self.conversations)
        self.settings = SampleSettings()
        self.notices: Signal[object] = Signal()

    async def start(self) -> None:
        pass

    async def close(self) -> None:
        pass

    def network_changed(self) -> None:
        pass

    def facts(self) -> dict[str, object]:
        return {}


def sample_client() -> SampleClient:
    """One account, seven people, as many conversations, three groups, two files on their way."""
    client = SampleClient()
    own = Account(1, ME, connection=Connection.ONLINE, name="Ana", rooms="rooms.laptop.local")
    client.accounts.items.put(own)
    client.groups.add_rows()
    client.people.items.put_all(person(*facts) for facts in NAMES)
    client.people.requests.put(Request(1, "ivo@laptop.local", "Ivo", "We met at the fair", NOW))
    messages = talk()
    client.conversations.messages[1] = messages
    for number, (local, name, _, _) in enumerate(NAMES, 1):
        last = messages[-1] if number == 1 else replace(
            messages[number], id=1000 + number, conversation=number, is_own=number % 2 == 0
        )  # fmt: skip
        client.conversations.messages.setdefault(number, [last])
        client.conversations.items.put(
            Conversation(
                id=number,
                account=1,
                address=f"{local}@laptop.local",
                name=name,
                last=last,
                unread={1: 2, 3: 128}.get(number, 0),
                is_pinned=number == 2,
                is_archived=number == 7,
                muted_until=FOREVER if number == 3 else 0,
                draft="I was going to say" if number == 4 else "",
                typing=(name,) if number == 5 else (),
                active_at=NOW - number * 37 * MINUTE,
            )
        )
    offer, sending = messages[9], messages[10]
    client.transfers.items.put(
        Transfer(1, 1, offer.id, False, offer.file, Way.DIRECT, Stage.OFFERED)
    )
    client.transfers.items.put(
        Transfer(2, 1, sending.id, True, sending.file, Way.SERVER, Stage.RUNNING,
                 done=302_003_200, speed=11_400_000, remaining=38)
    )  # fmt: skip
    return client

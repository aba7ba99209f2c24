"""People of two servers, on slixmpp."""

from collections.abc import Callable
from typing import Any

from tests.live.federation.peers import Pair
from tests.live.friends import Friend

PATIENCE = 15.0
PLUGINS = ("xep_0045", "xep_0054", "xep_0084", "xep_0092", "xep_0172", "xep_0363")


class Person(Friend):
    """Somebody who knows rooms, and what others publish about themselves.

    Attributes:
        nicks: (bare sender, nick) of all personal events about names; `avatars` those of pictures.
        asked: who wants to see when one is online.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for plugin in PLUGINS:
            self.register_plugin(plugin)
        self.nicks: list[tuple[str, str]] = []
        self.avatars: list[tuple[str, str]] = []
        self.asked: list[str] = []
        self.refusals: list[tuple[str, str]] = []  # (sender, condition)
        self.add_event_handler("user_nick_publish", self._on_nick)
        self.add_event_handler("avatar_metadata_publish", self._on_avatar)
        self.add_event_handler("presence_subscribe", self._on_asked)
        self.add_event_handler("message_error", self._on_refusal)
        for event in ("groupchat_presence", "presence_unsubscribed", "roster_update"):
            self.add_event_handler(event, lambda _: self._changed.set())
        self.auto_authorize: bool | None = None
        self.auto_subscribe = False

    @property
    def bare(self) -> str:
        return str(self.boundjid.bare)

    @property
    def muc(self) -> Any:
        return self.plugin["xep_0045"]

    async def enters(self, room: str) -> None:
        await self.muc.join_muc_wait(room, self.boundjid.user, maxstanzas=20, timeout=PATIENCE)

    async def makes(self, room: str) -> None:
        """Enter a room that is not there, and take its settings as they are offered."""
        await self.enters(room)
        form = await self.muc.get_room_config(room)
        form["type"] = "submit"
        await self.muc.set_room_config(room, form)

    def said(self, room: str) -> list[tuple[str, str]]:
        """(nick, text) of what was heard there."""
        return [
            (one["from"].resource, one["body"])
            for one in self.messages
            if one["type"] == "groupchat" and one["from"].bare == room and one["body"]
        ]

    async def hears_said(self, room: str, *all_said: tuple[str, str]) -> None:
        await self.until(lambda: len(self.said(room)) >= len(all_said), PATIENCE)
        assert self.said(room) == list(all_said)

    async def sees_in(self, room: str, nick: str, there: bool = True) -> None:
        await self.until(lambda: (nick in self.muc.get_roster(room)) is there, PATIENCE)

    async def past(self, room: str) -> list[tuple[str, str]]:
        """(nick, text) of the room's archive."""
        found = []
        async for result in self.plugin["xep_0313"].iterate(jid=room):
            message = result["mam_result"]["forwarded"]["stanza"]
            if message["body"]:
                found.append((message["from"].resource, message["body"]))
        return found

    def subscription(self, other: "Person") -> str:
        return str(self.client_roster[other.bare]["subscription"])

    def _on_nick(self, message: Any) -> None:
        items = message["pubsub_event"]["items"]["substanzas"]
        self.nicks += [(message["from"].bare, item["nick"]["nick"]) for item in items]
        self._changed.set()

    def _on_avatar(self, message: Any) -> None:
        items = message["pubsub_event"]["items"]["substanzas"]
        self.avatars += [(message["from"].bare, item["id"]) for item in items]
        self._changed.set()

    def _on_refusal(self, message: Any) -> None:
        self.refusals.append((message["from"].bare, message["error"]["condition"]))
        self._changed.set()

    def _on_asked(self, presence: Any) -> None:
        self.asked.append(presence["from"].bare)
        self._changed.set()


async def people(pair: Pair, name: Callable[[str], str]) -> tuple[Person, Person]:
    """One of ours and one of theirs, online."""
    romeo = Person(pair.ours, name("romeo"), "orchard", signs_up=True)
    juliet = Person(pair.theirs, name("juliet"), "balcony", signs_up=True)
    await romeo.is_there()
    await juliet.is_there()
    return romeo, juliet


async def befriends(one: Person, other: Person) -> None:
    """Each asks, and says yes; then both see each other."""
    for asks, says_yes in ((one, other), (other, one)):
        asks.send_presence_subscription(says_yes.bare, ptype="subscribe")
        await says_yes.until(lambda a=asks, b=says_yes: a.bare in b.asked, PATIENCE)
        says_yes.send_presence_subscription(asks.bare, ptype="subscribed")
        await asks.sees(says_yes.boundjid.full)
    for each, their in ((one, other), (other, one)):
        await each.until(lambda a=each, b=their: a.subscription(b) == "both", PATIENCE)

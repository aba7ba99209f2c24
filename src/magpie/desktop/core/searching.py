"""Search over messages, people and conversations."""

from magpie.desktop.core.conversations import Conversations
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.hit import Hit
from magpie.desktop.core.entities.person import Person
from magpie.desktop.core.people import People
from magpie.desktop.core.store import search as store
from magpie.desktop.core.store.database import Database
from magpie.desktop.core.store.words import marks

BEFORE, LENGTH = 30, 160  # characters of an excerpt before the first place, and in all


class Search:
    """See `core.api.Search`."""

    def __init__(self, database: Database, people: People, conversations: Conversations) -> None:
        self._database = database
        self._people = people
        self._conversations = conversations

    async def messages(
        self, text: str, conversation: int = 0, before: int = 0, limit: int = 50
    ) -> list[Hit]:
        found = await self._database.read(store.find, text, conversation, before, limit)
        hits = []
        for message in found:
            row = self._conversations.items.find(message.conversation)
            if row:
                shown = message.body or (message.file.name if message.file else "")
                excerpt, places = excerpted(shown, text)
                hits.append(Hit(message, row, excerpt, places))
        return hits

    def people(self, text: str, limit: int = 20) -> list[Person]:
        found = (p for p in self._people.items if matches(text, p.name, p.address))
        return [person for person, _ in zip(found, range(limit), strict=False)]

    def conversations(self, text: str, limit: int = 20) -> list[Conversation]:
        found = (c for c in self._conversations.items if matches(text, c.name, c.address))
        return [row for row, _ in zip(found, range(limit), strict=False)]


def matches(text: str, name: str, address: str) -> bool:
    """Whether each word searched begins a word of the name, or stands in it, or in the address."""
    name, address = name.casefold(), address.casefold()
    return all(
        word in name
        if not word.isascii()
        else any(w.startswith(word) for w in name.split()) or address.startswith(word)
        for word in text.casefold().split()
    )


def excerpted(text: str, searched: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The part of `text` around the first place that was searched, as one line, and the places."""
    flat = text[:100_000].replace("\n", " ")
    places = marks(flat, searched)
    start = max(0, places[0][0] - BEFORE) if places else 0
    head = "…" if start else ""
    end = start + LENGTH
    shift = start - len(head)
    kept = tuple((a - shift, b - shift) for a, b in places if start <= a and b <= end)
    return head + flat[start:end] + ("…" if end < len(flat) else ""), kept

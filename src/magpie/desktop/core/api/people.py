"""Contacts, and who is here."""

from collections.abc import Sequence
from typing import Protocol

from magpie.desktop.core.entities.card import Card
from magpie.desktop.core.entities.person import Person, Request
from magpie.desktop.core.observe import ObservableList, Signal


class People(Protocol):
    """Contacts and 'who is here', of all accounts; key: `Person.key`; those here first, by name."""

    items: ObservableList[Person]
    requests: ObservableList[Request]
    here: Signal[int]
    """How many are here now, told when it changes; `count` has the last."""
    count: int

    async def add(
        self, account: int, address: str, name: str = "", groups: Sequence[str] = (), text: str = ""
    ) -> Person:
        """To the contact list, and ask whether we may see them."""
        ...

    async def rename(self, person: Person, name: str) -> None: ...
    async def set_groups(self, person: Person, groups: Sequence[str]) -> None: ...
    async def remove(self, person: Person) -> None: ...
    async def block(self, person: Person) -> None: ...
    async def unblock(self, person: Person) -> None: ...

    async def report(
        self,
        person: Person,
        *,
        is_abuse: bool = False,
        text: str = "",
        messages: Sequence[int] = (),
    ) -> None:
        """Block them, and tell the server that it was spam, or abuse (XEP-0377)."""
        ...

    async def card(self, account: int, address: str) -> Card:
        """What somebody says about themselves; Problem UNAVAILABLE: nothing."""
        ...

    async def accept(self, request: Request) -> None:
        """They may see us, and become a contact if they are none."""
        ...

    async def decline(self, request: Request) -> None: ...

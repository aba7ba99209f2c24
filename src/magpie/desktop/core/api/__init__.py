"""The face of the core: all that the screen may use, and what each thing promises.

The screen imports this, `entities`, `observe`, `styling`, `safe` and `invitation`, and nothing else
of the core. Everything runs on one asyncio loop. Lists are read and watched; commands are methods
that return when the command is safely on disk (a message), or done (a contact). A command that
cannot be done raises `Problem`. Nothing here blocks: a thread has the database.
"""

from collections.abc import Mapping
from typing import Protocol

from magpie.desktop.core.api.accounts import Accounts
from magpie.desktop.core.api.conversations import Conversations, Timeline
from magpie.desktop.core.api.groups import Groups
from magpie.desktop.core.api.messages import Messages, Search
from magpie.desktop.core.api.people import People
from magpie.desktop.core.api.settings import Settings
from magpie.desktop.core.api.transfers import Transfers
from magpie.desktop.core.entities.notice import Notice
from magpie.desktop.core.observe import Signal

__all__ = [
    "Accounts",
    "Client",
    "Conversations",
    "Groups",
    "Messages",
    "People",
    "Search",
    "Settings",
    "Timeline",
    "Transfers",
]


class Client(Protocol):
    """All of it, for one data folder."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def people(self) -> People: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def groups(self) -> Groups: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def transfers(self) -> Transfers: ...
    @property
    def search(self) -> Search: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def notices(self) -> Signal[Notice]: ...

    async def start(self) -> None:
        """Read what is here (the lists are full afterwards, offline too), then connect."""
        ...

    async def close(self) -> None:
        """Say goodbye, and have everything on disk."""
        ...

    def network_changed(self) -> None:
        """The machine has another network, or has woken: connections are tried at once."""
        ...

    def facts(self) -> Mapping[str, object]:
        """For 'about' and for a report: versions, counts, sizes; nothing personal."""
        ...

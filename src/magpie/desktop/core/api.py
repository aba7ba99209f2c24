"""The face of the core: all that the screen may use, and what each thing promises.

The screen imports this, `entities`, `observe`, `styling`, `safe` and `invitation`, and nothing else
of the core. Everything runs on one asyncio loop. Lists are read and watched; commands are methods
that return when the command is safely on disk (a message), or done (a contact). A command that
cannot be done raises `Problem`. Nothing here blocks: a thread has the database.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from magpie.desktop.core.entities.account import Account, Invitation, Server, Show, SignIn, SignUp
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.hit import Hit
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.notice import Notice
from magpie.desktop.core.entities.person import Person, Request
from magpie.desktop.core.entities.transfer import Transfer, Way
from magpie.desktop.core.observe import ObservableList, Signal
from magpie.desktop.core.setting import Setting

T = TypeVar("T")


class Accounts(Protocol):
    """One's own accounts. Key of the list: `Account.id`; order: as they were added."""

    items: ObservableList[Account]
    can_remember: bool
    """Whether this machine has a keyring. Without one, say so, and ask at each start."""

    async def sign_in(self, how: SignIn) -> Account:
        """Sign in, keep the account, and stay connected from now on.

        An account that is here already gets the new password and server.

        Raises:
            Problem: with CERTIFICATE_UNKNOWN, ask, and call again with `trusted` set to the
                fingerprint that was shown. CERTIFICATE_CHANGED is not to be waved through:
                `forget_certificate` comes first, by a person who knows why.
        """
        ...

    async def sign_up(self, how: SignUp) -> Account:
        """Make the account on the server, then as `sign_in`."""
        ...

    async def connect(self, account: int) -> None:
        """Try now: after REFUSED, or instead of waiting."""
        ...

    async def sign_out(self, account: int) -> None:
        """Disconnect, and stay so after the next start. History stays here."""
        ...

    async def forget(self, account: int) -> None:
        """Sign out, and remove its history, files' records and password from this machine."""
        ...

    async def forget_certificate(self, account: int) -> None:
        """Trust nothing yet: the next sign-in asks."""
        ...

    async def change_password(self, account: int, password: str) -> None:
        """On the server, and in the keyring if it is remembered."""
        ...

    async def show(self, account: int, show: Show, status: str = "") -> None:
        """What others see."""
        ...

    async def set_profile(self, account: int, name: str, picture: Path | None = None) -> None:
        """One's own name, and a picture where one is given (any format; it is made small)."""
        ...

    def servers(self) -> ObservableList[Server]:
        """Those that announce themselves on the LAN, live; key: `Server.domain`. Looking begins
        with the first call and ends with `stop_looking`."""
        ...

    def stop_looking(self) -> None: ...

    async def invite(self, account: int) -> Invitation:
        """A new invitation for one person, where the server makes them (XEP-0401)."""
        ...


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

    async def accept(self, request: Request) -> None:
        """They may see us, and become a contact if they are none."""
        ...

    async def decline(self, request: Request) -> None: ...


class Conversations(Protocol):
    """The list of chats, of all accounts, archived ones too; key: `Conversation.id`."""

    items: ObservableList[Conversation]

    async def open(self, account: int, address: str) -> Conversation:
        """The conversation with that address, made if there is none."""
        ...

    async def timeline(self, conversation: int, around: int = 0) -> "Timeline":
        """Its messages: the newest, or those around the message `around`. Close it after use."""
        ...

    async def pin(self, conversation: int, is_pinned: bool) -> None: ...
    async def archive(self, conversation: int, is_archived: bool) -> None: ...

    async def mute(self, conversation: int, until: int) -> None:
        """`until` in µs since 1970; 0 ends it, FOREVER has no end."""
        ...

    async def draft(self, conversation: int, text: str, reply: int = 0) -> None:
        """What was typed; call it as often as you like."""
        ...

    async def read(self, conversation: int) -> None:
        """All is read: here, for one's other devices, and for the sender."""
        ...

    async def mark_unread(self, conversation: int) -> None: ...

    async def delete(self, conversation: int) -> None:
        """From this machine, with its messages. The server's history is not touched."""
        ...

    async def export(
        self, conversation: int, path: Path, format: Literal["html", "json"]
    ) -> None: ...


class Timeline(Protocol):
    """A window onto one conversation, oldest first; key: `Message.id`.

    New messages join by themselves while `is_at_end`. The window has no holes: loading older ones
    asks the server's archive where this machine lacks them.
    """

    conversation: int
    items: ObservableList[Message]
    is_at_start: bool
    """The very first message is in it: nothing older anywhere."""
    is_at_end: bool
    """The newest message is in it."""
    first_unread: int
    """Id of the message above which 'new' stands, as it was when the window opened; 0 none."""
    loading: Signal[bool]
    """The archive is being asked, or no more."""

    async def load_older(self) -> int:
        """Fifty older ones join at the top; how many did. Calls that overlap are one.

        Raises:
            Problem: NOT_CONNECTED when only the server would have more.
        """
        ...

    async def load_newer(self) -> int: ...

    async def jump_to(self, message: int) -> int:
        """The window is around that message; its index, -1 when it is gone."""
        ...

    async def jump_to_newest(self) -> None: ...
    def close(self) -> None: ...


class Messages(Protocol):
    """Writing. Each command is on disk when it returns, and reaches the server when it can."""

    async def send(self, conversation: int, text: str, reply: int = 0) -> Message: ...

    async def edit(self, message: int, text: str) -> None:
        """An own message; once it is not WAITING any more the others see it as edited."""
        ...

    async def retract(self, message: int) -> None:
        """An own message: the others are asked to remove it, and it goes here."""
        ...

    async def react(self, message: int, emojis: Sequence[str]) -> None:
        """These are one's own reactions on it, and no others."""
        ...

    async def retry(self, message: int) -> None:
        """A FAILED one, once more."""
        ...

    async def discard(self, message: int) -> None:
        """A WAITING or FAILED one: it was never written."""
        ...

    def typing(self, conversation: int, is_typing: bool) -> None:
        """Call it at each keystroke, and with False when the text is empty or left."""
        ...

    def last_own(self, timeline: Timeline) -> Message | None:
        """What arrow-up edits."""
        ...


class Transfers(Protocol):
    """Files on their way; key: `Transfer.id`; ended ones stay until the program ends."""

    items: ObservableList[Transfer]

    async def send(
        self,
        conversation: int,
        paths: Sequence[Path],
        way: Way = Way.AUTO,
        *,
        is_voice: bool = False,
        reply: int = 0,
    ) -> list[Message]:
        """A message with each file; the transfers begin by themselves."""
        ...

    async def accept(self, transfer: int, path: Path | None = None) -> None:
        """Take an offer: into the folder for downloads, or under that very name."""
        ...

    async def fetch(self, message: int, path: Path | None = None) -> Transfer:
        """Begin to get the file of a message (again): the Save, or Save as, of a card."""
        ...

    async def decline(self, transfer: int) -> None: ...
    async def cancel(self, transfer: int) -> None: ...
    async def pause(self, transfer: int) -> None: ...
    async def resume(self, transfer: int) -> None:
        """After PAUSED, or FAILED where `can_resume`."""
        ...


class Search(Protocol):
    """Over all that is on this machine, in any language, from one character on."""

    async def messages(
        self, text: str, conversation: int = 0, before: int = 0, limit: int = 50
    ) -> list[Hit]:
        """Newest first; `before` is the `Message.at` of the last hit of the page before."""
        ...

    def people(self, text: str, limit: int = 20) -> list[Person]:
        """By the beginning of any word of the name, or of the address."""
        ...

    def conversations(self, text: str, limit: int = 20) -> list[Conversation]: ...


class Settings(Protocol):
    """What a person has chosen; written at once. The settings themselves are in `setting`."""

    changed: Signal[str]
    """The name of a setting that has a new value."""

    def get(self, setting: Setting[T]) -> T: ...
    def set(self, setting: Setting[T], value: T) -> None: ...


class Client(Protocol):
    """All of it, for one data folder."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def people(self) -> People: ...
    @property
    def conversations(self) -> Conversations: ...
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

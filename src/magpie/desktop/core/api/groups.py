"""Rooms, as a person uses them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from magpie.desktop.core.entities.group import (
    Affiliation,
    FoundGroup,
    Group,
    GroupInvitation,
    GroupSettings,
    Member,
    Notify,
    Role,
)
from magpie.desktop.core.observe import ObservableList


class Groups(Protocol):
    """Groups one belongs to (rooms, XEP-0045); key: `Group.conversation`.

    Each is a conversation of `Kind.GROUP` too: reading, writing, drafts, muting and search are
    there. What is not allowed raises NOT_ALLOWED.
    """

    items: ObservableList[Group]
    invitations: ObservableList[GroupInvitation]

    async def create(
        self,
        account: int,
        settings: GroupSettings,
        *,
        members: Sequence[str] = (),
        picture: Path | None = None,
    ) -> Group:
        """A new one on the server's own rooms, its members invited."""
        ...

    async def discover(self, account: int, words: str = "", service: str = "") -> list[FoundGroup]:
        """Public ones, fullest first: of the server, or of the `service` that was typed."""
        ...

    async def look(self, account: int, link: str) -> FoundGroup:
        """What is said of one before one joins: by its address or its `xmpp:` link."""
        ...

    async def join(self, account: int, link: str, nick: str = "", password: str = "") -> Group:
        """By its address or link; stay in it on all of one's devices.

        Raises:
            Problem: MEMBERS_ONLY, PASSWORD_WANTED (ask, and call again), BANNED, NICK_TAKEN,
                GROUP_FULL, GROUP_GONE, NOT_CONNECTED, …
        """
        ...

    async def rejoin(self, conversation: int, password: str = "") -> None:
        """After REFUSED; raises as `join`."""
        ...

    async def leave(self, conversation: int) -> None:
        """For good, on all devices. What was said stays here until `Conversations.delete`."""
        ...

    async def destroy(self, conversation: int, reason: str = "") -> None: ...

    async def accept(self, invitation: GroupInvitation, nick: str = "") -> Group:
        """As `join`."""
        ...

    async def decline(self, invitation: GroupInvitation) -> None: ...

    async def invite(self, conversation: int, addresses: Sequence[str], text: str = "") -> None:
        """Each becomes a member where that is needed to get in, and is told."""
        ...

    def link(self, conversation: int) -> str:
        """`xmpp:room@service?join`, to be shown, copied, or drawn as a QR code."""
        ...

    def members(self, conversation: int) -> ObservableList[Member]:
        """Live: those in it now, and after `load_members` those who are away; key `Member.key`."""
        ...

    async def load_members(self, conversation: int) -> None:
        """Ask the room for its lists, as far as it shows them to us; the banned too."""
        ...

    def name_of(self, conversation: int, sender: str) -> str:
        """What to call who is named in `Message.sender` or `Reaction.senders`."""
        ...

    async def set_affiliation(
        self, conversation: int, member: Member, affiliation: Affiliation, reason: str = ""
    ) -> None:
        """OUTCAST bans and sends out, NONE takes away whatever it was."""
        ...

    async def set_role(
        self, conversation: int, member: Member, role: Role, reason: str = ""
    ) -> None:
        """NONE sends out (who may come back)."""
        ...

    async def set_subject(self, conversation: int, text: str) -> None: ...
    async def set_nick(self, conversation: int, nick: str) -> None: ...

    async def set_picture(self, conversation: int, picture: Path | None) -> None:
        """The group's own; None takes it away (XEP-0486)."""
        ...

    async def settings(self, conversation: int) -> GroupSettings: ...
    async def set_settings(self, conversation: int, settings: GroupSettings) -> None: ...

    async def notify(self, conversation: int, notify: Notify) -> None:
        """Of what one wants to hear; in step across devices."""
        ...

    async def moderate(self, message: int, reason: str = "") -> None:
        """Take back what another has said (XEP-0425)."""
        ...

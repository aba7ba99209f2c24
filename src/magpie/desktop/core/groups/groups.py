"""See `core.api.Groups`."""

from collections.abc import Sequence
from pathlib import Path

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
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.observe import ObservableList


class Groups:
    def __init__(self) -> None:
        self.items: ObservableList[Group] = ObservableList(
            lambda g: g.conversation, lambda g: g.name.casefold()
        )
        self.invitations: ObservableList[GroupInvitation] = ObservableList(
            lambda i: i.key, lambda i: i.at
        )

    async def create(
        self,
        account: int,
        settings: GroupSettings,
        *,
        members: Sequence[str] = (),
        picture: Path | None = None,
    ) -> Group:
        raise Problem(Reason.UNSUPPORTED)

    async def discover(self, account: int, words: str = "", service: str = "") -> list[FoundGroup]:
        raise Problem(Reason.UNSUPPORTED)

    async def look(self, account: int, link: str) -> FoundGroup:
        raise Problem(Reason.UNSUPPORTED)

    async def join(self, account: int, link: str, nick: str = "", password: str = "") -> Group:
        raise Problem(Reason.UNSUPPORTED)

    async def rejoin(self, conversation: int, password: str = "") -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def leave(self, conversation: int) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def destroy(self, conversation: int, reason: str = "") -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def accept(self, invitation: GroupInvitation, nick: str = "") -> Group:
        raise Problem(Reason.UNSUPPORTED)

    async def decline(self, invitation: GroupInvitation) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def invite(self, conversation: int, addresses: Sequence[str], text: str = "") -> None:
        raise Problem(Reason.UNSUPPORTED)

    def link(self, conversation: int) -> str:
        raise Problem(Reason.UNSUPPORTED)

    def members(self, conversation: int) -> ObservableList[Member]:
        raise Problem(Reason.UNSUPPORTED)

    async def load_members(self, conversation: int) -> None:
        raise Problem(Reason.UNSUPPORTED)

    def name_of(self, conversation: int, sender: str) -> str:
        raise Problem(Reason.UNSUPPORTED)

    async def set_affiliation(
        self, conversation: int, member: Member, affiliation: Affiliation, reason: str = ""
    ) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def set_role(
        self, conversation: int, member: Member, role: Role, reason: str = ""
    ) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def set_subject(self, conversation: int, text: str) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def set_nick(self, conversation: int, nick: str) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def set_picture(self, conversation: int, picture: Path | None) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def settings(self, conversation: int) -> GroupSettings:
        raise Problem(Reason.UNSUPPORTED)

    async def set_settings(self, conversation: int, settings: GroupSettings) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def notify(self, conversation: int, notify: Notify) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def moderate(self, message: int, reason: str = "") -> None:
        raise Problem(Reason.UNSUPPORTED)

"""Who belongs to the open group, and what one may do with each of them."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal, Slot

from magpie.desktop.core import safe
from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.group import Affiliation, Group, Member, Role
from magpie.desktop.ui import faces
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.rows import Mirror

translate = QCoreApplication.translate
ROLES = (
    "key", "name", "initials", "tint", "picture", "show", "line", "badge", "section", "spoken",
)  # fmt: skip
# What a deed makes of somebody: an affiliation, which stays, or a role, which ends with the visit.
DEEDS: dict[str, Affiliation | Role] = {
    "owner": Affiliation.OWNER,
    "admin": Affiliation.ADMIN,
    "member": Affiliation.MEMBER,
    "remove": Affiliation.NONE,
    "ban": Affiliation.OUTCAST,
    "unban": Affiliation.NONE,
    "voice": Role.PARTICIPANT,
    "hush": Role.VISITOR,
    "kick": Role.NONE,
}


class Members(Mirror):
    """Those here first. `group` gives the group as it is now."""

    talkWanted = Signal(int, str)

    def __init__(self, client: Client, deeds: Deeds, group: Callable[[], Group]) -> None:
        self._client, self._deeds, self._group = client, deeds, group
        super().__init__(client.groups.members(group().conversation), ROLES, self._about)

    def member(self, key: str) -> Member | None:
        return next((one for one in self.items if key_of(one) == key), None)

    def refresh_abilities(self) -> None:
        """One may do more, or less, than before."""
        self.refresh_all()

    @Slot(str, result="QVariantMap")
    def abilities(self, key: str) -> dict[str, bool]:
        """What the menu of somebody offers."""
        member = self.member(key)
        return can(self._group(), member) if member else {}

    @Slot(str, str)
    def act(self, key: str, deed: str) -> None:
        member, group = self.member(key), self._group()
        if member is None:
            return
        if deed == "talk":
            self.talkWanted.emit(group.account, member.address)
            return
        wanted, groups = DEEDS[deed], self._client.groups
        if isinstance(wanted, Affiliation):
            done = groups.set_affiliation(group.conversation, member, wanted)
        else:
            done = groups.set_role(group.conversation, member, wanted)
        self._deeds.do(deed, done)

    def _about(self, member: Member) -> Mapping[str, Any]:
        badge = badge_of(member)
        nick = safe.label(member.nick)
        line = member.status or (nick if nick != member.name else "")
        return {
            "key": key_of(member),
            "name": member.name or nick or member.address,
            **faces.face(member.address or member.nick, member.name, member.avatar),
            "show": str(member.show),
            "line": translate("members", "you") if member.is_own else line,
            "badge": badge,
            "section": section(member),
            "spoken": ", ".join(part for part in (member.name, badge, line) if part),
        }


def key_of(member: Member) -> str:
    return " ".join(member.key)


def badge_of(member: Member) -> str:
    """What stands beside the name of who may do more, or less, than others."""
    if member.affiliation is Affiliation.OWNER:
        return translate("members", "owner")
    if member.affiliation is Affiliation.ADMIN:
        return translate("members", "admin")
    if member.role is Role.MODERATOR:
        return translate("members", "moderator")
    if member.role is Role.VISITOR:
        return translate("members", "reads only")
    return ""


def section(member: Member) -> str:
    if member.affiliation is Affiliation.OUTCAST:
        return translate("members", "Banned")
    return translate("members", "Here") if member.is_here else translate("members", "Away")


def can(group: Group, member: Member) -> dict[str, bool]:
    """What one may do with somebody (XEP-0045, 5.1.1 and 5.2.1: never to one's equals)."""
    mine, theirs = group.affiliation, member.affiliation
    lower = theirs < mine and not member.is_own
    known = bool(member.address)
    manages = group.can_manage and lower and known
    owns = group.can_own and known and not member.is_own
    speaks = member.role is Role.PARTICIPANT
    moderates = group.can_moderate and not member.is_own and theirs <= mine
    moderates = moderates and theirs < Affiliation.ADMIN
    return {
        "talk": known and not member.is_own,
        "owner": owns and Affiliation.OUTCAST < theirs < Affiliation.OWNER,
        "admin": owns and Affiliation.OUTCAST < theirs < Affiliation.ADMIN,
        "member": (manages and theirs is Affiliation.NONE)
        or (owns and theirs >= Affiliation.ADMIN),
        "remove": manages and theirs is Affiliation.MEMBER,
        "voice": moderates and member.role is Role.VISITOR,
        "hush": moderates and speaks and group.is_moderated,
        "kick": moderates and member.is_here,
        "ban": manages and theirs > Affiliation.OUTCAST,
        "unban": manages and theirs is Affiliation.OUTCAST,
    }

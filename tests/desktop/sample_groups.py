"""The groups of the sample client: one's own, two that one is invited to, some to be found."""

from dataclasses import replace

from tests.desktop.sample_talk import BEN, ME, MINUTE, NOW

from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.conversation import Conversation, Kind
from magpie.desktop.core.entities.group import (
    Affiliation,
    FoundGroup,
    Group,
    GroupInvitation,
    GroupSettings,
    Member,
    Notify,
    Role,
    Standing,
)
from magpie.desktop.core.entities.message import Delivery, Lock, Message, Quote, Reaction
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.observe import ObservableList

HARBOUR, OPEN, LOST = 21, 22, 23
SERVICE = "rooms.laptop.local"
CHEN = "chen@laptop.local"

MEMBERS = (
    Member("Ana", ME, "Ana", Affiliation.OWNER, Role.MODERATOR, Show.ONLINE, is_own=True),
    Member(
        "Ben", BEN, "Ben Okafor", Affiliation.ADMIN, Role.MODERATOR, Show.ONLINE, "at the bench"
    ),
    Member("晓明", CHEN, "陈晓明", Affiliation.MEMBER, Role.PARTICIPANT, Show.AWAY),
    Member("guest-17", "", "guest-17", Affiliation.NONE, Role.VISITOR, Show.ONLINE),
    Member("", "gio@laptop.local", "Gio", Affiliation.MEMBER),
    Member("", "spam@elsewhere.example", "spam@elsewhere.example", Affiliation.OUTCAST),
)
GROUPS = (
    Group(
        HARBOUR, 1, f"harbour-crew@{SERVICE}", "Harbour crew 港口",
        description="Everybody who has a key to the boathouse",
        subject="Spring clean on *Saturday*, 10:00. Bring gloves.",
        nick="Ana", standing=Standing.IN, affiliation=Affiliation.OWNER, role=Role.MODERATOR,
        count=4, notify=Notify.MENTIONS, is_members_only=True, has_archive=True,
        may_all_invite=True,
    ),
    Group(
        OPEN, 1, f"open-hall@{SERVICE}", "Open hall", description="For whoever comes by",
        nick="Ana", standing=Standing.IN, affiliation=Affiliation.NONE, role=Role.VISITOR,
        count=1204, is_public=True, is_anonymous=True, is_moderated=True, has_archive=True,
    ),
    Group(
        LOST, 1, "old-project@rooms.example.org", "old-project", nick="Ana",
        standing=Standing.REFUSED, problem=Problem(Reason.KICKED, "Too loud"),
    ),
)  # fmt: skip
FOUND = (
    FoundGroup(f"open-hall@{SERVICE}", "Open hall", "For whoever comes by", "en", 1204,
               conversation=OPEN),
    FoundGroup(f"chess@{SERVICE}", "Chess club", "Two boards, one clock", "en", 12,
               has_password=True),
    FoundGroup(f"books@{SERVICE}", "读书会", "每月一本", "zh", 7, is_members_only=True),
    FoundGroup(f"quiet@{SERVICE}"),
)  # fmt: skip


def group_talk() -> list[Message]:
    """A conversation of many, oldest first."""

    def says(id: int, who: Member, body: str, ago: int, **more: object) -> Message:
        own = who.address == ME
        sender = who.address or f"{GROUPS[0].address}/{who.nick}"
        delivery = Delivery.DELIVERED if own else Delivery.ON_SERVER
        message = Message(
            id, HARBOUR, NOW - (ago + 40) * MINUTE, sender, own, body, delivery, name=who.name
        )
        return replace(message, **more)

    ana, ben, chen, guest = MEMBERS[:4]
    return [
        says(2001, ben, "The boathouse roof is leaking again.", 300),
        says(2002, chen, "我星期六可以带梯子来。", 290,
             reactions=(Reaction("👍", (ME, BEN)), Reaction("🪜", (BEN,)))),
        says(2003, ana, "Thank you, 晓明! I bring *gloves* for all.", 280,
             reply=Quote(2002, CHEN, "我星期六可以带梯子来。", "陈晓明")),
        says(2004, guest, "", 200, is_retracted=True, moderator="Ben Okafor"),
        says(2005, ben, "/me has the key", 120),
        says(2006, ben, "Next to the old one, as always.", 119),
        says(2007, chen, "@Ana can you bring the drill too?", 30, is_mention=True),
        says(2010, ben, "", 29, lock=Lock.SEALED),
        says(2008, ana, "It is in my car already.", 29, delivery=Delivery.ON_SERVER),
        says(2009, guest, "Is there coffee?", 4),
    ]  # fmt: skip


class SampleGroups:
    """`conversations` gets a row for each that is joined."""

    def __init__(self, conversations) -> None:
        self.items: ObservableList[Group] = ObservableList(
            lambda g: g.conversation, lambda g: g.name.casefold()
        )
        self.invitations: ObservableList[GroupInvitation] = ObservableList(
            lambda i: i.key, lambda i: i.at
        )
        self._conversations = conversations
        self._members: dict[int, ObservableList[Member]] = {}
        self.items.put_all(GROUPS)
        self.invitations.put(
            GroupInvitation(1, f"regatta@{SERVICE}", "Regatta 2026", BEN, "Ben Okafor",
                            "We still need somebody who can count to ten", at=NOW)
        )  # fmt: skip
        self.members(HARBOUR).put_all(MEMBERS)
        self.members(OPEN).put_all((MEMBERS[3], replace(MEMBERS[0], role=Role.VISITOR)))

    def add_rows(self) -> None:
        """Their conversations."""
        talk = group_talk()
        self._conversations.messages[HARBOUR] = talk
        for number, group in enumerate(GROUPS):
            mine = group.conversation == HARBOUR
            self._conversations.items.put(
                Conversation(
                    id=group.conversation,
                    account=1,
                    address=group.address,
                    kind=Kind.GROUP,
                    name=group.name,
                    last=talk[-1] if mine else None,
                    unread=3 if mine else 0,
                    mentions=1 if mine else 0,
                    notify=group.notify,
                    active_at=NOW - (number * 50 + 44) * MINUTE,
                )
            )

    async def create(self, account, settings, *, members=(), picture=None) -> Group:
        local = "".join(c if c.isalnum() else "-" for c in settings.name.casefold())
        new = await self.join(account, f"{local}@{SERVICE}")
        new = replace(new, name=settings.name, description=settings.description,
                      is_public=settings.is_public, affiliation=Affiliation.OWNER,
                      role=Role.MODERATOR)  # fmt: skip
        self._conversations.change(new.conversation, name=settings.name)
        self.items.put(new)
        return new

    async def discover(self, account, words="", service="") -> list[FoundGroup]:
        wanted = words.casefold()
        return [g for g in FOUND if wanted in f"{g.name} {g.description} {g.address}".casefold()]

    async def look(self, account, link) -> FoundGroup:
        address = _address(link)
        if address.startswith("nowhere"):
            raise Problem(Reason.GROUP_GONE)
        return next((g for g in FOUND if g.address == address), FoundGroup(address))

    async def join(self, account, link, nick="", password="") -> Group:
        address = _address(link)
        if address.startswith("books"):
            raise Problem(Reason.MEMBERS_ONLY)
        if address.startswith("chess") and not password:
            raise Problem(Reason.PASSWORD_WANTED)
        row = await self._conversations.open(account, address)
        self._conversations.change(row.id, kind=Kind.GROUP, name=address.partition("@")[0])
        new = Group(row.id, account, address, address.partition("@")[0], nick=nick or "Ana",
                    standing=Standing.IN, role=Role.PARTICIPANT, count=1)  # fmt: skip
        self.items.put(new)
        self.members(row.id).put(MEMBERS[0])
        return new

    async def rejoin(self, conversation, password="") -> None:
        self._change(conversation, standing=Standing.IN, role=Role.PARTICIPANT, problem=None)

    async def leave(self, conversation) -> None:
        self.items.remove(conversation)

    async def destroy(self, conversation, reason="") -> None:
        self.items.remove(conversation)

    async def accept(self, invitation, nick="") -> Group:
        self.invitations.remove(invitation.key)
        return await self.join(invitation.account, invitation.address, nick)

    async def decline(self, invitation) -> None:
        self.invitations.remove(invitation.key)

    async def invite(self, conversation, addresses, text="") -> None:
        for address in addresses:
            new = Member("", address, address.partition("@")[0], Affiliation.MEMBER)
            self.members(conversation).put(new)

    def link(self, conversation) -> str:
        return f"xmpp:{self.items.find(conversation).address}?join"

    def members(self, conversation) -> ObservableList[Member]:
        made = ObservableList(lambda m: m.key, lambda m: m.order)
        return self._members.setdefault(conversation, made)

    async def load_members(self, conversation) -> None:
        pass

    def name_of(self, conversation, sender) -> str:
        known = {m.address: m.name for m in self.members(conversation) if m.address}
        return known.get(sender) or sender.rpartition("/")[2].partition("@")[0]

    async def set_affiliation(self, conversation, member, affiliation, reason="") -> None:
        rows = self.members(conversation)
        rows.remove(member.key)
        if affiliation is Affiliation.OUTCAST:
            member = replace(member, role=Role.NONE, nick="", show=Show.OFFLINE)
        if affiliation is not Affiliation.NONE or member.is_here:
            rows.put(replace(member, affiliation=affiliation))

    async def set_role(self, conversation, member, role, reason="") -> None:
        rows = self.members(conversation)
        rows.remove(member.key)
        if role is not Role.NONE:
            rows.put(replace(member, role=role))

    async def set_subject(self, conversation, text) -> None:
        self._change(conversation, subject=text)

    async def set_nick(self, conversation, nick) -> None:
        if nick == "Ben":
            raise Problem(Reason.NICK_TAKEN)
        self._change(conversation, nick=nick)

    async def set_picture(self, conversation, picture) -> None:
        self._change(conversation, avatar=str(picture or ""))

    async def settings(self, conversation) -> GroupSettings:
        group = self.items.find(conversation)
        return GroupSettings(group.name, group.description, is_public=group.is_public,
                             is_members_only=group.is_members_only)  # fmt: skip

    async def set_settings(self, conversation, settings) -> None:
        self._change(conversation, name=settings.name, description=settings.description,
                     is_public=settings.is_public, is_members_only=settings.is_members_only,
                     is_moderated=settings.is_moderated)  # fmt: skip
        self._conversations.change(conversation, name=settings.name)

    async def notify(self, conversation, notify) -> None:
        self._change(conversation, notify=notify)
        self._conversations.change(conversation, notify=notify)

    async def moderate(self, message, reason="") -> None:
        pass

    def _change(self, conversation, **values) -> None:
        self.items.put(replace(self.items.find(conversation), **values))


def _address(link: str) -> str:
    return link.removeprefix("xmpp:").partition("?")[0]

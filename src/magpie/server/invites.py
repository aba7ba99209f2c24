"""The operator's commands on invitations, and the invitation of the first start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal
from urllib.parse import urlsplit

from magpie.base.clock import iso
from magpie.base.config import duration
from magpie.base.invitation import Link
from magpie.server.accounts import ADMIN
from magpie.server.host import Host
from magpie.server.users import Users
from magpie.storage.invitations import ACCOUNT, CONTACT, ROOM, Invitation
from magpie.xmpp.jid import Jid


class Invites:
    """`invite.*` and `user.reset`."""

    def __init__(self, host: Host, users: Users) -> None:
        self._host = host
        self._users = users
        for function in (self.create, self.list, self.revoke):
            host.command(f"invite.{function.__name__}", function)
        host.command("user.reset", self.reset)

    async def create(
        self,
        name: str = "",
        contact: str = "",
        role: Literal["member", "admin", "limited"] = "member",
        circle: str = "",
        room: str = "",
        uses: int = 1,
        expires: str = "",
        comment: str = "",
    ) -> dict[str, Any]:
        """Invite somebody to an account: of that name, as a contact, into a circle or a room."""
        if uses < 0:
            raise ValueError("uses is 1 or more, or 0 for any number")
        if name and uses != 1:
            raise ValueError("an account of one name is made once: leave uses out")
        if contact and name:
            raise ValueError("a contact chooses the name: leave one of both out")
        if room and (name or contact or circle):
            raise ValueError("a room's invitation is for whoever comes: leave the rest out")
        inviter = self._users.account(contact) if contact else None
        if inviter is not None and not self._host.accounts.is_there(inviter):
            raise ValueError(f"there is no account {contact}")
        target = self._users.account(name).text if name else ""
        wanted = Invitation(
            "",
            CONTACT if inviter is not None else ROOM if room else ACCOUNT,
            0,
            inviter=inviter.text if inviter is not None else "",
            target=(await self._host.guests.find_any(room)).text if room else target,
            role=role,
            circle=self._host.circles.find(circle).jid.text if circle else "",
            comment=comment,
            expires=int(duration(expires) * 1_000_000) if expires else None,
            uses=uses,
        )
        makes = self._host.guests if room else self._host.invitations
        return self.described(await makes.create(wanted))

    async def list(self) -> list[dict[str, Any]]:
        """Every invitation that can be used now, the newest first."""
        return [self.described(one) for one in await self._host.invitations.list()]

    async def revoke(self, token: str) -> None:
        """Let an invitation be used no more, by its token or its link."""
        try:
            token = Link.parse(token).token
        except ValueError:
            pass  # it is a token
        if not await self._host.invitations.revoke(token):
            raise ValueError("there is no such invitation")

    async def reset(self, name: str) -> dict[str, Any]:
        """A link with which somebody sets a new password, good for a day."""
        account = self._users.account(name)
        return self.described(await self._host.invitations.create_reset(account))

    def described(self, one: Invitation) -> dict[str, Any]:
        """An invitation as JSON has it."""
        link = self._host.invitations.link(one)
        circle = self._host.circles.at(Jid.parse(one.circle)) if one.circle else None
        return {
            "token": one.token,
            "kind": one.kind,
            "url": link.url,
            "near_url": near(link).url,
            "uri": link.uri,
            "name": Jid.parse(one.account).local if one.account else "",
            "room": one.target if one.kind == ROOM else "",
            "inviter": one.inviter,
            "role": one.role,
            "circle": "" if circle is None else circle.name,
            "comment": one.comment,
            "expires": None if one.expires is None else iso(one.expires),
            "uses": one.uses,
            "used": one.used,
        }


def near(link: Link) -> Link:
    """The same for a phone, whose browser may not find a name that ends with `.local`."""
    site = urlsplit(link.site)
    if not link.at or not (site.hostname or "").endswith(".local"):
        return link
    host = link.at[0].rpartition(":")[0] if link.at[0][-1] != "]" else link.at[0]
    host = host or link.at[0]
    port = f":{site.port}" if site.port else ""
    return replace(link, site=f"{site.scheme}://{host}{port}")


async def first_invitation(host: Host) -> Link | None:
    """The administrator's, as long as nobody has an account and one may be made."""
    if len(host.accounts) or host.registrar.mode == "closed":
        return None
    for one in await host.invitations.list():
        if one.role == ADMIN and one.kind == ACCOUNT:
            return host.invitations.link(one)
    comment = "The first administrator"
    wanted = Invitation("", ACCOUNT, 0, role=ADMIN, comment=comment)
    return host.invitations.link(await host.invitations.create(wanted))

"""Invitations: tokens that make an account, a contact or a member of a room, or reset a password.

`use` is the one place where a use is counted, by one statement that also looks whether there is one
left: of two who race for the last, one gets it.
"""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from magpie.storage.tables import invitation, invitation_use

ACCOUNT = "account"
CONTACT = "contact"
ROOM = "room"
RESET = "reset"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation.

    Attributes:
        token: the secret that proves it.
        kind: `ACCOUNT`, `CONTACT`, `ROOM` or `RESET`.
        inviter: who made it, as a bare address; "" for who runs the server.
        target: the bare address that the account will have (may be ""), of the room, or whose
            password is reset.
        role: of the account that is made.
        comment: a note for whoever lists them.
        created, expires: microseconds since 1970; without the latter it does not expire.
        uses: how many accounts may use it, 0 for any number; `used`: how many have.
        circle: the address of the circle that the account is put into, or "".
    """

    token: str
    kind: str
    created: int
    inviter: str = ""
    target: str = ""
    role: str = "member"
    comment: str = ""
    expires: int | None = None
    uses: int = 1
    used: int = 0
    circle: str = ""

    @property
    def account(self) -> str:
        """The bare address of the one account that it is for; "" where that is open."""
        return "" if self.kind == ROOM else self.target


def create(conn: Connection, new: Invitation) -> None:
    conn.execute(insert(invitation).values(asdict(new)))


def get(conn: Connection, token: str, now: int) -> Invitation | None:
    """The invitation, if it can be used now."""
    found = select(invitation).where(invitation.c.token == token, is_open(now))
    row = conn.execute(found).one_or_none()
    return None if row is None else from_row(row)


def list_open(conn: Connection, now: int) -> list[Invitation]:
    """All that can be used now, the newest first."""
    found = select(invitation).where(is_open(now)).order_by(invitation.c.created.desc())
    return [from_row(row) for row in conn.execute(found)]


def count_open(conn: Connection, inviter: str, now: int) -> int:
    """How many of one account's can be used now."""
    mine = select(func.count()).where(invitation.c.inviter == inviter, is_open(now))
    return int(conn.execute(mine).scalar() or 0)


def reserver(conn: Connection, target: str, now: int) -> str | None:
    """The token of the invitation that keeps an address free for whoever holds it."""
    is_kept = (invitation.c.kind == ACCOUNT) & (invitation.c.target == target)
    return conn.execute(select(invitation.c.token).where(is_kept, is_open(now))).scalar()


def revoke(conn: Connection, token: str) -> bool:
    """Let it be used no more. False: there is none."""
    return conn.execute(delete(invitation).where(invitation.c.token == token)).rowcount == 1


def revoke_of(conn: Connection, kind: str, target: str) -> None:
    """Let none of that kind for that address be used any more."""
    is_theirs = (invitation.c.kind == kind) & (invitation.c.target == target)
    conn.execute(delete(invitation).where(is_theirs))


def forget_account(conn: Connection, jid: str) -> None:
    """What an account has made, and what is for it."""
    is_theirs = (invitation.c.inviter == jid) | (invitation.c.target == jid)
    conn.execute(delete(invitation).where(is_theirs))


def use(
    conn: Connection, token: str, account: str, now: int, held_since: int | None = None
) -> bool:
    """Count a use by an account; a second one by the same is none. False: it cannot be used.

    `held_since`: when it was found good, where that was earlier and is what counts.
    """
    if was_used_by(conn, token, account):
        return True
    wanted = (invitation.c.token == token) & is_open(now if held_since is None else held_since)
    counted = update(invitation).where(wanted).values(used=invitation.c.used + 1)
    if conn.execute(counted).rowcount != 1:
        return False
    conn.execute(insert(invitation_use).values(token=token, account=account, at=now))
    return True


def was_used_by(conn: Connection, token: str, account: str) -> bool:
    is_it = (invitation_use.c.token == token) & (invitation_use.c.account == account)
    return conn.execute(select(invitation_use.c.token).where(is_it)).first() is not None


def was_used_for(conn: Connection, token: str, account: str, target: str) -> bool:
    """Whether an account has used just that token for a target; it is known for a while."""
    is_it = (invitation.c.token == token) & (invitation.c.target == target)
    rows = select(invitation.c.token).where(is_it)
    return conn.execute(rows).first() is not None and was_used_by(conn, token, account)


def forget(conn: Connection, before: int) -> None:
    """Clear away what was used, or expired, before that time."""
    c = invitation.c
    is_done = (c.expires <= before) | ((c.uses > 0) & (c.used >= c.uses) & (c.created <= before))
    conn.execute(delete(invitation).where(is_done))
    conn.execute(delete(invitation_use).where(invitation_use.c.at <= before))


def is_open(now: int) -> ColumnElement[bool]:
    c = invitation.c
    return or_(c.expires.is_(None), c.expires > now) & or_(c.uses == 0, c.used < c.uses)


def from_row(row: Row[Any]) -> Invitation:
    return Invitation(**row._mapping)

"""Tokens that clients sign in with (XEP-0484): for each installation the current one and the next.

Only keys are kept: what HMAC makes of a token (see `xmpp.ht`).
"""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from magpie.storage.tables import token

CURRENT, NEW = "current", "new"
CLIENTS_MAX = 50  # installations of one account that may have tokens; the oldest lose theirs


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """One token; times are in microseconds since 1970."""

    owner: str
    client: str
    slot: str
    mechanism: str
    key: bytes
    issued: int
    expires: int


def of(conn: Connection, owner: str, client: str) -> list[Token]:
    """Those of one installation, the next one first."""
    wanted = (token.c.owner == owner) & (token.c.client == client)
    rows = conn.execute(select(token).where(wanted).order_by(token.c.slot.desc()))
    return [Token(*row) for row in rows]


def issue(conn: Connection, new: Token) -> None:
    """Add the next token; one that was issued before and never used is void."""
    mine = (token.c.owner == new.owner) & (token.c.client == new.client)
    conn.execute(delete(token).where(mine & (token.c.slot == NEW)))
    expired = (token.c.owner == new.owner) & (token.c.expires <= new.issued)
    conn.execute(delete(token).where(expired))
    row = {name: getattr(new, name) for name in token.columns.keys()}  # noqa: SIM118
    conn.execute(insert(token).values(row | {"slot": NEW}))
    newest = func.max(token.c.issued)
    clients = select(token.c.client).where(token.c.owner == new.owner).group_by(token.c.client)
    for client in conn.execute(clients.order_by(newest.desc()).offset(CLIENTS_MAX)).scalars().all():
        forget(conn, new.owner, client)


def use(conn: Connection, owner: str, client: str, slot: str) -> None:
    """A token was used: the next one becomes the current one, which is void then."""
    mine = (token.c.owner == owner) & (token.c.client == client)
    if slot == NEW:
        conn.execute(delete(token).where(mine & (token.c.slot == CURRENT)))
        conn.execute(update(token).where(mine & (token.c.slot == NEW)).values(slot=CURRENT))


def forget(conn: Connection, owner: str, client: str) -> None:
    """The installation has no tokens any more."""
    conn.execute(delete(token).where((token.c.owner == owner) & (token.c.client == client)))


def revoke(conn: Connection, owner: str) -> None:
    """The account has no tokens any more."""
    conn.execute(delete(token).where(token.c.owner == owner))

"""Accounts: who may sign in, by SCRAM keys only; a password is never stored."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from magpie.storage import tokens
from magpie.storage.errors import Duplicate
from magpie.storage.tables import account
from magpie.xmpp.scram import ScramKeys


@dataclass(frozen=True, slots=True)
class Account:
    """`jid` is the account's bare JID; `created` is in microseconds since 1970.

    Keys that nobody knows, since another server had none of that hash, are empty.
    """

    jid: str
    sha1: ScramKeys
    sha256: ScramKeys
    created: int
    disabled: bool = False
    role: str = "member"


def create(conn: Connection, new: Account) -> None:
    """Raises Duplicate when there is an account of this name."""
    row = {"jid": new.jid, "created": new.created, "disabled": new.disabled, "role": new.role}
    try:
        with conn.begin_nested():
            conn.execute(insert(account).values(row | key_columns(new.sha1, new.sha256)))
    except IntegrityError:
        raise Duplicate(new.jid) from None


def get(conn: Connection, jid: str) -> Account | None:
    row = conn.execute(select(account).where(account.c.jid == jid)).one_or_none()
    return None if row is None else from_row(row)


def list_all(conn: Connection) -> list[tuple[str, bool]]:
    """(JID, disabled) of every account, by name."""
    rows = conn.execute(select(account.c.jid, account.c.disabled).order_by(account.c.jid))
    return [(row.jid, row.disabled) for row in rows]


def load_all(conn: Connection) -> dict[str, bool]:
    """Every account's JID with whether it is disabled: the server keeps this in memory."""
    return dict(list_all(conn))


def list_of_role(conn: Connection, role: str) -> list[str]:
    """The JIDs of all accounts of that role."""
    return list(conn.execute(select(account.c.jid).where(account.c.role == role)).scalars())


def list_lacking(conn: Connection, hash_name: str) -> list[str]:
    """The JIDs of all accounts without keys of that hash: they came from another server."""
    stored = account.c[f"{hash_name}_stored"]
    return list(conn.execute(select(account.c.jid).where(stored == b"")).scalars())


def set_keys(conn: Connection, jid: str, sha1: ScramKeys, sha256: ScramKeys) -> bool:
    """Change the password. False: there is no such account."""
    tokens.revoke(conn, jid)  # who knew the old password may have got some
    return change(conn, jid, key_columns(sha1, sha256))


def complete_keys(conn: Connection, jid: str, sha1: ScramKeys, sha256: ScramKeys) -> bool:
    """Keys of the password that an account without all of them has. False: it is another now."""
    is_lacking = (account.c.sha1_stored == b"") | (account.c.sha256_stored == b"")
    mine = update(account).where(account.c.jid == jid, is_lacking)
    return conn.execute(mine.values(key_columns(sha1, sha256))).rowcount == 1


def set_disabled(conn: Connection, jid: str, disabled: bool) -> bool:
    tokens.revoke(conn, jid)
    return change(conn, jid, {"disabled": disabled})


def set_role(conn: Connection, jid: str, role: str) -> bool:
    return change(conn, jid, {"role": role})


def change(conn: Connection, jid: str, values: dict[str, Any]) -> bool:
    return conn.execute(update(account).where(account.c.jid == jid).values(values)).rowcount == 1


def key_columns(sha1: ScramKeys, sha256: ScramKeys) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for mechanism, keys in (("sha1", sha1), ("sha256", sha256)):
        columns[f"{mechanism}_salt"] = keys.salt
        columns[f"{mechanism}_iterations"] = keys.iterations
        columns[f"{mechanism}_stored"] = keys.stored_key
        columns[f"{mechanism}_server"] = keys.server_key
    return columns


def from_row(row: Row[Any]) -> Account:
    return Account(
        row.jid,
        ScramKeys(row.sha1_salt, row.sha1_iterations, row.sha1_stored, row.sha1_server),
        ScramKeys(row.sha256_salt, row.sha256_iterations, row.sha256_stored, row.sha256_server),
        row.created,
        row.disabled,
        row.role,
    )

"""The first tables."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Id = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    create_accounts()
    create_rosters()
    create_belongings()
    create_positions()
    create_messages()


def create_accounts() -> None:
    op.create_table(
        "meta",
        Column("name", Text, primary_key=True),
        Column("value", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account",
        Column("jid", Text, primary_key=True),
        Column("created", BigInteger, nullable=False),
        Column("disabled", Boolean, nullable=False),
        Column("role", Text, nullable=False),
        Column("sha1_salt", LargeBinary, nullable=False),
        Column("sha1_iterations", Integer, nullable=False),
        Column("sha1_stored", LargeBinary, nullable=False),
        Column("sha1_server", LargeBinary, nullable=False),
        Column("sha256_salt", LargeBinary, nullable=False),
        Column("sha256_iterations", Integer, nullable=False),
        Column("sha256_stored", LargeBinary, nullable=False),
        Column("sha256_server", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def create_rosters() -> None:
    op.create_table(
        "roster",
        Column("owner", Text, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("floor", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roster_item",
        Column("owner", Text, primary_key=True),
        Column("jid", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("subscription", Text, nullable=False),
        Column("ask", Boolean, nullable=False),
        Column("approved", Boolean, nullable=False),
        Column("groups", Text, nullable=False),
        Column("version", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roster_request",
        Column("owner", Text, primary_key=True),
        Column("jid", Text, primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("stanza", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def create_belongings() -> None:
    op.create_table(
        "private",
        Column("owner", Text, primary_key=True),
        Column("ns", Text, primary_key=True),
        Column("name", Text, primary_key=True),
        Column("xml", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vcard",
        Column("owner", Text, primary_key=True),
        Column("xml", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "blocked",
        Column("owner", Text, primary_key=True),
        Column("jid", Text, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "preference",
        Column("owner", Text, primary_key=True),
        Column("fallback", Text, nullable=False),
        Column("always", Text, nullable=False),
        Column("never", Text, nullable=False),
        sqlite_with_rowid=False,
    )


def create_positions() -> None:
    op.create_table(
        "cursor",
        Column("owner", Text, primary_key=True),
        Column("message_id", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "last",
        Column("owner", Text, primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("status", Text, nullable=False),
        sqlite_with_rowid=False,
    )


def create_messages() -> None:
    op.create_table(
        "message",
        Column("id", Id, primary_key=True, autoincrement=False),
        Column("at", BigInteger, nullable=False),
        Column("sender", Text, nullable=False),
        Column("recipient", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("stanza", LargeBinary, nullable=False),
        Column("body", Text),
        Column("origin", Text),
    )
    op.create_table(
        "address",
        Column("id", Id, primary_key=True),
        Column("jid", Text, nullable=False, unique=True),
        Column("floor", BigInteger, nullable=False, server_default="0"),
    )
    op.create_table(
        "mailbox",
        Column("owner", Id, primary_key=True, autoincrement=False),
        Column("message_id", Id, primary_key=True, autoincrement=False),
        Column("peer", Id, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("mailbox_peer", "mailbox", ["owner", "peer", "message_id"])
    op.create_table(
        "arrival",
        Column("owner", Id, nullable=False),
        Column("message_id", Id, nullable=False),
        Column("peer", Id, nullable=False),
    )

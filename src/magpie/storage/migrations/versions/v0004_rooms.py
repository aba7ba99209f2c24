"""Rooms and who has to do with them."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, Text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room",
        Column("jid", Text, primary_key=True),
        Column("created", BigInteger, nullable=False),
        Column("secret", LargeBinary, nullable=False),
        Column("subject", Text, nullable=False),
        Column("subject_by", Text, nullable=False),
        Column("subject_at", BigInteger, nullable=False),
        Column("avatar", Text, nullable=False),
        Column("hats", Text, nullable=False),
        Column("config", Text, nullable=False),
        Column("is_public", Boolean, nullable=False),
        Column("is_persistent", Boolean, nullable=False),
        Column("name", Text, nullable=False),
        Column("description", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "room_member",
        Column("room", Text, primary_key=True),
        Column("jid", Text, primary_key=True),
        Column("affiliation", Text, nullable=False),
        Column("nick", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("hats", Text, nullable=False),
        Column("seen", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("room_member_jid", "room_member", ["jid"])

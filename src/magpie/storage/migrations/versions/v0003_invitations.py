"""Invitations, and by whom they were used."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invitation",
        Column("token", Text, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("inviter", Text, nullable=False),
        Column("target", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("comment", Text, nullable=False),
        Column("created", BigInteger, nullable=False),
        Column("expires", BigInteger),
        Column("uses", Integer, nullable=False),
        Column("used", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invitation_use",
        Column("token", Text, primary_key=True),
        Column("account", Text, primary_key=True),
        Column("at", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )

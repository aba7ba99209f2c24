"""Tokens that clients sign in with instead of a password."""

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, Text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "token",
        Column("owner", Text, primary_key=True),
        Column("client", Text, primary_key=True),
        Column("slot", Text, primary_key=True),
        Column("mechanism", Text, nullable=False),
        Column("key", LargeBinary, nullable=False),
        Column("issued", BigInteger, nullable=False),
        Column("expires", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )

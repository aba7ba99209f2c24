"""Files that people put here, and the messages that show them."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, Text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        Column("token", Text, primary_key=True),
        Column("key", Text, nullable=False, unique=True),
        Column("owner", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("purpose", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("until", BigInteger, nullable=False),
        Column("expires", BigInteger),
        Column("stored", BigInteger),
        Column("sha256", LargeBinary),
        Column("is_doomed", Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("upload_owner", "upload", ["owner", "at"])
    op.create_table(
        "upload_use",
        Column("token", Text, primary_key=True),
        Column("message_id", BigInteger, primary_key=True),
        Column("sender", Text, nullable=False),
        Column("origin", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("upload_use_message", "upload_use", ["message_id"])
    op.create_index("upload_use_origin", "upload_use", ["sender", "origin"])

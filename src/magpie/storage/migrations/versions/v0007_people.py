"""Circles, reports, what administrators did, and who has seen the message of the day."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Id = BigInteger().with_variant(Integer(), "sqlite")


def extend_invitation() -> None:
    """Made anew: SQLite would put a new column behind the key."""
    op.execute("CREATE TABLE invitation_old AS SELECT * FROM invitation")
    op.drop_table("invitation")
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
        Column("circle", Text, nullable=False, server_default=""),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO invitation SELECT invitation_old.*, '' FROM invitation_old")
    op.drop_table("invitation_old")


def upgrade() -> None:
    extend_invitation()
    op.create_table(
        "circle",
        Column("jid", Text, primary_key=True),
        Column("name", Text, nullable=False, unique=True),
        Column("created", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "circle_member",
        Column("circle", Text, primary_key=True),
        Column("account", Text, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("circle_member_account", "circle_member", ["account"])
    op.create_table(
        "notice_seen",
        Column("owner", Text, primary_key=True),
        Column("at", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report",
        Column("id", Id, primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("reporter", Text, nullable=False),
        Column("accused", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("comment", Text, nullable=False),
        Column("messages", Text, nullable=False),
    )
    op.create_table(
        "audit",
        Column("id", Id, primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("actor", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("target", Text, nullable=False),
    )

"""Nodes, their items, and who may do what with them."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text, UniqueConstraint

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Id = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pubsub_node",
        Column("owner", Text, primary_key=True),
        Column("node", Text, primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("config", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pubsub_item",
        Column("id", Id, primary_key=True),
        Column("owner", Text, nullable=False),
        Column("node", Text, nullable=False),
        Column("item", Text, nullable=False),
        Column("publisher", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("xml", LargeBinary, nullable=False),
        Column("size", Integer, nullable=False),
        UniqueConstraint("owner", "node", "item"),
    )
    op.create_index("pubsub_item_newest", "pubsub_item", ["node", "owner", "id"])
    op.create_index("pubsub_item_size", "pubsub_item", ["owner", "size"])
    op.create_table(
        "pubsub_affiliation",
        Column("owner", Text, primary_key=True),
        Column("node", Text, primary_key=True),
        Column("jid", Text, primary_key=True),
        Column("affiliation", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pubsub_subscription",
        Column("owner", Text, primary_key=True),
        Column("node", Text, primary_key=True),
        Column("jid", Text, primary_key=True),
        Column("subid", Text, nullable=False),
        sqlite_with_rowid=False,
    )

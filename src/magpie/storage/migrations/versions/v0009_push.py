"""Where clients that are away are told of what came."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "push",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("jid", sa.Text, primary_key=True),
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("options", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )

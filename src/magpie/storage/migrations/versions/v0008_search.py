"""The index of words; filled from the journal after the start."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search USING fts5"
            "(tokens, columnsize = 0, tokenize = \"ascii tokenchars '@#'\")"
        )
        return
    op.execute("CREATE TABLE search (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL)")
    op.execute("CREATE INDEX search_tokens ON search USING gin (tokens)")

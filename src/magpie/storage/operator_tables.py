"""The tables of those who run the server. `metadata` from here has all tables, once."""

from sqlalchemy import BigInteger, Column, Table, Text

from magpie.storage.tables import Id, metadata

__all__ = ["audit", "metadata", "notice_seen", "report"]

# Which message of the day an account was shown last.
notice_seen = Table(
    "notice_seen",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),  # when that message was set
    sqlite_with_rowid=False,
)

# What somebody has reported (XEP-0377).
report = Table(
    "report",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("reporter", Text, nullable=False),
    Column("accused", Text, nullable=False),
    Column("reason", Text, nullable=False),  # spam or abuse, as a URN
    Column("comment", Text, nullable=False),
    Column("messages", Text, nullable=False),  # a JSON list of their ids in archives
)

# What was done to the server by those who run it.
audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),  # an address; "": who sits at the machine
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
)

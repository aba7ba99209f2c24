"""The tables, but for those of `operator_tables`. `migrations/` must lead to exactly these; a test
compares the two.

Addresses are canonical strings, times are microseconds since 1970. On SQLite the tables with a key
of their own have no hidden row number (`WITHOUT ROWID`): one tree for each, not two.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

# SQLite gives a table its row number as key only when the type is spelled INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

account = Table(
    "account",
    metadata,
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

# The version of a whole roster (XEP-0237), and the oldest from which a delta can still be told.
roster = Table(
    "roster",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("floor", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

roster_item = Table(
    "roster_item",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("jid", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("subscription", Text, nullable=False),  # "remove": it was there, for the delta
    Column("ask", Boolean, nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("groups", Text, nullable=False),  # a JSON list
    Column("version", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

roster_request = Table(
    "roster_request",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("jid", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("stanza", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

private = Table(
    "private",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("ns", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("xml", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

vcard = Table(
    "vcard",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("xml", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

blocked = Table(
    "blocked",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("jid", Text, primary_key=True),
    sqlite_with_rowid=False,
)

preference = Table(
    "preference",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("fallback", Text, nullable=False),  # always, never, roster: XEP-0313's "default"
    Column("always", Text, nullable=False),  # JSON lists
    Column("never", Text, nullable=False),
    sqlite_with_rowid=False,
)

cursor = Table(
    "cursor",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("message_id", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

last = Table(
    "last",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    sqlite_with_rowid=False,
)

# What it leads to depends on `kind`: an account of the address `target` (or any), a contact of the
# inviter's, a new password of `target`; one day to a room of that address.
invitation = Table(
    "invitation",
    metadata,
    Column("token", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("inviter", Text, nullable=False),  # "": who runs the server
    Column("target", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger),
    Column("uses", Integer, nullable=False),  # 0: as many as want
    Column("used", Integer, nullable=False),
    Column("circle", Text, nullable=False, server_default=""),  # that the account joins, or ""
    sqlite_with_rowid=False,
)

# By whom it was used: who tries again after a lost answer has not used it twice.
invitation_use = Table(
    "invitation_use",
    metadata,
    Column("token", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("stanza", LargeBinary, nullable=False),
    Column("body", Text),
    Column("origin", Text),  # "SMID#COUNT": the sender's stream and its place in it (XEP-0198)
)

# Owners and peers of mailboxes are numbers: their trees are touched at random places, and the
# smaller their rows, the fewer pages a commit writes. Ids up to `floor` are in this address's
# mailbox no longer: its account was deleted, and the rows are still to be cleared away.
address = Table(
    "address",
    metadata,
    Column("id", Id, primary_key=True),
    Column("jid", Text, nullable=False, unique=True),
    Column("floor", BigInteger, nullable=False, server_default="0"),
)

mailbox = Table(
    "mailbox",
    metadata,
    Column("owner", Id, primary_key=True, autoincrement=False),
    Column("message_id", Id, primary_key=True, autoincrement=False),
    Column("peer", Id, nullable=False),
    Index("mailbox_peer", "owner", "peer", "message_id"),
    sqlite_with_rowid=False,
)

# The newest rows of all mailboxes, in the order of their arrival: SQLite's writer appends here and
# moves them to `mailbox` a few thousand at a time. Every id here is greater than any there.
arrival = Table(
    "arrival",
    metadata,
    Column("owner", Id, nullable=False),
    Column("message_id", Id, nullable=False),
    Column("peer", Id, nullable=False),
)

# Pubsub: the nodes of accounts (XEP-0163) and of the general service (XEP-0060), by owner.
pubsub_node = Table(
    "pubsub_node",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("node", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("config", Text, nullable=False),  # JSON
    sqlite_with_rowid=False,
)

# The newest item of a node has the greatest id; one that is published again gets a new one.
pubsub_item = Table(
    "pubsub_item",
    metadata,
    Column("id", Id, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("xml", LargeBinary, nullable=False),  # the payload; empty for an item without one
    Column("size", Integer, nullable=False),
    UniqueConstraint("owner", "node", "item"),
    Index("pubsub_item_newest", "node", "owner", "id"),
    Index("pubsub_item_size", "owner", "size"),
)

pubsub_affiliation = Table(
    "pubsub_affiliation",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("node", Text, primary_key=True),
    Column("jid", Text, primary_key=True),
    Column("affiliation", Text, nullable=False),
    sqlite_with_rowid=False,
)

pubsub_subscription = Table(
    "pubsub_subscription",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("node", Text, primary_key=True),
    Column("jid", Text, primary_key=True),
    Column("subid", Text, nullable=False),
    sqlite_with_rowid=False,
)

# A room (XEP-0045); the columns after `config` are what the list of all rooms needs of it.
room = Table(
    "room",
    metadata,
    Column("jid", Text, primary_key=True),
    Column("created", BigInteger, nullable=False),
    Column("secret", LargeBinary, nullable=False),  # the key of its occupants' ids (XEP-0421)
    Column("subject", Text, nullable=False),
    Column("subject_by", Text, nullable=False),  # an address in the room
    Column("subject_at", BigInteger, nullable=False),  # 0: there never was one
    Column("avatar", Text, nullable=False),  # SHA-1 of the picture in its card, or ""
    Column("hats", Text, nullable=False),  # JSON
    Column("config", Text, nullable=False),  # JSON
    Column("is_public", Boolean, nullable=False),
    Column("is_persistent", Boolean, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    sqlite_with_rowid=False,
)

room_member = Table(
    "room_member",
    metadata,
    Column("room", Text, primary_key=True),
    Column("jid", Text, primary_key=True),  # bare, or a domain
    Column("affiliation", Text, nullable=False),
    Column("nick", Text, nullable=False),  # reserved for them, or ""
    Column("role", Text, nullable=False),  # that a moderator gave them, or ""
    Column("reason", Text, nullable=False),
    Column("hats", Text, nullable=False),  # a JSON list
    Column("seen", BigInteger, nullable=False),  # they were in the room up to this message
    Index("room_member_jid", "jid"),
    sqlite_with_rowid=False,
)

# A file that somebody put here; while `stored` is NULL, the slot for one (XEP-0363).
upload = Table(
    "upload",
    metadata,
    Column("token", Text, primary_key=True),  # of the address that it is read at
    Column("key", Text, nullable=False, unique=True),  # of the address that it is put to
    Column("owner", Text, nullable=False),  # "": an account that is gone
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),  # of its content; "": nobody has said
    Column("size", BigInteger, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("at", BigInteger, nullable=False),  # when the slot was given
    Column("until", BigInteger, nullable=False),  # how long the slot may be used
    Column("expires", BigInteger),  # when its owner wants the file to be gone
    Column("stored", BigInteger),  # when it was complete
    Column("sha256", LargeBinary),
    Column("is_doomed", Boolean, nullable=False),  # gone for everybody; the disk follows
    Index("upload_owner", "owner", "at"),
    sqlite_with_rowid=False,
)

# Which messages show a file: with the last of them it goes.
upload_use = Table(
    "upload_use",
    metadata,
    Column("token", Text, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("sender", Text, nullable=False),  # bare; "": an account that is gone
    Column("origin", Text, nullable=False),  # the id that a retraction names (XEP-0424)
    Index("upload_use_message", "message_id"),
    Index("upload_use_origin", "sender", "origin"),
    sqlite_with_rowid=False,
)

# What a client signs in with instead of its password (XEP-0484): the key of its token.
token = Table(
    "token",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("client", Text, primary_key=True),  # the id of its installation (XEP-0388)
    Column("slot", Text, primary_key=True),  # current, or new until it is used
    Column("mechanism", Text, nullable=False),  # the only one that it is good for
    Column("key", LargeBinary, nullable=False),
    Column("issued", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# A circle, under the address of its room.
circle = Table(
    "circle",
    metadata,
    Column("jid", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

circle_member = Table(
    "circle_member",
    metadata,
    Column("circle", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Index("circle_member_account", "account"),
    sqlite_with_rowid=False,
)

# Where clients that are away are told of what came (XEP-0357).
push = Table(
    "push",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("jid", Text, primary_key=True),
    Column("node", Text, primary_key=True),
    Column("device", Text, nullable=False),  # the resource of whoever asked for it
    Column("options", LargeBinary, nullable=False),  # a form for whoever publishes there, or empty
    sqlite_with_rowid=False,
)

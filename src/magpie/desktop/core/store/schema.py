"""The tables of the local database.

`message.at` is in µs since 1970 and unique over all messages: it is the order, the place of a
page, and the row of the search index. Text that names another message (`target`, `reply`) is its id
on the wire, for the other may not be here yet.
"""

VERSION = 2

# What makes a database of the version before one of this version; the tables that are missing
# are made by SCHEMA, which comes after it.
MIGRATIONS = {
    1: """
ALTER TABLE account ADD COLUMN rooms TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN is_mention INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN moderator TEXT NOT NULL DEFAULT '';
UPDATE message SET author = sender;
ALTER TABLE outbox ADD COLUMN room TEXT NOT NULL DEFAULT '';
""",
}

SCHEMA = """
CREATE TABLE IF NOT EXISTS state (is_open INTEGER NOT NULL);
INSERT INTO state SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM state);

CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL UNIQUE,
    server TEXT NOT NULL,
    direct_tls INTEGER NOT NULL,
    trusted TEXT NOT NULL,
    device TEXT NOT NULL,
    is_on INTEGER NOT NULL DEFAULT 1,
    remembers INTEGER NOT NULL DEFAULT 0,
    show TEXT NOT NULL DEFAULT 'online',
    status TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    avatar TEXT NOT NULL DEFAULT '',
    archive_end TEXT NOT NULL DEFAULT '',  -- up to this id nothing of the archive is missing
    archive_at INTEGER NOT NULL DEFAULT 0, -- and that one's `message.at`
    rooms TEXT NOT NULL DEFAULT ''         -- where the server's rooms are
);

CREATE TABLE IF NOT EXISTS person (
    account INTEGER NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',         -- as we call them
    nick TEXT NOT NULL DEFAULT '',         -- as they call themselves
    groups TEXT NOT NULL DEFAULT '[]',
    subscription TEXT NOT NULL DEFAULT 'none',
    is_contact INTEGER NOT NULL DEFAULT 0,
    is_asked INTEGER NOT NULL DEFAULT 0,
    is_blocked INTEGER NOT NULL DEFAULT 0,
    picture TEXT NOT NULL DEFAULT '',      -- SHA-1 of the avatar
    PRIMARY KEY (account, address)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS request (
    account INTEGER NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, address)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    address TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'person',
    is_pinned INTEGER NOT NULL DEFAULT 0,
    is_archived INTEGER NOT NULL DEFAULT 0,
    is_marked INTEGER NOT NULL DEFAULT 0,
    muted_until INTEGER NOT NULL DEFAULT 0,
    draft TEXT NOT NULL DEFAULT '',
    draft_reply INTEGER NOT NULL DEFAULT 0,
    read_at INTEGER NOT NULL DEFAULT 0,    -- what of theirs came later is unread
    read_id TEXT NOT NULL DEFAULT '',      -- a read position whose message is not here yet
    active_at INTEGER NOT NULL DEFAULT 0,
    is_complete INTEGER NOT NULL DEFAULT 0, -- the archive has nothing older
    UNIQUE (account, address)
);

CREATE TABLE IF NOT EXISTS room (          -- what is known of a conversation that is a group
    conversation INTEGER PRIMARY KEY,
    belongs INTEGER NOT NULL DEFAULT 0,    -- one is in it, as far as one can
    is_marked INTEGER NOT NULL DEFAULT 0,  -- its bookmark is on the server
    info TEXT NOT NULL DEFAULT '{}',       -- what it says of itself
    bookmark_name TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    nick TEXT NOT NULL DEFAULT '',
    password TEXT NOT NULL DEFAULT '',
    notify TEXT NOT NULL DEFAULT '',       -- '' as is usual for such a room
    archive_end TEXT NOT NULL DEFAULT '',  -- as of an account
    archive_at INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS invitation (    -- into rooms, that have no answer
    account INTEGER NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    sender TEXT NOT NULL,
    text TEXT NOT NULL,
    password TEXT NOT NULL,
    at INTEGER NOT NULL,
    is_by_room INTEGER NOT NULL,
    PRIMARY KEY (account, address)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS occupant (      -- who has spoken in a room, by `message.author`
    conversation INTEGER NOT NULL,
    author TEXT NOT NULL,
    sender TEXT NOT NULL,                  -- as `message.sender`: the address once it is known
    PRIMARY KEY (conversation, author)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL,
    at INTEGER NOT NULL UNIQUE,
    is_settled INTEGER NOT NULL,           -- `at` is the archive's
    sender TEXT NOT NULL,
    is_own INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    origin_id TEXT NOT NULL,
    stanza_id TEXT NOT NULL,
    body TEXT NOT NULL,
    delivery INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    is_edited INTEGER NOT NULL DEFAULT 0,
    is_retracted INTEGER NOT NULL DEFAULT 0,
    wants_mark INTEGER NOT NULL DEFAULT 0,
    reply TEXT NOT NULL DEFAULT '',
    reply_sender TEXT NOT NULL DEFAULT '',
    reply_text TEXT NOT NULL DEFAULT '',
    file BLOB,
    author TEXT NOT NULL DEFAULT '',       -- who may change it: `sender`, or a room's occupant-id
    name TEXT NOT NULL DEFAULT '',         -- the nick in a room
    is_mention INTEGER NOT NULL DEFAULT 0,
    moderator TEXT NOT NULL DEFAULT ''     -- who took it back
);
CREATE INDEX IF NOT EXISTS message_order ON message (conversation, at);
CREATE INDEX IF NOT EXISTS message_unread ON message (conversation, is_own, at);
CREATE INDEX IF NOT EXISTS message_file ON message (conversation, at) WHERE file IS NOT NULL;
CREATE INDEX IF NOT EXISTS message_id ON message (conversation, message_id);
CREATE INDEX IF NOT EXISTS message_origin ON message (conversation, origin_id);
CREATE INDEX IF NOT EXISTS message_stanza ON message (conversation, stanza_id);

CREATE TABLE IF NOT EXISTS hidden (         -- removed from this machine only; its row stays,
    message INTEGER PRIMARY KEY            -- emptied, so that the archive does not bring it back
);

CREATE TABLE IF NOT EXISTS lock (           -- messages that are not in the open
    message INTEGER PRIMARY KEY,
    lock TEXT NOT NULL                     -- locked, sealed
);

CREATE TABLE IF NOT EXISTS locked (         -- conversations in which one writes encrypted
    conversation INTEGER PRIMARY KEY
);

CREATE TABLE IF NOT EXISTS secret (         -- the keys of encryption, as its library has them
    account INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (account, name)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS amendment (
    conversation INTEGER NOT NULL,
    target TEXT NOT NULL,
    sender TEXT NOT NULL,
    kind TEXT NOT NULL,                    -- edit, retraction, receipt, displayed
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation, target, sender, kind)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS reaction (
    conversation INTEGER NOT NULL,
    target TEXT NOT NULL,
    sender TEXT NOT NULL,
    emojis TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation, target, sender)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    wire_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    content BLOB NOT NULL,
    message INTEGER,                       -- the row that shows it, if one does
    is_tried INTEGER NOT NULL,             -- the server may have it, though it has not said so
    room TEXT NOT NULL DEFAULT ''          -- goes out when one is in that room, '' at once
);
CREATE INDEX IF NOT EXISTS outbox_wire ON outbox (account, wire_id);

CREATE TABLE IF NOT EXISTS upload (         -- own files that are not on the server yet
    message INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    changed INTEGER NOT NULL,              -- ns: a file that has changed is not the one chosen
    slot TEXT NOT NULL                     -- where it is being put, '' not yet
);

CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5 (
    words, place, content = '', columnsize = 0, prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co So Sk Sc'"
);
"""

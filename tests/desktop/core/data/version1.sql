-- The tables of version 1, before there were groups.
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
    archive_at INTEGER NOT NULL DEFAULT 0  -- and that one's `message.at`
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
    file BLOB
);
CREATE INDEX IF NOT EXISTS message_order ON message (conversation, at);
CREATE INDEX IF NOT EXISTS message_unread ON message (conversation, is_own, at);
CREATE INDEX IF NOT EXISTS message_id ON message (conversation, message_id);
CREATE INDEX IF NOT EXISTS message_origin ON message (conversation, origin_id);
CREATE INDEX IF NOT EXISTS message_stanza ON message (conversation, stanza_id);

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
    is_tried INTEGER NOT NULL              -- the server may have it, though it has not said so
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

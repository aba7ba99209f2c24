"""Whether a message of a room names oneself."""

import re
import sqlite3

from magpie.desktop.core.content import Arrival, Text
from magpie.desktop.core.store import messages


def names_me(db: sqlite3.Connection, conversation: int, arrival: Arrival, text: Text) -> bool:
    """By a reference (XEP-0372), by one's nick as a word, or as an answer to one's own words."""
    if arrival.is_own:
        return False
    nick, address = db.execute(
        "SELECT nick, account.address FROM room JOIN conversation ON conversation.id = conversation"
        " JOIN account ON account.id = account WHERE conversation = ?",
        (conversation,),
    ).fetchone() or ("", "")
    if {one.address for one in text.mentions} & {address, f"{arrival.peer}/{nick}"}:
        return True
    if nick and is_word(nick, text.body):
        return True
    answered = messages.find(db, conversation, text.reply)
    return answered is not None and bool(answered["is_own"])


def is_word(nick: str, body: str) -> bool:
    """Whether a nick stands in a text by itself, however it is written."""
    nick, body = nick.casefold(), body.casefold()
    return nick in body and bool(re.search(rf"(?<!\w){re.escape(nick)}(?!\w)", body))

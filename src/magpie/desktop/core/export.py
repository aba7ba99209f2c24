"""A conversation as a file: HTML to read, JSON to work with."""

import html
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from magpie.base.clock import iso
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.safe import isolated
from magpie.desktop.core.store import messages
from magpie.desktop.core.styling import Span, spans

PAGE = 500
SAFE_LINKS = ("http://", "https://", "mailto:", "xmpp:", "geo:")
HEAD = """<!doctype html>
<html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{name}</title><style>
body {{ font: 15px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 44rem;
  margin: 2rem auto; padding: 0 1rem; color: #14181d; background: #fff }}
article {{ margin: .5rem 0; padding: .5rem .75rem; border-radius: 12px; background: #f0f2f4;
  white-space: pre-wrap; overflow-wrap: anywhere }}
article.own {{ background: #d8f1ee; margin-left: 3rem }}
header {{ font-size: 12px; color: #5b6672 }}
blockquote {{ margin: 0; padding-left: .5rem; border-left: 3px solid #0b7a75; color: #5b6672 }}
@media (prefers-color-scheme: dark) {{
  body {{ color: #e8ebee; background: #15181c }} article {{ background: #23282e }}
  article.own {{ background: #134a47 }} header, blockquote {{ color: #a3adb7 }}
  a {{ color: #2bb5ae }}
}}
</style></head><body><h1>{name}</h1>
"""


def write(
    db: sqlite3.Connection,
    conversation: Conversation,
    name_of: Callable[[int, str], str],
    path: Path,
    format: Literal["html", "json"],
) -> None:
    """Write what is on this machine of it, oldest first.

    Raises:
        Problem: NOT_WRITABLE or DISK_FULL.
    """
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            parts = _html if format == "html" else _json
            file.writelines(parts(conversation, name_of, _all(db, conversation.id)))
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        full = error.errno == 28
        raise Problem(Reason.DISK_FULL if full else Reason.NOT_WRITABLE, str(error)) from error


def _all(db: sqlite3.Connection, conversation: int) -> Iterator[Message]:
    after = -1
    while page := messages.page(db, conversation, after=after, limit=PAGE):
        yield from page
        after = page[-1].at


def _json(
    conversation: Conversation, name_of: Callable[[int, str], str], found: Iterator[Message]
) -> Iterator[str]:
    head = {"address": conversation.address, "name": conversation.name}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "messages": ['
    between = "\n"
    for one in found:
        entry: dict[str, object] = {
            "at": iso(one.at, precise=True),
            "from": one.sender,
            "name": one.name or name_of(conversation.account, one.sender),
            "text": one.body,
        }
        if one.file:
            entry["file"] = {"name": one.file.name, "size": one.file.size, "url": one.file.url}
        if one.reply:
            entry["reply"] = {"from": one.reply.sender, "text": one.reply.text}
        if one.reactions:
            entry["reactions"] = {r.emoji: r.senders for r in one.reactions}
        entry |= {"edited": True} if one.is_edited else {}
        entry |= {"retracted": True} if one.is_retracted else {}
        yield between + json.dumps(entry, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _html(
    conversation: Conversation, name_of: Callable[[int, str], str], found: Iterator[Message]
) -> Iterator[str]:
    yield HEAD.format(name=html.escape(conversation.name))
    for one in found:
        who = html.escape(one.name or name_of(conversation.account, one.sender))
        when = iso(one.at)
        yield f'<article class="{"own" if one.is_own else "their"}"><header>{who} '
        yield f'<time datetime="{when}">{when[:16].replace("T", " ")}</time></header>'
        if one.reply:
            yield f"<blockquote>{html.escape(isolated(one.reply.text))}</blockquote>"
        yield "".join(map(_span, spans(isolated(one.body))))
        if one.file:
            yield f"📎 {html.escape(one.file.name)}"
        if one.reactions:
            yield "\n" + " ".join(f"{html.escape(r.emoji)} {len(r.senders)}" for r in one.reactions)
        yield "</article>\n"
    yield "</body></html>\n"


def _span(span: Span) -> str:
    text = html.escape(span.text)
    if span.link.startswith(SAFE_LINKS):
        text = f'<a href="{html.escape(span.link)}" rel="noreferrer">{text}</a>'
    for wanted, tag in (
        (span.is_strong, "b"),
        (span.is_emphasis, "i"),
        (span.is_struck, "s"),
        (span.is_code or span.is_block, "code"),
    ):
        if wanted:
            text = f"<{tag}>{text}</{tag}>"
    return text

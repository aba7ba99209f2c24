"""The files that an account has put here (XEP-0363), in an export that is a folder: both ways."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from magpie.portability.names import OWN
from magpie.portability.output import FILES, Output, written
from magpie.portability.person import moment
from magpie.portability.report import Report
from magpie.storage import tables as t
from magpie.storage import uploads
from magpie.storage.ids import Ids
from magpie.storage.uploads import Upload
from magpie.xmpp.delay import to_text
from magpie.xmpp.element import Element

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
Find = Callable[[str], int]
"""The place in the journal of a message, by the id that the export has for it; 0: there is none."""


# Out


def elements(
    conn: Connection, owner: str, ids: Ids, blobs: Path, output: Output, report: Report
) -> Iterator[Element]:
    """The files of an owner. Their bytes go along."""
    for upload in reversed(uploads.of_owner(conn, owner)):
        if output.folder is None:
            report.drop("files", "their bytes are kept only in an export that is a folder")
            continue
        try:
            output.keep_file(upload.token, blobs / upload.token[:2] / upload.token)
        except FileNotFoundError:
            report.drop("files", f"{owner}: {upload.name} is not on the disk")
            continue
        report.count("files")
        yield described(conn, upload, ids)


def described(conn: Connection, upload: Upload, ids: Ids) -> Element:
    attrs = {name: getattr(upload, name) for name in ("token", "key", "name", "type", "purpose")}
    attrs["size"] = str(upload.size)
    for name in ("at", "until", "expires", "stored"):
        if (value := getattr(upload, name)) is not None:
            attrs[name] = to_text(value)
    attrs["sha256"] = (upload.sha256 or b"").hex()
    rows = select(t.upload_use).where(t.upload_use.c.token == upload.token).order_by("message_id")
    uses = tuple(
        Element(
            "use",
            OWN,
            {"id": ids.encode(row.message_id), "sender": row.sender, "origin": row.origin},
        )
        for row in conn.execute(rows)
    )
    return Element("upload", OWN, attrs, uses)


# In


class Place(NamedTuple):
    """Where files come from and go to. No `blobs`: it is only tried. `copied`: what has gone."""

    export: Path
    blobs: Path | None
    copied: list[Path]
    now: int


def ids_in(parts: Iterable[Element]) -> set[str]:
    """The ids of messages that `take` will ask for."""
    uploaded = (part for part in parts if (part.name, part.ns) == ("upload", OWN))
    return {use.get("id") or "" for upload in uploaded for use in upload}


def take(
    conn: Connection, owner: str, element: Element, place: Place, find: Find, report: Report
) -> None:
    """Keep a file, and note which messages show it."""
    token, key = element.get("token") or "", element.get("key") or ""
    name = element.get("name") or ""
    source = place.export / FILES / token
    if not (TOKEN.fullmatch(token) and TOKEN.fullmatch(key)):
        why = "its address is none"
    elif is_taken(conn, token, key):
        why = "there is a file at that address"
    elif source.is_symlink() or not source.is_file():
        why = "it is not in the folder"
    else:
        why = kept(conn, owner, element, place, source)
    if why:
        report.drop("files", f"{owner}: {name}: {why}")
        return
    report.count("files")
    for use in element:
        if number := find(use.get("id") or ""):
            sender, origin = use.get("sender") or "", use.get("origin") or ""
            uploads.link(conn, [token], number, sender, origin)


def is_taken(conn: Connection, token: str, key: str) -> bool:
    is_there = (t.upload.c.token == token) | (t.upload.c.key == key)
    return conn.execute(select(t.upload.c.token).where(is_there)).first() is not None


def kept(conn: Connection, owner: str, element: Element, place: Place, source: Path) -> str:
    """Copy the bytes and note the file; why not, or ""."""
    if place.blobs is None:
        return ""
    token, now = source.name, place.now
    target = place.blobs / token[:2] / token
    place.copied.append(target)
    digest = copied(source, target)
    if digest.hex() != element.get("sha256"):
        target.unlink()
        return "it is not the file that it was"
    new = Upload(
        token=token,
        key=element.get("key") or "",
        owner=owner,
        name=element.get("name") or "",
        type=element.get("type") or "",
        purpose=element.get("purpose") or "",
        size=target.stat().st_size,
        at=moment(element.get("at") or "", now),
        until=moment(element.get("until") or "", now),
        expires=moment(element.get("expires") or "", 0) or None,
        stored=moment(element.get("stored") or "", now),
        sha256=digest,
    )
    conn.execute(insert(t.upload), new._asdict())
    return ""


def copied(source: Path, target: Path) -> bytes:
    """Copy a file, on disk in the end; its SHA-256."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    digest = hashlib.sha256()
    with source.open("rb") as original, written(part) as copy:
        while data := original.read(1 << 20):
            digest.update(data)
            copy.write(data)
    os.replace(part, target)
    return digest.digest()

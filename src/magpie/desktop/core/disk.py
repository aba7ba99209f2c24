"""Files of this machine: what they are, their sums, and where a new one goes. Runs in threads."""

import base64
import errno
import hashlib
import io
import mimetypes
import os
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from magpie.desktop.core.entities.message import File
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.pictures import PIXELS_MAX, size_of
from magpie.desktop.core.safe import file_name

CHUNK = 1 << 20
THUMBNAIL_SIDE = 96  # pixels
THUMBNAIL_BYTES = 12_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file as it was when a person chose it: `changed` is its time of change, in ns."""

    path: Path
    size: int
    changed: int


def choose(path: Path) -> Chosen:
    """Raises Problem FILE_GONE when it cannot be read."""
    try:
        with path.open("rb"):
            found = path.stat()
    except OSError as error:
        raise Problem(Reason.FILE_GONE, str(error)) from error
    if not path.is_file():
        raise Problem(Reason.FILE_GONE, str(path))
    return Chosen(path, found.st_size, found.st_mtime_ns)


def check(chosen: Chosen) -> None:
    """Raises Problem FILE_GONE or FILE_CHANGED when it is not what was chosen."""
    now = choose(chosen.path)
    if now != chosen:
        raise Problem(Reason.FILE_CHANGED, str(chosen.path))


def described(chosen: Chosen, is_voice: bool = False, seconds: int = 0) -> File:
    """What others are told of it; its sum comes later."""
    kind = mimetypes.guess_type(chosen.path.name)[0] or "application/octet-stream"
    width, height, thumbnail = 0, 0, ""
    if kind.startswith("image/") and kind != "image/svg+xml":
        width, height = size_of(chosen.path)
        thumbnail = thumbnail_of(chosen.path) if width else ""
    return File(
        name=file_name(chosen.path.name),
        type=kind,
        size=chosen.size,
        width=width,
        height=height,
        thumbnail=thumbnail,
        path=str(chosen.path),
        is_voice=is_voice,
        seconds=seconds,
    )


def thumbnail_of(path: Path) -> str:
    """A small picture as a data: URL, "" when there is none to be made."""
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                return ""
            picture.draft("RGB", (THUMBNAIL_SIDE * 2, THUMBNAIL_SIDE * 2))
            small = ImageOps.exif_transpose(picture).convert("RGB")
            small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            out = io.BytesIO()
            small.save(out, "JPEG", quality=60)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return ""
    if out.tell() > THUMBNAIL_BYTES:
        return ""
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


def sha256(path: Path) -> str:
    """In hex. Raises Problem FILE_GONE."""
    summed = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(CHUNK):
                summed.update(block)
    except OSError as error:
        raise Problem(Reason.FILE_GONE, str(error)) from error
    return summed.hexdigest()


def place(folder: Path, name: str) -> Path:
    """A name in the folder that no file has: `name (2).pdf`. Raises Problem NOT_WRITABLE."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritten(error) from error
    wanted = folder / file_name(name)
    number = 2
    while wanted.exists() or part_of(wanted).exists():
        wanted = folder / f"{Path(file_name(name)).stem} ({number}){Path(name).suffix}"
        number += 1
    return wanted


def part_of(path: Path) -> Path:
    """What a file is called while it is not complete."""
    return path.with_name(path.name + ".part")


def finish(part: Path, path: Path, sha: str) -> str:
    """The file is complete: check it, and give it its name. Its sum.

    Raises:
        Problem: DAMAGED: it is another than was promised, and is gone; NOT_WRITABLE.
    """
    found = sha256(part)
    try:
        if sha and found != sha:
            part.unlink()
            raise Problem(Reason.DAMAGED)
        os.replace(part, path)
    except OSError as error:
        raise unwritten(error) from error
    return found


def unwritten(error: OSError) -> Problem:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return Problem(Reason.DISK_FULL if full else Reason.NOT_WRITABLE, str(error))

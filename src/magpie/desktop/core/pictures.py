"""Pictures of people: fetched once, made small, kept by their SHA-1.

What is kept is drawn anew from the pixels: whatever a hostile file carries does not reach the
screen. A picture that is too large to be one is refused before it is unpacked.
"""

import asyncio
import hashlib
import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from magpie.base.log import get_logger
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.people import People
from magpie.desktop.core.session import Session

log = get_logger(__name__)

SIDE = 256  # pixels
BYTES_MAX = 2_000_000
PIXELS_MAX = 40_000_000
AT_ONCE = 2
NO_PICTURE = (UnidentifiedImageError, OSError, ValueError, SyntaxError)


class Pictures:
    """The folder of pictures, and who fetches what is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._wanted: set[tuple[int, str, str]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self.people: People

    def path(self, hash: str) -> str:
        """Where a picture is, "" when it is not here."""
        file = self._folder / f"{hash}.png"
        return str(file) if hash.isalnum() and file.exists() else ""

    def wanted(self, session: Session, address: str, hash: str) -> None:
        """Somebody has this one now (SHA-1); "" none any more."""
        key = (session.account, address, hash)
        if key not in self._wanted:
            self._wanted.add(key)
            session.spawn("picture", self._fetch(session, address, hash))

    async def _fetch(self, session: Session, address: str, hash: str) -> None:
        try:
            async with self._slots:
                if hash and not self.path(hash):
                    data = await session.link.picture(address, hash)
                    if hashlib.sha1(data).hexdigest() != hash:  # noqa: S324 (XEP-0084 names it so)
                        log.info("picture.other", account=session.account)
                        return
                    small = await asyncio.to_thread(shrunk, data)
                    await asyncio.to_thread(self._write, hash, small)
            await self.people.facts(session.account, address, picture=hash)
        except (Problem, OSError) as error:
            log.info("picture.failed", account=session.account, reason=str(error))
        finally:
            self._wanted.discard((session.account, address, hash))

    def keep(self, small: bytes) -> str:
        """One's own; its SHA-1."""
        hash = hashlib.sha1(small).hexdigest()  # noqa: S324
        self._write(hash, small)
        return hash

    def _write(self, hash: str, small: bytes) -> None:
        part = self._folder / f"{hash}.part"
        part.write_bytes(small)
        part.replace(self._folder / f"{hash}.png")


def shrunk(data: bytes) -> bytes:
    """A PNG of at most SIDE × SIDE pixels.

    Raises:
        Problem: it is no picture, or too large.
    """
    if len(data) > BYTES_MAX * 20:
        raise Problem(Reason.TOO_LARGE)
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise Problem(Reason.TOO_LARGE)
            picture.draft("RGB", (SIDE, SIDE))
            small = ImageOps.exif_transpose(picture).convert("RGBA")
            small.thumbnail((SIDE, SIDE))
            out = io.BytesIO()
            small.save(out, "PNG")
            return out.getvalue()
    except Image.DecompressionBombError as error:
        raise Problem(Reason.TOO_LARGE, str(error)) from error
    except NO_PICTURE as error:
        raise Problem(Reason.DAMAGED, str(error)) from error


def size_of(path: Path) -> tuple[int, int]:
    """Width and height of a picture, (0, 0) when it is none, or far too large to be one."""
    try:
        with Image.open(path) as picture:
            turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            return (picture.height, picture.width) if turned else picture.size
    except (*NO_PICTURE, Image.DecompressionBombError):
        return 0, 0

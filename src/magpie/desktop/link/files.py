"""Files in messages: XEP-0447 with 0446, 0264 and 0300, and 0066 for clients that know less."""

import base64
import mimetypes
import re
from urllib.parse import unquote, urlsplit

from slixmpp.xmlstream import ET

from magpie.desktop.core.entities.message import File
from magpie.desktop.core.safe import file_name
from magpie.desktop.link.names import (
    NS_FALLBACK,
    NS_FILE,
    NS_HASHES,
    NS_OOB,
    NS_SHARING,
    NS_THUMBS,
    NS_URL,
    add,
    child,
    children,
    get,
    number,
    text,
)

THUMBNAIL_MAX = 30_000  # characters of a data: URL
TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")
DATA = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=\s]+")
VOICE = "voice"  # the disposition, and how the name of such a file begins


def read(stanza: ET.Element) -> File | None:
    """The file that a message brings: only what can be fetched over HTTPS, or HTTP on loopback."""
    sharing = child(stanza, "file-sharing", NS_SHARING)
    if sharing is not None:
        sources = child(sharing, "sources", NS_SHARING)
        for one in children(sources, "url-data", NS_URL):
            if is_fetchable(get(one, "target")):
                return of_metadata(child(sharing, "file", NS_FILE), get(one, "target"))
    url = text(child(stanza, "x", NS_OOB), "url", NS_OOB).strip()
    return of_url(url) if is_fetchable(url) else None


def is_fetchable(url: str) -> bool:
    """Whether the core may fetch it by itself: no file:, no credentials, no odd ports' schemes."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_near = host in ("localhost", "127.0.0.1", "::1")
    secure = parts.scheme == "https" or (parts.scheme == "http" and is_near)
    return bool(secure and host and "@" not in parts.netloc and len(url) < 4_000)


def of_metadata(file: ET.Element | None, url: str) -> File:
    """What the sender says about it, each part checked."""
    known = of_url(url)
    name = text(file, "name", NS_FILE)
    media = text(file, "media-type", NS_FILE).lower()
    sums = [h.text or "" for h in children(file, "hash", NS_HASHES) if get(h, "algo") == "sha-256"]
    thumb = get(child(file, "thumbnail", NS_THUMBS), "uri")
    seconds = number(text(file, "length", NS_FILE)) // 1000
    return File(
        name=file_name(name) if name else known.name,
        type=media if TYPE.fullmatch(media) else known.type,
        size=number(text(file, "size", NS_FILE), -1),
        width=min(number(text(file, "width", NS_FILE)), 100_000),
        height=min(number(text(file, "height", NS_FILE)), 100_000),
        seconds=seconds,
        sha256=hex_of(sums[0]) if sums else "",
        thumbnail=thumb if len(thumb) < THUMBNAIL_MAX and DATA.fullmatch(thumb) else "",
        url=url,
        is_voice=text(file, "desc", NS_FILE) == VOICE,
    )


def of_url(url: str) -> File:
    """What a bare address tells of a file."""
    name = file_name(unquote(urlsplit(url).path))
    return File(name, mimetypes.guess_type(name)[0] or "application/octet-stream", url=url)


def write(message: ET.Element, file: File) -> None:
    """Add the file to a message whose body is its address."""
    sharing = add(message, "file-sharing", NS_SHARING, disposition="inline")
    described = add(sharing, "file", NS_FILE)
    describe(described, file)
    sources = add(sharing, "sources", NS_SHARING)
    add(sources, "url-data", NS_URL, target=file.url)
    oob = add(message, "x", NS_OOB)
    add(oob, "url", NS_OOB, file.url)
    # XEP-0447, 3.5: who knows this shows no body
    fallback = add(message, "fallback", NS_FALLBACK, for_=NS_SHARING)
    add(fallback, "body", NS_FALLBACK)


def describe(element: ET.Element, file: File) -> None:
    """XEP-0446: what is known of a file, as children of `element`."""
    add(element, "name", NS_FILE, file.name)
    add(element, "media-type", NS_FILE, file.type)
    if file.size >= 0:
        add(element, "size", NS_FILE, str(file.size))
    if file.width and file.height:
        add(element, "width", NS_FILE, str(file.width))
        add(element, "height", NS_FILE, str(file.height))
    if file.seconds:
        add(element, "length", NS_FILE, str(file.seconds * 1000))
    if file.is_voice:
        add(element, "desc", NS_FILE, VOICE)
    if file.sha256:
        summed = base64.b64encode(bytes.fromhex(file.sha256)).decode()
        add(element, "hash", NS_HASHES, summed, algo="sha-256")
    if file.thumbnail:
        add(element, "thumbnail", NS_THUMBS, uri=file.thumbnail, media__type="image/png")


def hex_of(words: str) -> str:
    """A SHA-256 in base64, in hex; "" when it is none."""
    try:
        found = base64.b64decode(words, validate=False)
    except ValueError:
        return ""
    return found.hex() if len(found) == 32 else ""

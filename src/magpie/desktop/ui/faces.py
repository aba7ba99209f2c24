"""What somebody looks like who has no picture: initials, on a colour made of the address."""

import unicodedata
from functools import lru_cache
from hashlib import sha1
from urllib.parse import quote

from hsluv import hsluv_to_hex

LIGHTNESS = 46  # white letters have a contrast of 4.5 : 1 and more on every hue


@lru_cache(maxsize=10_000)
def tint(address: str) -> str:
    """The colour of an address (XEP-0392, 5): its hash is a hue, the lightness is ours."""
    digest = sha1(address.encode(), usedforsecurity=False).digest()
    hue = int.from_bytes(digest[:2], "little") / 65536 * 360
    return str(hsluv_to_hex((hue, 82, LIGHTNESS)))


def initials(name: str) -> str:
    """Of the first and the last word; one character of a name in a script without capitals."""
    words = [word for word in name.split() if unicodedata.category(word[0])[0] in "LN"]
    if not words:
        return name[:1].upper()
    first = words[0][0]
    if unicodedata.category(first) != "Lu" and first.upper() == first:
        return first
    return (first + words[-1][0] if len(words) > 1 else first).upper()


def picture(path: str) -> str:
    """The address under which QML finds somebody's picture, "" without one."""
    return f"image://face/{quote(path, safe='')}" if path else ""


def face(address: str, name: str, avatar: str) -> dict[str, str]:
    """The roles that `Avatar.qml` needs."""
    return {"initials": initials(name), "tint": tint(address), "picture": picture(avatar)}

"""libhunspell by way of ctypes: a call lets the interface's thread go on meanwhile.

The extra `spelling` brings the library and an English dictionary; where it is missing the system's
library does. The wrapper in that extra would hold the interpreter for a quarter of a second
while it looks for suggestions.
"""

import ctypes
import importlib.util
from collections.abc import Iterable
from ctypes.util import find_library
from functools import cache
from pathlib import Path

SYSTEM = ("hunspell-1.7", "hunspell-1.8", "hunspell")
DICTIONARIES = (
    Path("/usr/share/hunspell"),
    Path("/usr/local/share/hunspell"),
    Path("/usr/share/myspell/dicts"),
    Path("/usr/share/myspell"),
)


def bundled() -> Path | None:
    """The folder of the extra, None without it."""
    found = importlib.util.find_spec("hunspell")
    return Path(found.origin).parent if found and found.origin else None


@cache
def library() -> ctypes.CDLL | None:
    """None when there is none."""
    folder = bundled()
    names: list[str] = [str(one) for one in folder.glob("libhunspell*")] if folder else []
    for name in [*names, *filter(None, map(find_library, SYSTEM))]:
        try:
            return declared(ctypes.CDLL(name))
        except (OSError, AttributeError):
            continue
    return None


def declared(loaded: ctypes.CDLL) -> ctypes.CDLL:
    """With the types of what is called (hunspell.h)."""
    words = ctypes.POINTER(ctypes.POINTER(ctypes.c_char_p))
    loaded.Hunspell_create.restype = ctypes.c_void_p
    loaded.Hunspell_create.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    loaded.Hunspell_destroy.argtypes = [ctypes.c_void_p]
    loaded.Hunspell_get_dic_encoding.restype = ctypes.c_char_p
    loaded.Hunspell_get_dic_encoding.argtypes = [ctypes.c_void_p]
    loaded.Hunspell_spell.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    loaded.Hunspell_suggest.argtypes = [ctypes.c_void_p, words, ctypes.c_char_p]
    loaded.Hunspell_free_list.argtypes = [ctypes.c_void_p, words, ctypes.c_int]
    return loaded


def dictionaries() -> dict[str, Path]:
    """The `.aff` file of each language that is here, as `en_US`; the system's come first."""
    folder = bundled()
    places = [*DICTIONARIES, *([folder / "dictionaries"] if folder else [])]
    found: dict[str, Path] = {}
    for place in places:
        for file in sorted(place.glob("*.aff")):
            if file.with_suffix(".dic").exists():
                found.setdefault(file.stem.replace("-", "_"), file)
    return found


class Dictionary:
    """One language. Not to be asked from two threads at once."""

    def __init__(self, affixes: Path) -> None:
        loaded = library()
        assert loaded is not None
        self._library = loaded
        names = (str(affixes).encode(), str(affixes.with_suffix(".dic")).encode())
        self._handle = loaded.Hunspell_create(*names)
        self._encoding = loaded.Hunspell_get_dic_encoding(self._handle).decode()

    def close(self) -> None:
        self._library.Hunspell_destroy(self._handle)

    def knows(self, word: str) -> bool:
        """Whether it is spelt right; what its letters cannot write is nothing it could know."""
        try:
            return bool(self._library.Hunspell_spell(self._handle, word.encode(self._encoding)))
        except UnicodeEncodeError:
            return False

    def suggestions(self, word: str) -> list[str]:
        """What may have been meant, the likeliest first. Takes up to a quarter of a second."""
        found = ctypes.POINTER(ctypes.c_char_p)()
        encoded = word.encode(self._encoding, "replace")
        count = self._library.Hunspell_suggest(self._handle, ctypes.byref(found), encoded)
        try:
            return list(self._decoded(found[n] for n in range(count)))
        finally:
            if count:
                self._library.Hunspell_free_list(self._handle, ctypes.byref(found), count)

    def _decoded(self, words: Iterable[bytes | None]) -> Iterable[str]:
        return (word.decode(self._encoding, "replace") for word in words if word)

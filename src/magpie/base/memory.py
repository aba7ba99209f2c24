"""Memory that the C library keeps for later, given back to the system."""

import ctypes
from collections.abc import Callable
from typing import Any


def give_back() -> None:
    """Return whole free pages, where the C library is one that can (glibc)."""
    trim: Callable[[int], Any] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)

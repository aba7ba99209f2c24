"""The registry of commands, for the command line and whatever else runs commands."""

from collections.abc import Callable
from typing import Any


class Commands:
    """Functions by name."""

    def __init__(self) -> None:
        self._functions: dict[str, Callable[..., Any]] = {}

    def add(self, name: str, function: Callable[..., Any]) -> None:
        """Offer `function` under `name`."""
        self._functions[name] = function

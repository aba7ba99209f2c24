"""What a module declares of the extensions that it implements."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Xep:
    """One extension, for `docs/xeps.md` and the DOAP file."""

    number: int
    version: str
    status: str = "complete"
    since: str = "0.1.0"
    note: str = ""

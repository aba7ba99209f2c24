"""Keys of encryption from end to end: one for each device of a person."""

from dataclasses import dataclass
from enum import StrEnum, auto


class Trust(StrEnum):
    """What was decided about a key."""

    NEW = auto()  # nobody has looked: it is used as long as no other key of theirs was checked
    CHECKED = auto()  # a person has compared it
    REFUSED = auto()  # nothing is encrypted for it, and nothing it writes counts as encrypted


@dataclass(frozen=True, slots=True)
class Key:
    """The key of one device.

    Attributes:
        address: whose device it is.
        fingerprint: 64 hex digits; the same on the other's screen.
        is_own: another device of oneself, or this one.
        is_here: it is this device's.
        is_used: what is written is encrypted for it.
        is_active: the device is still announced.
    """

    address: str
    fingerprint: str
    trust: Trust = Trust.NEW
    is_own: bool = False
    is_here: bool = False
    is_used: bool = True
    is_active: bool = True

    @property
    def groups(self) -> str:
        """In groups of eight, as other programs show it."""
        return " ".join(self.fingerprint[i : i + 8] for i in range(0, len(self.fingerprint), 8))

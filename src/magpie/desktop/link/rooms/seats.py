"""Where one sits: what has to be known of a room to understand what it says."""

from dataclasses import dataclass, field

from magpie.desktop.core.rooms_link import RoomInfo


@dataclass(slots=True)
class Seat:
    """One's own place in one room.

    Attributes:
        room, own: the room's address and one's own, bare.
        nick: one's own.
        info: what the room has said of itself last.
        occupant: one's own id (XEP-0421). We send none: where our presence comes back with one,
            the room made it, and makes those of others.
        addresses: bare ones by nick, as far as the room shows them.
    """

    room: str
    own: str
    nick: str
    info: RoomInfo
    has_joined: bool = False
    occupant: str = ""
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """`room/nick`."""
        return f"{self.room}/{self.nick}"

"""Profile cards: what people say about themselves (XEP-0292, XEP-0054)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """All of it is their own word, made safe for a label; "" and () where nothing is said.

    Attributes:
        name: the full name; `nick` how they want to be called.
        birthday: as they wrote it, `YYYY-MM-DD` most often.
        place: town and country, in one line.
        avatar: a picture's file, "" without.
    """

    name: str = ""
    nick: str = ""
    organisation: str = ""
    title: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    birthday: str = ""
    place: str = ""
    note: str = ""
    avatar: str = ""

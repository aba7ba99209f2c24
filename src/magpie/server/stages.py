"""The stages of a stanza event."""

from enum import IntEnum


class Stage(IntEnum):
    """When a handler of a stanza event runs, and so what its failure means (see `hooks`)."""

    GUARD = 0
    REWRITE = 1
    STORE = 2
    COPY = 3
    DELIVER = 4
    OBSERVE = 5

"""Transfers: files on their way."""

from dataclasses import dataclass
from enum import StrEnum, auto

from magpie.desktop.core.entities.message import File
from magpie.desktop.core.entities.problem import Reason


class Way(StrEnum):
    """How a file travels."""

    AUTO = auto()  # by the server, or directly when it is over the server's limit
    SERVER = auto()  # XEP-0363: reaches who is away
    DIRECT = auto()  # Jingle: from device to device


class Stage(StrEnum):
    """Where a transfer stands."""

    OFFERED = auto()  # theirs: asks for Save, Save as or Decline. Ours: they have not answered yet
    WAITING = auto()  # for the connection, or for its turn
    RUNNING = auto()
    PAUSED = auto()  # by hand, or because the connection broke (it resumes by itself then)
    CHECKING = auto()  # the SHA-256 is compared
    DONE = auto()
    DECLINED = auto()
    CANCELLED = auto()
    FAILED = auto()  # `Transfer.reason` says why


ENDED = frozenset({Stage.DONE, Stage.DECLINED, Stage.CANCELLED, Stage.FAILED})


@dataclass(frozen=True, slots=True)
class Transfer:
    """One file on its way.

    Attributes:
        id: stays, for as long as the program runs.
        conversation, message: where it belongs.
        is_own: whether we send it.
        file: what it is.
        way: how it travels.
        stage, reason: where it stands; `is_by_hand` when it was paused by a person.
        done: bytes that are over.
        speed: bytes a second, over the last seconds; 0 unknown.
        remaining: seconds, -1 unknown.
        can_resume: whether PAUSED or FAILED can go on where it stopped.
    """

    id: int
    conversation: int
    message: int
    is_own: bool
    file: File
    way: Way = Way.SERVER
    stage: Stage = Stage.WAITING
    reason: Reason | None = None
    is_by_hand: bool = False
    done: int = 0
    speed: int = 0
    remaining: int = -1
    can_resume: bool = False

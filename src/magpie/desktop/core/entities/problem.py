"""Why something did not work: a reason that the screen puts into words."""

from dataclasses import dataclass
from enum import StrEnum, auto


class Reason(StrEnum):
    """What happened. The comment says when; the words are the screen's."""

    # signing in and up
    NO_SERVER = auto()  # no server answers at that address
    NAME_UNKNOWN = auto()  # the name leads nowhere (DNS)
    TIMED_OUT = auto()  # it answers too slowly, or not at all
    NOT_XMPP = auto()  # something answers, but it does not speak XMPP
    NO_TLS = auto()  # the server offers no encryption
    CERTIFICATE_UNKNOWN = auto()  # nobody vouches for it yet: ask, showing `certificate`
    CERTIFICATE_CHANGED = auto()  # it is not the one that was trusted: refuse, loudly
    TAMPERED = auto()  # somebody changes what we and the server say to each other: refuse, loudly
    WRONG_PASSWORD = auto()
    NO_PASSWORD = auto()  # none is remembered: ask
    ACCOUNT_DISABLED = auto()
    NAME_TAKEN = auto()  # sign-up: somebody has this name
    NAME_INVALID = auto()  # the name or address cannot be one
    PASSWORD_REFUSED = auto()  # sign-up: too short, or not allowed
    SIGN_UP_CLOSED = auto()  # the server takes no new accounts this way
    INVITATION_INVALID = auto()  # used up, expired, or never valid
    TOO_MANY_TRIES = auto()  # the server asks to wait
    REPLACED = auto()  # the same device signed in elsewhere
    # sending
    NOT_CONNECTED = auto()
    REFUSED = auto()  # the other side or the server does not take it
    NO_SUCH_ADDRESS = auto()
    BLOCKED = auto()
    TOO_LARGE = auto()
    SERVER_FULL = auto()  # quota or resources of the server
    NO_KEYS = auto()  # no device of theirs can read what is encrypted
    NOT_ENCRYPTED = auto()  # it would go in the open, and the conversation is locked
    # groups
    MEMBERS_ONLY = auto()  # who is no member has to be invited
    PASSWORD_WANTED = auto()  # the group asks for one, or for another one
    BANNED = auto()  # also: sent out, and not to come back
    KICKED = auto()  # sent out; `rejoin` may work
    NICK_TAKEN = auto()  # somebody in it is called so
    GROUP_FULL = auto()
    GROUP_GONE = auto()  # destroyed, or never there
    NOT_ALLOWED = auto()  # only a moderator, an admin or an owner may
    # files
    FILE_GONE = auto()  # it vanished, or cannot be read
    FILE_CHANGED = auto()  # it is another one than when it was chosen
    DISK_FULL = auto()
    NOT_WRITABLE = auto()
    DAMAGED = auto()  # the SHA-256 differs from what was promised
    NO_UPLOADS = auto()  # the server takes no files, and the other is not here
    DECLINED = auto()  # the other person said no
    UNAVAILABLE = auto()  # the other went away, or the file is there no more
    # anything
    UNSUPPORTED = auto()  # the server cannot do this
    UNEXPECTED = auto()  # a fault: the log says more


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server showed.

    Attributes:
        fingerprint: SHA-256, as `AB:CD:…`, of the certificate.
        authority: the same of the private authority that made it and stands in the chain, ""
            without one. It is what a server's invitations name, and what is kept.
        subject, issuer: as a person reads them.
        names: the hosts that it is for.
        expires: µs since 1970.
    """

    fingerprint: str
    authority: str = ""
    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    expires: int = 0


@dataclass(unsafe_hash=True)  # not frozen: Python writes the traceback into an exception
class Problem(Exception):
    """A reason with what belongs to it. Raised by commands, and carried by what has failed.

    Attributes:
        reason: what happened.
        detail: the other side's own words, for a second line; may be "".
        certificate: of CERTIFICATE_UNKNOWN and CERTIFICATE_CHANGED: the one shown now.
        expected: of CERTIFICATE_CHANGED: the fingerprint that was trusted.
    """

    reason: Reason
    detail: str = ""
    certificate: Certificate | None = None
    expected: str = ""

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else str(self.reason)

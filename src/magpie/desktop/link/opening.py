"""Getting a stream through: one place after the other, one kind of trust after the other."""

from collections.abc import Iterable

from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Login
from magpie.desktop.link.places import Place
from magpie.desktop.link.stream import Stream

NEXT_PLACE = frozenset({Reason.NO_SERVER, Reason.NAME_UNKNOWN, Reason.TIMED_OUT, Reason.NOT_XMPP})


async def through(stream: Stream, found: Iterable[Place]) -> tuple[Place, bool]:
    """Where it got through, and whether the session before was resumed.

    Raises:
        Problem: nowhere.
    """
    problem = Problem(Reason.NO_SERVER)
    for place in found:
        try:
            return place, await _attempt(stream, place)
        except Problem as failed:
            problem = failed
            if failed.reason not in NEXT_PLACE:
                raise
    raise problem


async def _attempt(stream: Stream, place: Place) -> bool:
    """One place; the second kind of trust is tried when the first is of no use."""
    stream.is_judging = bool(stream.login.trusted)
    try:
        return await stream.attempt(place)
    except Problem as problem:
        known = {Reason.CERTIFICATE_UNKNOWN, Reason.CERTIFICATE_CHANGED}
        if problem.reason not in known:
            raise
        stream.is_judging = not stream.is_judging
        try:
            return await stream.attempt(place)
        except Problem as second:
            raise problem if problem.certificate else second from None


def is_same(one: Login, other: Login) -> bool:
    """Whether it is the same device of the same account, with the same password."""
    parts = ("address", "password", "device", "server")
    return all(getattr(one, part) == getattr(other, part) for part in parts)

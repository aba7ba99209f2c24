"""Many sessions at once: signing up, logging in, logging out."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from magpie.bench.framed import new_link
from magpie.bench.target import Target
from magpie.bench.wire import NS_CARBONS, NS_SM, PATIENCE, Link, WireError

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wants:
    """What a session switches on after it is bound."""

    presence: bool = True
    carbons: bool = False  # XEP-0280
    acks: bool = False  # XEP-0198, stream management

    def __str__(self) -> str:
        names = ["carbons"] * self.carbons + ["stream management"] * self.acks
        return " and ".join(names) or "neither carbons nor stream management"


EVERYTHING = Wants(carbons=True, acks=True)


async def enter(target: Target, index: int, wants: Wants = EVERYTHING) -> Link:
    """Log account `index` in and make its session ready to send and receive."""
    link = new_link(target)
    async with asyncio.timeout(PATIENCE):
        features = await link.open()
        await link.authenticate(features, target.user(index))
        await link.bind("bench")
        if wants.acks:
            link.write(b"<enable xmlns='%s'/>" % NS_SM.encode())
            await link.expect(b"<enabled")
            link.is_managed = True
        if wants.carbons:
            answer = await link.ask(
                b"<iq type='set' id='carbons'><enable xmlns='%s'/></iq>" % NS_CARBONS.encode(),
                b"carbons",
            )
            if b"error" in answer:
                raise WireError(answer.decode(errors="replace"))
        if wants.presence:
            link.write(b"<presence/>")
    return link


async def enter_all(
    target: Target, indexes: Iterable[int], wants: Wants = EVERYTHING, at_once: int = 16
) -> list[Link]:
    """Log in many accounts, some at a time, and return their sessions in order."""
    return await gather_some(lambda index: enter(target, index, wants), indexes, at_once)


async def leave_all(links: Iterable[Link]) -> None:
    """Log out of many sessions."""
    await gather_some(Link.close, links, 64)


async def sign_up(target: Target, index: int) -> None:
    """Register an account in-band (XEP-0077); one that exists is left as it is."""
    link = new_link(target)
    async with asyncio.timeout(PATIENCE):
        await link.open()
        answer = await link.ask(
            b"<iq type='set' id='register'><query xmlns='jabber:iq:register'>"
            b"<username>%s</username><password>%s</password></query></iq>"
            % (target.user(index).encode(), target.password.encode()),
            b"register",
        )
        if b"result" not in answer[:200] and b"<conflict" not in answer:
            raise WireError(answer.decode(errors="replace"))
        await link.close()


async def sign_up_all(target: Target, indexes: Iterable[int], at_once: int = 8) -> None:
    """Register many accounts."""
    await gather_some(lambda index: sign_up(target, index), indexes, at_once)


async def gather_some(
    job: Callable[[S], Awaitable[T]], subjects: Iterable[S], at_once: int
) -> list[T]:
    """The job's result for each subject, `at_once` at a time; one failure is everyone's."""
    gate = asyncio.Semaphore(at_once)

    async def one(subject: S) -> T:
        async with gate:
            return await job(subject)

    return list(await asyncio.gather(*[one(subject) for subject in subjects]))


async def settle(links: Iterable[Link], quiet: float = 0.3, patience: float = 30.0) -> None:
    """Wait until nothing has arrived on any of the links for `quiet` seconds; drop what did."""
    count = 0

    def consume(pieces: list[bytes]) -> None:
        nonlocal count
        count += len(pieces)

    for link in links:
        link.hand_over(consume)
    async with asyncio.timeout(patience):
        seen = -1
        while seen != count:
            seen = count
            await asyncio.sleep(quiet)

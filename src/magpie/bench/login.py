"""Log in, bind, send presence, log out, over and over."""

import asyncio
import time
from dataclasses import dataclass

from magpie.bench.latency import summary
from magpie.bench.meter import Meter
from magpie.bench.report import Result
from magpie.bench.sessions import Wants, enter
from magpie.bench.target import Target
from magpie.bench.wire import MechanismMissing


@dataclass(frozen=True, slots=True)
class Login:
    """The options of the work; times in seconds."""

    at_once: int = 8
    accounts: int = 64
    seconds: float = 4.0
    wants: Wants = Wants()  # noqa: RUF009  frozen


async def login(target: Target, options: Login) -> Result:
    """The whole work; users 0 … accounts - 1 must exist.

    Each account logs in once before the clock runs, so that both sides have derived its keys.
    """
    name = target.mechanism or "best mechanism"
    result = Result(f"login by {name}, TLS {target.tls}, {options.at_once} at once")
    try:
        await _rounds(target, options, 0.0)
    except MechanismMissing as missing:
        result.faults.append(str(missing))
        result.figures["logins per CPU-s"] = "not offered"
        return result
    meter = Meter(target.tree())
    took = await _rounds(target, options, options.seconds)
    usage = meter.read()
    result.figures |= usage.figures(len(took), "logins")
    result.figures |= summary(took)
    return result


async def _rounds(target: Target, options: Login, seconds: float) -> list[float]:
    """Log in and out for so many seconds, but each account at least once; how long each took."""
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def worker(first: int) -> None:
        mine = range(first, options.accounts, options.at_once)
        while True:
            for index in mine:
                start = time.perf_counter()
                link = await enter(target, index, options.wants)
                await link.close()
                took.append(time.perf_counter() - start)
                if seconds and time.perf_counter() > until:
                    return
            if time.perf_counter() > until:
                return

    await asyncio.gather(*[worker(number) for number in range(options.at_once)])
    return took

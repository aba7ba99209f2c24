"""Sessions that do nothing: what each of them costs in memory."""

import asyncio
from dataclasses import dataclass

from magpie.bench.report import Result
from magpie.bench.sessions import EVERYTHING, Wants, enter, enter_all, leave_all, settle
from magpie.bench.target import Target
from magpie.bench.wire import WireError


@dataclass(frozen=True, slots=True)
class Idle:
    """The options of the work."""

    sessions: int = 500
    rest: float = 12.0  # seconds of silence before memory is read
    wants: Wants = EVERYTHING


async def idle(target: Target, options: Idle) -> Result:
    """The whole work; needs the server's process ids. Users 0 … sessions - 1 must exist.

    A first few sessions, one after the other, warm the server up: what it needs once is not
    charged to the sessions.
    """
    tree = target.tree()
    if tree is None:
        raise WireError("memory can only be read where the server's process id is given")
    for index in range(min(10, options.sessions)):
        await (await enter(target, index, options.wants)).close()
    await asyncio.sleep(options.rest)
    rss, pss = tree.rss(), tree.pss()
    links = await enter_all(target, range(options.sessions), options.wants)
    await settle(links)
    await asyncio.sleep(options.rest)
    rss_after, pss_after = tree.rss(), tree.pss()
    count = len(links)
    result = Result(f"idle, {count} sessions, TLS {target.tls}, {options.wants}")
    result.figures["RSS per session kB"] = (rss_after - rss) / count / 1000
    if pss is not None and pss_after is not None:
        result.figures["PSS per session kB"] = (pss_after - pss) / count / 1000
    result.figures["RSS before MB"] = rss / 1e6
    result.figures["RSS after MB"] = rss_after / 1e6
    await leave_all(links)
    return result

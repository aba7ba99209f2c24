"""All works on Magpie, Prosody and ejabberd, one after the other, and one table of it all."""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from magpie.bench.machine import describe
from magpie.bench.report import Result, number
from magpie.bench.servers.ejabberd import Ejabberd
from magpie.bench.servers.magpie import Magpie
from magpie.bench.servers.prosody import Prosody
from magpie.bench.servers.running import Kind, Setup, running
from magpie.bench.table import NOISE, Cell, insert, load, measured, noise, save, table
from magpie.bench.works import WORKS, Work


@dataclass(frozen=True, slots=True)
class Comparison:
    """The options. Empty lists of works and servers mean all."""

    templates: Path = Path("bench")
    document: Path | None = Path("docs/performance.md")
    results: Path | None = None  # a JSON file: earlier results are kept, new ones added
    works: Sequence[str] = ()
    servers: Sequence[str] = ()
    tries: int = 2  # how often a disturbed measurement is made, at most


async def compare(options: Comparison) -> str:
    """The table; written into the document, too, when all works ran or results are kept."""
    kinds: list[Kind] = [Magpie(), Prosody(options.templates), Ejabberd(options.templates)]
    versions = {kind.name: kind.version() for kind in kinds}
    results = load(options.results) if options.results else {}
    for work in WORKS:
        for kind in kinds:
            if not _is_wanted(work, kind, options) or kind.name in work.unfit:
                continue
            if not versions[kind.name]:
                _say(f"{kind.name} is not installed")
                continue
            for variant, setup in work.variants(kind.name).items():
                cell = Cell(work.key, kind.name, variant)
                results[cell] = await _measure(work, kind, setup, options.tries)
                _say(_line(cell, work, results[cell]))
                if options.results:
                    save(options.results, results)
    is_whole = not options.works and not options.servers
    if options.document and (is_whole or options.results):
        insert(options.document, measured(results, describe(), versions))
    return table(results)


def _is_wanted(work: Work, kind: Kind, options: Comparison) -> bool:
    return (not options.works or work.key in options.works) and (
        not options.servers or kind.name.lower() in options.servers
    )


async def _measure(work: Work, kind: Kind, setup: Setup, tries: int) -> Result:
    """The least disturbed of at most `tries` measurements, each on a server of its own."""
    best: Result | None = None
    for _ in range(tries):
        result = await _once(work, kind, setup)
        if best is None or noise(result) < noise(best):
            best = result
        if noise(best) <= NOISE:
            break
    assert best is not None
    return best


async def _once(work: Work, kind: Kind, setup: Setup) -> Result:
    try:
        async with asyncio.timeout(work.patience), running(kind, setup) as server:
            return await work.run(server)
    except Exception as failure:  # one that fails is a line of the report, not its end
        return Result(work.title, faults=[f"{type(failure).__name__}: {failure}"])


def _line(cell: Cell, work: Work, result: Result) -> str:
    figures = ", ".join(
        f"{figure.name} {number(result.figures.get(figure.name))}" for figure in work.figures
    )
    clock = time.strftime("%H:%M:%S")
    return f"{clock} {cell.work}, {cell.server}, {cell.variant}: {figures} {result.faults or ''}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)

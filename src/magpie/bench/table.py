"""The comparison's table in Markdown, and its place in the document."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from magpie.bench.meter import OTHERS, STOLEN
from magpie.bench.report import Result, Value, markdown, number
from magpie.bench.works import OWN, WORKS, Figure, Work

SERVERS = ("Magpie", "Prosody", "ejabberd")
STORES = {"Prosody": "files", "ejabberd": "Mnesia"}
NOISE = 15.0  # per cent of a core for others, from which on a figure counts as disturbed
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Which measurement: work and server by name, and the variant of the server's set-up."""

    work: str
    server: str
    variant: str


Results = dict[Cell, Result]


def noise(result: Result) -> float:
    """Per cent of a core that was not ours while the result was measured."""
    return sum(
        float(value)
        for name in (STOLEN, OTHERS)
        if isinstance(value := result.figures.get(name), int | float)
    )


def load(path: Path) -> Results:
    """Results of earlier runs, if there are any."""
    if not path.exists():
        return {}
    found: Results = {}
    for entry in json.loads(path.read_text()):
        cell = Cell(entry["key"], entry["server"], entry["variant"])
        found[cell] = Result(entry["work"], entry["figures"], entry["faults"])
    return found


def save(path: Path, results: Results) -> None:
    """All results, exactly."""
    entries = [
        {
            "key": cell.work,
            "server": cell.server,
            "variant": cell.variant,
            "work": result.work,
            "figures": result.figures,
            "faults": result.faults,
        }
        for cell, result in sorted(results.items())
    ]
    path.write_text(json.dumps(entries, indent=1) + "\n")


def table(results: Results) -> str:
    """One table: a line for each figure, a column for each server, and the ratio."""
    header = ("work", "figure", *SERVERS, "ratio", "to reach")
    return markdown(header, (row for work in WORKS for row in _rows(work, results)))


def _rows(work: Work, results: Results) -> Iterable[list[str]]:
    for index, figure in enumerate(work.figures):
        values = {server: _values(work, server, figure, results) for server in SERVERS}
        if not any(values.values()):
            continue
        first = index == 0
        yield [
            work.title if first else "",
            figure.name,
            *(_text(work, server, values[server]) for server in SERVERS),
            _ratio(figure, values),
            work.goal if first else "",
        ]


def _values(
    work: Work, server: str, figure: Figure, results: Results
) -> dict[str, tuple[Value, bool]]:
    """The figure in each variant, best first, and whether it was disturbed."""
    found = {
        cell.variant: (result.figures.get(figure.name), noise(result) > NOISE)
        for cell, result in results.items()
        if cell.work == work.key and cell.server == server
    }

    def rank(item: tuple[str, tuple[Value, bool]]) -> float:
        value = item[1][0]
        if isinstance(value, str) or value is None:
            return float("inf")
        return value if figure.is_less_better else -value

    return dict(sorted(found.items(), key=rank))


def _text(work: Work, server: str, values: Mapping[str, tuple[Value, bool]]) -> str:
    if not values:
        return work.unfit.get(server, "–")
    parts = []
    for variant, (value, is_disturbed) in values.items():
        text = number(value) + ("~" if is_disturbed else "")
        if len(values) > 1:
            text += f" ({STORES.get(server, variant) if variant == OWN else variant})"
        parts.append(text)
    return ", ".join(parts)


def _ratio(figure: Figure, values: Mapping[str, Mapping[str, tuple[Value, bool]]]) -> str:
    """How many times better Magpie is than the better peer in its better configuration."""
    mine = _numbers(values["Magpie"])
    peers = [each for server in SERVERS[1:] for each in _numbers(values[server])]
    if not mine or not peers:
        return "–"
    if figure.is_less_better:
        return f"{number(min(peers) / mine[0])} ×" if mine[0] else "–"
    return f"{number(mine[0] / max(peers))} ×" if max(peers) else "–"


def _numbers(values: Mapping[str, tuple[Value, bool]]) -> list[float]:
    return [float(value) for value, _ in values.values() if isinstance(value, int | float)]


def faults(results: Results) -> str:
    """What went wrong, as a list."""
    lines = []
    for cell, result in sorted(results.items()):
        if result.faults:
            store = STORES.get(cell.server, cell.variant) if cell.variant == OWN else cell.variant
            texts = "; ".join(" ".join(fault.split())[:160] for fault in result.faults)
            lines.append(f"- {cell.work}, {cell.server} ({store}): {texts}")
    return "\n".join(lines)


def measured(results: Results, machine: Mapping[str, str], versions: Mapping[str, str]) -> str:
    """All that a run adds to the document."""
    parts = [
        "; ".join(f"{name} {value}" for name, value in machine.items()) + ".",
        "Servers: " + ", ".join(f"{name} {value}" for name, value in versions.items()) + ".",
        table(results).rstrip(),
        f"`~`: more than {NOISE:.0f} % of a core was used by others, or taken by the hypervisor, "
        "while this was measured.",
    ]
    if found := faults(results):
        parts.append("What did not go as it should:\n\n" + found)
    return "\n\n".join(parts)


def insert(document: Path, text: str) -> None:
    """Put the text between the document's two marks; a document without them gets both."""
    old = document.read_text() if document.exists() else "# Performance\n"
    before, begin, rest = old.partition(BEGIN)
    after = rest.partition(END)[2] if begin else "\n"
    start = before if begin else f"{before.rstrip()}\n\n"
    document.write_text(f"{start}{BEGIN}\n\n{text}\n\n{END}{after}")

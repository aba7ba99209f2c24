"""Figures on the terminal, in Markdown and in JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

Value = float | int | str | None


@dataclass
class Result:
    """What one work found out. A figure's name ends in its unit: `p99 ms`, `delivered per s`."""

    work: str
    figures: dict[str, Value] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)  # what must not happen: lost, doubled, …


def number(value: Value) -> str:
    """Three significant digits, thousands separated; what is not known is a dash."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    size = abs(value)
    if size >= 100 or value == int(value):
        digits = max(0, len(str(int(size))) - 3)
        rounded = round(value, -digits)
        return f"{int(rounded):,}"
    return f"{value:.{1 if size >= 10 else 2}f}"


def show(result: Result, as_json: bool = False) -> None:
    """One result on the terminal, exactly in JSON or readably as a table."""
    if as_json:
        print(json.dumps({"work": result.work, **result.figures, "faults": result.faults}))
        return
    table = Table(title=result.work, title_justify="left", show_header=False)
    table.add_column("figure")
    table.add_column("value", justify="right")
    for name, value in result.figures.items():
        table.add_row(name, number(value))
    for fault in result.faults:
        table.add_row("[red]fault", fault)
    Console().print(table)


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are aligned to the right."""
    lines = [" | ".join(header), " | ".join(["---"] + ["---:"] * (len(header) - 1))]
    lines += [" | ".join(row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines) + "\n"

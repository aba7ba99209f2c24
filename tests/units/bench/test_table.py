"""Cells, ratios and the place of the table in the document."""

from pathlib import Path

import pytest

from magpie.bench.report import Result, number
from magpie.bench.table import BEGIN, END, Cell, insert, load, save, table
from magpie.bench.works import OWN, SQLITE

RESULTS = {
    Cell("chat", "Magpie", SQLITE): Result(
        "chat", {"delivered per CPU-s": 12345.6, "p99 ms": 20.0}
    ),
    Cell("chat", "Prosody", OWN): Result("chat", {"delivered per CPU-s": 1000.0, "p99 ms": 100.0}),
    Cell("chat", "Prosody", SQLITE): Result("chat", {"delivered per CPU-s": 500.0, "p99 ms": 50.0}),
    Cell("chat", "ejabberd", OWN): Result(
        "chat", {"delivered per CPU-s": 250, "p99 ms": 80.0, "stolen CPU %": 40.0}, ["lost: 3"]
    ),
}


@pytest.mark.parametrize(
    ("value", "text"),
    [(12345.6, "12,300"), (999.6, "1,000"), (99.96, "100.0"), (3.14159, "3.14"), (None, "–")],
)
def test_three_digits_tell(value: float | None, text: str) -> None:
    assert number(value) == text


def test_the_ratio_is_to_the_better_peer_in_its_better_configuration() -> None:
    per_cpu, _, p99 = table(RESULTS).splitlines()[2:]
    assert "| 12,300 | 1,000 (files), 500 (SQLite) | 250~ | 12.3 × |" in per_cpu
    assert "| 20 | 50 (SQLite), 100 (files) | 80~ | 2.50 × |" in p99


def test_results_survive_their_file(tmp_path: Path) -> None:
    save(tmp_path / "results.json", RESULTS)
    assert load(tmp_path / "results.json") == RESULTS
    assert load(tmp_path / "none.json") == {}


def test_the_text_replaces_the_last_one_and_nothing_else(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text(f"# Title\n\nBefore.\n\n{BEGIN}\n\nold\n\n{END}\n\nAfter.\n")
    insert(document, "new")
    assert document.read_text() == f"# Title\n\nBefore.\n\n{BEGIN}\n\nnew\n\n{END}\n\nAfter.\n"

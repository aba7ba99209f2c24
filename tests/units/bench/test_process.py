"""CPU and memory of a process tree, out of a /proc made for the test and out of the real one."""

import os
from pathlib import Path

import pytest

from magpie.bench.process import PAGE, TICKS, Tree, parse_pss, parse_stat

STAT = "{pid} ({name}) S {parent} 1 1 0 -1 4194560 10 0 0 0 {user} {system} {cu} {cs} 20 0 1 0 99\n"


def add(proc: Path, pid: int, parent: int, cpu: int, pages: int, name: str = "beam") -> None:
    folder = proc / str(pid)
    folder.mkdir()
    stat = STAT.format(pid=pid, name=name, parent=parent, user=cpu, system=1, cu=2, cs=3)
    (folder / "stat").write_text(stat)
    (folder / "statm").write_text(f"9999 {pages} 1 1 0 1 0\n")
    (folder / "smaps_rollup").write_text(
        f"0-1 ---p 0 00:00 0 [rollup]\nRss: 9 kB\nPss: {pages} kB\n"
    )


def test_a_name_with_spaces_and_parentheses() -> None:
    stat = parse_stat(
        STAT.format(pid=5, name="a) S 1 (b", parent=4, user=100, system=50, cu=7, cs=3)
    )
    assert (stat.parent, stat.cpu) == (4, 160 / TICKS)


def test_a_tree_has_children_and_grandchildren_and_nobody_else(tmp_path: Path) -> None:
    add(tmp_path, 10, 1, cpu=100, pages=5)
    add(tmp_path, 12, 11, cpu=200, pages=6, name="inet gethost")
    add(tmp_path, 11, 10, cpu=300, pages=7)
    add(tmp_path, 13, 1, cpu=1000, pages=1000)
    (tmp_path / "self").mkdir()
    tree = Tree(10, proc=tmp_path)
    assert tree.pids() == [10, 11, 12]
    assert tree.cpu() == pytest.approx((600 + 3 * 6) / TICKS)
    assert tree.rss() == 18 * PAGE
    assert tree.pss() == 18 * 1024
    add(tmp_path, 14, 12, cpu=0, pages=1)  # a child that starts later counts, too
    assert tree.pids() == [10, 11, 12, 14]


def test_a_tree_that_is_gone_is_empty(tmp_path: Path) -> None:
    tree = Tree(10, proc=tmp_path)
    assert (tree.pids(), tree.cpu(), tree.rss(), tree.pss()) == ([], 0, 0, 0)


def test_pss_is_needed() -> None:
    with pytest.raises(ValueError, match="Pss"):
        parse_pss("Rss: 5 kB\n")


def test_this_very_process() -> None:
    tree = Tree(os.getpid())
    assert os.getpid() in tree.pids()
    assert tree.rss() > 1_000_000
    assert tree.cpu() > 0

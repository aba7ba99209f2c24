"""How much of the machine went to whom."""

from magpie.bench.machine import Shares, describe, parse_shares
from magpie.bench.process import TICKS


def test_busy_is_all_but_idle_waiting_and_stolen() -> None:
    found = parse_shares("cpu  1 2 4 1000 500 8 16 32 0 0\ncpu0 9 9 9 9 9 9 9 9 0 0\n")
    assert found == Shares(31 / TICKS, 32 / TICKS)


def test_a_stretch_is_a_difference() -> None:
    assert Shares(5, 3).since(Shares(2, 1)) == Shares(3, 2)


def test_this_machine_can_be_described() -> None:
    assert all(describe().values())

"""Signals may be sent without end: PySide6 6.12.0 loses a reference to True at each."""

import sys

from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    rings = Signal()


def test_a_signal_costs_no_reference(qt):
    bell = Bell()
    before = sys.getrefcount(True)
    for _ in range(100):
        bell.rings.emit()
    assert sys.getrefcount(True) > before - 50

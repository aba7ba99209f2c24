"""Nothing of Qt's is let go in another thread."""

import gc
import threading
import weakref

from PySide6.QtCore import QObject, QTimer

from magpie.desktop.ui.garbage import collect, collected_here


class Page(QObject):
    """A page that has a timer, and refers to itself in a circle, as many do."""

    def __init__(self) -> None:
        super().__init__()
        self.timer = QTimer(self)
        self.itself = self


def many_objects() -> None:
    made = [[n] for n in range(100_000)]
    assert len(made) == 100_000


def test_a_busy_thread_collects_nothing_and_the_screens_does(qt):
    with collected_here():
        gone = weakref.ref(Page())
        thread = threading.Thread(target=many_objects)
        thread.start()
        thread.join()
        assert gone() is not None
        many = [[] for _ in range(gc.get_threshold()[0] + 1)]
        collect()
        assert gone() is None
        del many
    assert gc.isenabled()

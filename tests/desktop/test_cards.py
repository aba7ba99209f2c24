"""What stands on the card of a file."""

import pytest

from magpie.desktop.core.entities.message import File
from magpie.desktop.core.entities.transfer import Stage, Transfer
from magpie.desktop.ui.cards import on_its_way


@pytest.mark.parametrize(
    ("size", "stage", "says"),
    [
        (18_500_000, Stage.OFFERED, "18.5 MB · wants to send this"),
        (-1, Stage.OFFERED, "wants to send this"),  # as Gajim and Converse send it
        (18_500_000, Stage.RUNNING, "2.0 MB / 18.5 MB"),
        (-1, Stage.RUNNING, "2.0 MB"),
    ],
)
def test_a_size_is_said_where_it_is_known(english, size, stage, says):
    file = File("report.pdf", size=size)
    transfer = Transfer(1, 1, 1, False, file, stage=stage, done=2_000_000)
    assert on_its_way(transfer, file)[1] == says

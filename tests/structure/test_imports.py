"""Each module can be imported alone, first of all: no knot holds only in one order."""

import subprocess
import sys

import pytest
from tests.structure.project import ROOT, SOURCE, modules, rooms

# One interpreter for a room: libraries stay loaded, our own modules are forgotten each time.
IMPORT_EACH_ALONE = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [m for m in sys.modules if m == "magpie" or m.startswith("magpie.")]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except BaseException as error:
        sys.exit(f"{name} cannot be imported alone: {type(error).__name__}: {error}")
"""


def import_each_alone(names: list[str]) -> None:
    command = [sys.executable, "-W", "error", "-c", IMPORT_EACH_ALONE, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("room", rooms())
def test_each_module_of_a_room_is_importable_alone(room):
    import_each_alone(modules(room))


def test_each_module_beside_the_rooms_is_importable_alone():
    import_each_alone(
        [f"magpie.{file.stem}" for file in SOURCE.glob("*.py") if file.stem[0] != "_"]
    )


def test_every_room_has_its_place_in_the_contracts():
    contracts = (ROOT / "pyproject.toml").read_text().partition("[tool.importlinter]")[2]
    layers = contracts.partition("layers = [")[2].partition("]")[0]
    assert [room for room in rooms() if room not in layers and room != "desktop"] == []


def test_types_are_not_imported_behind_a_condition():
    """A type that is needed in a room lives in it or below: a hidden cycle is a cycle."""
    hidden = [file.name for file in SOURCE.rglob("*.py") if "if TYPE_CHECKING" in file.read_text()]
    assert len(hidden) <= 3, hidden

"""How thoroughly property tests look: quickly in `make test`, for long in `make fuzz`.

And the stage for talks: the fixture `scene`.
"""

import os

from hypothesis import settings
from tests.scene.fixture import (
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_runtest_makereport,
    scene,
)

__all__ = [
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_runtest_makereport",
    "scene",
]

# No deadline: how long one example takes depends on what else the machine does.
settings.register_profile("test", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

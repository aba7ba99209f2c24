"""The talks once more, over TCP and TLS: the same conversations with the real program."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

TALKS = Path(__file__).parents[1] / "talks"
PLAYED = re.compile(r"(\d+) passed, \d+ skipped")

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("settings", "least"),
    [({}, 180), ({"directory.everyone": "false"}, 80)],
    ids=["everyone", "contacts"],
)
def test_the_talks_over_the_wire(new_server, settings, least):
    server = new_server(**settings)
    query = "".join(f"&{key}={value}" for key, value in settings.items())
    url = f"tcp://{server.host}:{server.port}?domain={server.domain}{query}"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--live", url, str(TALKS)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=TALKS.parents[1]
    )
    played = PLAYED.search(done.stdout)
    assert done.returncode == 0, done.stdout[-5000:]
    assert played is not None
    assert int(played[1]) >= least

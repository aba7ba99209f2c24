"""The commands, without a server."""

import subprocess
import sys

from typer.testing import CliRunner

from magpie.bench.cli import app

WORKS = ("archive", "burst", "chat", "compare", "idle", "login", "presence", "rate")


def test_every_work_is_a_command_with_help() -> None:
    for work in WORKS:
        assert CliRunner().invoke(app, [work, "--help"]).exit_code == 0, work


def test_mounting_the_commands_loads_nothing_heavy() -> None:
    code = (
        "import sys, magpie.bench.cli; "
        "print([m for m in ('asyncio', 'ssl', 'uvloop', 'rich') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_a_server_that_is_not_there_is_one_line() -> None:
    result = CliRunner().invoke(app, ["chat", "--port", "1", "--pairs", "1"])
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1

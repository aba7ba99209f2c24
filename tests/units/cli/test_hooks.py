"""`magpie hooks`: what is printed is what `docs/hooks.md` holds, which is checked to be fresh."""

from pathlib import Path

import pytest

from magpie import cli

LISTING = Path(__file__).parents[3] / "docs/hooks.md"


def run(*arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        cli.main(["hooks", *arguments])
    return ended.value.code


def test_the_chain_of_a_message_is_the_documented_one(tmp_path, capsys):
    assert run("MessageReceived", "--data", str(tmp_path)) == 0
    printed = [line.split() for line in capsys.readouterr().out.splitlines()]
    section = LISTING.read_text().partition("## MessageReceived\n")[2].partition("\n## ")[0]
    rows = [row.split("|")[1:4] for row in section.splitlines() if row.startswith("| `")]
    assert printed == [[cell.strip(" `") for cell in row] for row in rows]
    assert printed[0][0] == "GUARD"
    assert printed[-2:] == [
        ["DELIVER", "server", "Delivery.message"],
        ["OBSERVE", "push", "Pushing.received"],
    ]


def test_settings_count(tmp_path, capsys):
    assert run("MessageSent", "--data", str(tmp_path), "--set", "archive.enabled=false") == 0
    assert "STORE    archive" in capsys.readouterr().out


def test_an_event_that_is_none(tmp_path, capsys):
    assert run("MessageSend", "--data", str(tmp_path)) == 2
    assert "magpie: there is no event MessageSend; there are AccountCreated" in (
        capsys.readouterr().err
    )

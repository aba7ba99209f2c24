"""What the documents say is so: generated ones are fresh, commands and links lead somewhere."""

import re
import subprocess
import sys

from tests.structure.project import ROOT, relative, texts

LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_generated_documents_are_fresh():
    command = [sys.executable, "tools/docs.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_make_help_lists_every_target():
    listed = subprocess.check_output(["make", "-s", "help"], cwd=ROOT, text=True)
    assert {line.split()[0] for line in listed.splitlines()} == targets()


def test_make_commands_in_documents_exist():
    for name, text in texts():
        if name.endswith(".md"):
            blocks = re.findall(r"^```.*?^```|^    .*$", text, re.MULTILINE | re.DOTALL)
            used = re.findall(r"^\s*(?:\$ )?make ([a-z]+)", "\n".join(blocks), re.MULTILINE)
            assert set(used) <= targets(), name


def test_links_between_documents_lead_somewhere():
    for name, text in texts():
        if name.endswith(".md"):
            for link in LINK.findall(text):
                target = (ROOT / name).parent / link
                assert target.exists(), f"{name} links to {relative(target)}"

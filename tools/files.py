"""Say what is wrong with the files given, or with all that git knows: plain things of any text."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

LARGEST = 500_000
# Written in two parts, so that this file does not find itself.
CONFLICT = re.compile("^(<<<<<<< |>>>>>>> )", re.MULTILINE)
PRIVATE_KEY = re.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----")
TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def wrongs(file: Path) -> Iterator[str]:
    data = file.read_bytes()
    if len(data) > LARGEST:
        yield f"larger than {LARGEST} bytes"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    if CONFLICT.search(text):
        yield "a merge conflict is left in it"
    if PRIVATE_KEY.search(text):
        yield "holds a private key"
    if file.name == "LICENSE" or not text:
        return
    if TRAILING.search(text):
        yield "has white space at the end of a line"
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield "does not end with one newline"
    try:
        if file.suffix == ".toml":
            tomllib.loads(text)
        elif file.suffix in (".xml", ".doap"):
            expat.ParserCreate().Parse(data, True)
    except (tomllib.TOMLDecodeError, expat.ExpatError) as error:
        yield str(error)


def main(names: list[str]) -> int:
    if not names:
        names = subprocess.check_output(["git", "ls-files"], text=True).splitlines()
    files = [file for file in map(Path, names) if file.is_file()]
    found = [f"{file}: {wrong}" for file in files for wrong in wrongs(file)]
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Check the names of the changelog's fragments, as changes/README.md gives them."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> int:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]
    kinds = "|".join(kind["directory"] for kind in settings["type"])
    good = re.compile(rf"(\d+|\+[a-z0-9-]+)\.({kinds})\.md")
    wrong = [
        file.name
        for file in (ROOT / "changes").iterdir()
        if file.name != "README.md" and not good.fullmatch(file.name)
    ]
    for name in wrong:
        print(f"changes/{name}: not a number or +word, a kind ({kinds}) and .md")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

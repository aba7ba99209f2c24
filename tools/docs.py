"""Write what can be read off elsewhere: magpie.doap, the lists in docs/, and the look of all faces.

`tools/docs.py` writes the files, `tools/docs.py --check` fails when one of them is stale.
"""

import asyncio
import difflib
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import commands
import hooks
import look
import xeps

ROOT = Path(__file__).parents[1]
HEAD = "<!-- Written by `make docs`. Changes made here by hand are lost. -->\n\n"


def load(name: str) -> ModuleType:
    return importlib.import_module(f"magpie.{name}")


def implemented() -> dict[int, list[tuple[Any, str]]]:
    modules = (*load("features").FEATURES, *load("web.parts").PARTS, load("portability"))
    return xeps.collect(load("server.api"), modules)


def doap() -> str:
    return xeps.doap(load("xmpp").RFCS, implemented())


def xep_list() -> str:
    return HEAD + xeps.table(load("xmpp").RFCS, implemented())


def settings() -> str:
    text: str = load("app").settings_reference()
    return HEAD + text


def command_list() -> str:
    return HEAD + commands.reference(load("cli").app)


def hook_list() -> str:
    app = load("app")
    listings = asyncio.run(app.hook_listings(load("base.config").load(None, [], app.sections())))
    return HEAD + hooks.reference(listings)


DOCUMENTS: dict[str, Callable[[], str]] = {
    "magpie.doap": doap,
    "docs/xeps.md": xep_list,
    "docs/settings.md": settings,
    "docs/commands.md": command_list,
    "src/magpie/web/static/look.css": look.css,
    "src/magpie/desktop/ui/qml/Magpie/Look.qml": look.qml,
    "docs/hooks.md": hook_list,
}


def difference(name: str, old: str, new: str) -> Iterator[str]:
    lines = old.splitlines(), new.splitlines()
    return difflib.unified_diff(*lines, name, f"{name}, as it should be", lineterm="", n=0)


def main(arguments: list[str]) -> int:
    stale = 0
    for name, write in DOCUMENTS.items():
        file = ROOT / name
        old = file.read_text() if file.exists() else ""
        try:
            new = write()
        except (ImportError, AttributeError) as error:
            stale = 1
            print(f"{name} cannot be written: {error}")
            continue
        if new == old:
            continue
        if arguments == ["--check"]:
            stale = 1
            print(*difference(name, old, new), sep="\n")
            print(f"{name} is stale: run `make docs`")
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(new)
            print(f"wrote {name}")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

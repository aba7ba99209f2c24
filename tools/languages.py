"""The words of the desktop client's screen, in its languages (Qt Linguist).

`tools/languages.py` collects what is said into `languages/*.ts`, and makes of them the `.qm` that
the program loads. `--check` fails when a word has no translation, or a file is stale.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCREEN = ROOT / "src/magpie/desktop/ui"
FOLDER = SCREEN / "languages"
BIN = Path(sys.executable).parent
# English needs only what changes with a number: all else is said in it already.
LANGUAGES = {"zh_CN": (), "en": ("-pluralonly",)}


def sources() -> list[str]:
    found = (file for kind in ("*.py", "*.qml") for file in SCREEN.rglob(kind))
    return sorted(str(file) for file in found)


def run(command: str, *arguments: str) -> None:
    done = subprocess.run([BIN / command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode or "warning" in done.stderr.casefold():
        sys.exit(f"{command}: {done.stdout}{done.stderr}")


def write(folder: Path) -> None:
    """Bring the files in `folder` up to date."""
    for language, options in LANGUAGES.items():
        words = str(folder / f"magpie_{language}.ts")
        collect = ("-locations", "none", "-no-obsolete", *options, *sources(), "-ts", words)
        run("pyside6-lupdate", *collect, "-source-language", "en", "-target-language", language)
        run("pyside6-lrelease", words, "-qm", words.removesuffix("ts") + "qm")


def unfinished(file: Path) -> list[str]:
    """The words without a translation."""
    messages = re.findall(r"<message.*?</message>", file.read_text(encoding="utf-8"), re.DOTALL)
    return [
        message.partition("<source>")[2].partition("</source>")[0]
        for message in messages
        if 'type="unfinished"' in message
    ]


def check() -> list[str]:
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        for file in FOLDER.glob("*.ts"):
            shutil.copy(file, fresh)
        write(fresh)
        for file in sorted(fresh.iterdir()):
            old = FOLDER / file.name
            if not old.exists() or old.read_bytes() != file.read_bytes():
                wrong.append(f"{old.relative_to(ROOT)} is stale: make docs")
            if file.suffix == ".ts":
                wrong += [f"{file.name}: no translation of {text!r}" for text in unfinished(file)]
    return wrong


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        FOLDER.mkdir(exist_ok=True)
        write(FOLDER)
        return 0
    wrong = check()
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

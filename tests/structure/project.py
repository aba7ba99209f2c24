"""The project's files, as the structure tests look at them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/magpie"


@cache
def files() -> list[Path]:
    """All that is, or would be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.check_output(command, cwd=ROOT, text=True)
    return sorted(file for name in listing.split("\0") if name and (file := ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    found = []
    for file in files():
        try:
            found.append((relative(file), file.read_text()))
        except UnicodeDecodeError:
            pass  # a picture or a certificate
    return found


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT))


def modules(room: str = "") -> list[str]:
    """Dotted names of all modules, or of those of one room."""
    names = []
    for file in sorted((SOURCE / room).rglob("*.py")):
        parts = file.relative_to(SOURCE.parent).with_suffix("").parts
        names.append(".".join(part for part in parts if part != "__init__"))
    return names


def rooms() -> list[str]:
    return sorted(folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists())

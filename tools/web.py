"""Copy what browsers need of Converse.js into the package, compressed where that helps.

The folder is made whole beside its place and then put there. `client.json` in it names the version
and a digest of everything, which becomes part of the files' addresses.
"""

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "web/node_modules/converse.js"
TARGET = ROOT / "src/magpie/web/converse"
WANTED = (
    "converse.min.js",
    "converse.min.css",
    "emoji.json",
    "libomemo.esm.min.js",
    "curve25519_compiled.wasm",
    "webfonts/*",
    "images/**/*",
    "sounds/*",
    "chunkjs/locales/*-LC_MESSAGES-converse-po.js",
    "chunkjs/locales/dayjs/*.js",
)
WELL_PRESSED = {".js", ".css", ".json", ".wasm", ".svg", ".ttf"}


def wanted() -> Iterator[Path]:
    """The files, each once; a pattern that finds nothing is an error."""
    for pattern in WANTED:
        found = sorted(file for file in (SOURCE / "dist").glob(pattern) if file.is_file())
        if not found:
            raise SystemExit(f"converse.js has no {pattern} any more")
        yield from found


def main() -> None:
    package = json.loads((SOURCE / "package.json").read_text())
    draft = TARGET.with_name(TARGET.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    digest = hashlib.sha256()
    for file in wanted():
        name = file.relative_to(SOURCE / "dist")
        content = file.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
        place = draft / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix in WELL_PRESSED:
            place.with_name(place.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
        else:
            place.write_bytes(content)
    shutil.copy(SOURCE / "LICENSE", draft / "LICENSE")
    about = {"version": package["version"], "digest": digest.hexdigest()[:16]}
    (draft / "client.json").write_text(json.dumps(about) + "\n")
    shutil.rmtree(TARGET, ignore_errors=True)
    draft.replace(TARGET)
    size = sum(file.stat().st_size for file in TARGET.rglob("*") if file.is_file())
    print(f"Converse.js {package['version']} is in the package: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

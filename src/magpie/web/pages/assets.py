"""Files that pages load: ours, and those of the web client. Addresses never change their content.

A digest of everything is part of each address, so that a browser asks once and keeps what it got.
The web client's files are compressed in the package (`tools/web.py`); what is ours is small.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from magpie.web.site import Site

OURS = Path(__file__).parents[1] / "static"
CLIENT = Path(__file__).parents[1] / "converse"  # made by `make web`
PRESSED = ".gz"
HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
TYPES = {
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """Files under one digest, by their names below it; a name is looked up, never a path."""

    digest: str
    files: dict[str, Path]


class Assets:
    """What there is.

    Attributes:
        has_client: whether the web client is in the package.
    """

    def __init__(self, ours: Folder, client: Folder) -> None:
        self._folders = {"static": ours, "client": client}
        self.has_client = bool(client.files)

    @classmethod
    def load(cls, ours: Path = OURS, client: Path = CLIENT) -> Assets:
        """Look at what is in the package."""
        files = named(ours)
        digest = hashlib.sha256()
        for name, file in sorted(files.items()):
            digest.update(name.encode() + b"\0" + file.read_bytes())
        return cls(Folder(digest.hexdigest()[:16], files), client_folder(client))

    def url(self, name: str) -> str:
        """The address of a file of ours."""
        assert name in self._folders["static"].files, name
        return f"/static/{self._folders['static'].digest}/{name}"

    @property
    def client_url(self) -> str:
        """Below which the web client's files are."""
        return f"/client/{self._folders['client'].digest}/"

    def add_routes(self, site: Site) -> None:
        """Hand the files out."""
        for place in self._folders:
            site.add("GET", f"/{place}/{{digest}}/{{name:.+}}", self._show)

    async def _show(self, request: web.Request) -> web.Response:
        folder = self._folders[request.path.split("/")[1]]
        name = request.match_info["name"]
        file = folder.files.get(name)
        if file is None or request.match_info["digest"] != folder.digest:
            raise web.HTTPNotFound(text="There is no such file.")
        content = await asyncio.to_thread(file.read_bytes)
        headers = dict(HEADERS)
        if file.suffix == PRESSED:
            if "gzip" in request.headers.get("Accept-Encoding", ""):
                headers["Content-Encoding"] = "gzip"
            else:
                content = await asyncio.to_thread(gzip.decompress, content)
        return web.Response(body=content, headers=headers, content_type=type_of(name))


def client_folder(folder: Path) -> Folder:
    """The web client's; empty where it has not been fetched."""
    about = folder / "client.json"
    if not about.exists():
        return Folder("", {})
    files = {name.removesuffix(PRESSED): file for name, file in named(folder).items()}
    return Folder(json.loads(about.read_text())["digest"], files)


def named(folder: Path) -> dict[str, Path]:
    """All files below a folder by their names there."""
    return {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}


def type_of(name: str) -> str:
    suffix = Path(name).suffix
    return TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")

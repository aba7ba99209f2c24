"""QR codes of links: for a terminal, as SVG for a page, as a file."""

from __future__ import annotations

import io
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segno import QRCode

QUIET = 4  # modules around it that have to stay empty (ISO/IEC 18004, 9.1)
HALVES = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}  # (upper, lower); 1 is dark
INK = "\x1b[38;2;255;255;255;48;2;0;0;0m"  # what is light is drawn: white on black, everywhere
PLAIN = "\x1b[0m"


def code(text: str) -> QRCode:
    """The code of a text, as small as it can be."""
    import segno  # noqa: PLC0415 - most starts of the server draw none

    return segno.make(text, error="l", micro=False)


def terminal(text: str, *, is_colored: bool) -> str:
    """Two rows of the code in each line of text. Without colours it is for dark terminals."""
    rows = [list(row) for row in code(text).matrix_iter(border=QUIET)]
    lines = []
    for upper, lower in zip_longest(rows[::2], rows[1::2], fillvalue=[0] * len(rows[0])):
        line = "".join(HALVES[bool(a), bool(b)] for a, b in zip(upper, lower, strict=True))
        lines.append(f"{INK}{line}{PLAIN}" if is_colored else line)
    return "\n".join(lines)


def svg(text: str, title: str) -> str:
    """An `<svg>` element for a page; it scales, and its colours are its own."""
    out = io.BytesIO()
    code(text).save(
        out,
        kind="svg",
        border=QUIET,
        light="#fff",
        dark="#000",
        title=title,
        xmldecl=False,
        svgns=True,
        omitsize=True,
        nl=False,
    )
    return out.getvalue().decode()


def save(text: str, file: Path) -> None:
    """Write a PNG or an SVG, by the file's suffix.

    Raises:
        ValueError: it is neither; the text says so to a person.
        OSError: it cannot be written.
    """
    kind = file.suffix.lower().removeprefix(".")
    if kind not in ("png", "svg"):
        raise ValueError(f"{file}: the name of a QR code ends with .png or .svg")
    with file.open("wb") as out:
        code(text).save(out, kind=kind, border=QUIET, scale=8, light="#fff", dark="#000")

"""Pictures that others send: small ones are drawn anew, bombs are refused before they unfold."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from magpie.desktop.core import disk
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.pictures import SIDE, shrunk, size_of


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@pytest.mark.parametrize("side", [7_000, 60_000])
def test_a_bomb_is_refused_unopened(side: int) -> None:
    with pytest.raises(Problem) as found:
        shrunk(bomb(side, side))
    assert found.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("data", [b"", b"no picture", bomb(100, 100)[:60], b"<svg/>"])
def test_what_is_no_picture_is_damaged(data: bytes) -> None:
    with pytest.raises(Problem) as found:
        shrunk(data)
    assert found.value.reason is Reason.DAMAGED


def test_a_picture_becomes_small() -> None:
    out = io.BytesIO()
    Image.new("RGB", (1000, 500), "#0b7a75").save(out, "JPEG")
    with Image.open(io.BytesIO(shrunk(out.getvalue()))) as small:
        assert small.size == (SIDE, SIDE // 2)


def test_a_bomb_is_sent_as_any_file(tmp_path: Path) -> None:
    file = tmp_path / "huge.png"
    file.write_bytes(bomb(60_000, 60_000))
    assert size_of(file) == (0, 0)
    told = disk.described(disk.choose(file))
    assert (told.name, told.width, told.thumbnail) == ("huge.png", 0, "")

"""Small pictures: upright, bare of everything but pixels, and never at the server's expense."""

import asyncio
import io
import struct
import zlib

import pytest
from PIL import Image
from tests.units.web.test_files import asks, kept

RED, BLUE = (255, 0, 0), (0, 0, 255)
GPS, ORIENTATION = 0x8825, 0x0112


def picture(size=(800, 600), form="JPEG", mode="RGB", **options):
    """The left half red, the right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    made = io.BytesIO()
    image.convert(mode).save(made, form, **options)
    return made.getvalue()


def bomb(width, height):
    """A PNG of a few kilobytes that is `width` × `height` pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000_000), 9)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


async def small(house, url):
    code, body, headers = await asks(house, url.with_query("thumbnail"))
    assert code == 200
    return Image.open(io.BytesIO(body)), headers


async def test_a_picture_is_made_small(house):
    url = await kept(house, picture())
    image, headers = await small(house, url)
    assert (image.format, image.size) == ("JPEG", (400, 300))
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    again = await asks(house, url.with_query("thumbnail"), If_None_Match=headers["ETag"])
    assert again[:2] == (304, b"")


async def test_it_is_upright_and_tells_no_place(house):
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turned: the left side is the top
    exif.get_ifd(GPS)[1] = "N"
    data = picture(exif=exif)
    assert GPS in Image.open(io.BytesIO(data)).getexif()
    image, _ = await small(house, await kept(house, data, "image/jpeg"))
    assert image.size == (300, 400)
    top, bottom = image.getpixel((150, 50)), image.getpixel((150, 350))
    assert top[0] > 200 > 50 > top[2]
    assert bottom[2] > 200 > 50 > bottom[0]
    assert not image.getexif()
    assert "icc_profile" not in image.info


async def test_what_one_can_see_through_stays_so(house):
    data = picture(form="PNG", mode="RGBA")
    image, _ = await small(house, await kept(house, data))
    assert (image.format, image.mode) == ("PNG", "RGBA")


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
async def test_other_formats(house, form):
    image, _ = await small(house, await kept(house, picture(form=form), f"image/{form.lower()}"))
    assert image.size == (400, 300)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (bomb(30_000, 30_000), "image/png"),
        (bomb(9_000, 6_600), "image/png"),  # few enough pixels, and not there
        (picture()[:2_000], "image/jpeg"),
        (b"GIF89a" + b"\xff" * 100, "image/gif"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "image/png"),  # a format with a language in it
        (b"", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (picture(), "application/octet-stream"),
    ],
)
async def test_no_picture_of_what_would_hurt(house, content, kind):
    url = await kept(house, content, kind)
    for _ in range(2):  # the second time it is known
        assert (await asks(house, url.with_query("thumbnail")))[0] == 404
    assert (await asks(house, url))[:2] == (200, content)


async def test_many_who_ask_at_once_are_one_piece_of_work(house, monkeypatch):
    runs = []
    start = asyncio.create_subprocess_exec

    async def counted(*args, **options):
        runs.append(args)
        return await start(*args, **options)

    monkeypatch.setattr("asyncio.create_subprocess_exec", counted)
    url = await kept(house, picture())
    answers = await asyncio.gather(*(asks(house, url.with_query("thumbnail")) for _ in range(5)))
    assert {answer[0] for answer in answers} == {200}
    assert len(runs) == 1


async def test_it_goes_with_the_file(house, tmp_path):
    url = await kept(house, picture())
    await small(house, url)
    assert list(tmp_path.rglob("*.small"))
    await house.host.commands.run("uploads.delete", {"id": url.parts[2]})
    assert not list(tmp_path.rglob("*.small"))
    assert (await asks(house, url.with_query("thumbnail")))[0] == 404

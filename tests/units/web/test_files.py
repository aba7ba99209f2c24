"""Files go out: whole, in ranges, under their names, and never as something that acts."""

import asyncio
import hashlib
import os

import pytest
from tests.units.web.test_uploads import ROMEO
from yarl import URL

from magpie.server.uploads import Wanted
from magpie.web.files import disposition

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"


async def kept(house, data, kind="image/png", name="a.png"):
    """A file that is here; its address."""
    uploads = house.host.uploads
    made = await uploads.reserve(ROMEO, Wanted(name, len(data), kind))

    async def chunks():
        yield data

    with uploads.alone(made, len(data)):
        assert await uploads.receive(made, 0, chunks(), kind or "application/octet-stream")
    return URL(uploads.get_url(made), encoded=True)


async def asks(house, url, method="GET", **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    async with house.browser.request(method, url, headers=given) as response:
        return response.status, await response.read(), response.headers


async def test_what_a_file_is_told_with(house):
    data = os.urandom(1000)
    url = await kept(house, data)
    code, body, headers = await asks(house, url)
    assert (code, body) == (200, data)
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Length"] == "1000"
    assert headers["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    code, body, head = await asks(house, url, "HEAD")
    assert (code, body) == (200, b"")
    assert {name: head[name] for name in head if name != "Date"} == {
        name: headers[name] for name in headers if name != "Date"
    }
    assert (await asks(house, url, "OPTIONS"))[0] == 204
    assert (await asks(house, url, "PUT"))[0] == 405


@pytest.mark.parametrize(
    ("asked", "code", "part"),
    [
        ("bytes=0-0", 206, slice(0, 1)),
        ("bytes=10-19", 206, slice(10, 20)),
        ("bytes=990-2000", 206, slice(990, 1000)),
        ("bytes=999-", 206, slice(999, 1000)),
        ("bytes=-10", 206, slice(990, 1000)),
        ("bytes=-2000", 206, slice(0, 1000)),
        ("bytes=1000-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=5-4", 200, slice(0, 1000)),
        ("bytes=0-1,5-6", 200, slice(0, 1000)),
        ("bytes=-", 200, slice(0, 1000)),
        ("bytes=a-b", 200, slice(0, 1000)),
        ("lines=1-2", 200, slice(0, 1000)),
        ("bytes=" + "9" * 500 + "-", 200, slice(0, 1000)),
    ],
)
async def test_ranges(house, asked, code, part):
    data = os.urandom(1000)
    url = await kept(house, data)
    got, body, headers = await asks(house, url, Range=asked)
    assert got == code
    if part is None:
        assert headers["Content-Range"] == "bytes */1000"
    else:
        assert body == data[part]
    if code == 206:
        assert headers["Content-Range"] == f"bytes {part.start}-{part.stop - 1}/1000"


async def test_a_download_goes_on_with_the_same_file_only(house):
    data = os.urandom(1000)
    url = await kept(house, data)
    etag = (await asks(house, url, "HEAD"))[2]["ETag"]
    assert (await asks(house, url, Range="bytes=500-", If_Range=etag))[:2] == (206, data[500:])
    assert (await asks(house, url, Range="bytes=500-", If_Range='"old"'))[:2] == (200, data)


async def test_a_file_that_the_client_has_is_not_sent_again(house):
    url = await kept(house, b"data")
    etag = (await asks(house, url, "HEAD"))[2]["ETag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        assert (await asks(house, url, If_None_Match=known))[:2] == (304, b"")
    assert (await asks(house, url, If_None_Match='"other"'))[:2] == (200, b"data")


@pytest.mark.parametrize(
    ("kind", "name", "told", "way"),
    [
        ("image/png", "a.png", "image/png", "inline"),
        ("video/mp4", "a.mp4", "video/mp4", "inline"),
        ("audio/ogg", "a.oga", "audio/ogg", "inline"),
        ("text/plain", "a.txt", "text/plain; charset=utf-8", "inline"),
        ("application/pdf", "a.pdf", "application/pdf", "attachment"),
        ("image/svg+xml", "a.svg", "application/octet-stream", "attachment"),
        ("text/html", "a.html", "application/octet-stream", "attachment"),
        ("application/xhtml+xml", "a.html", "application/octet-stream", "attachment"),
        ("text/xml", "a.xml", "application/octet-stream", "attachment"),
        ("text/css", "a.css", "application/octet-stream", "attachment"),
        ("text/javascript", "a.js", "application/octet-stream", "attachment"),
        ("application/javascript", "a.js", "application/octet-stream", "attachment"),
        ("application/wasm", "a.wasm", "application/octet-stream", "attachment"),
        ("", "a", "application/octet-stream", "attachment"),
    ],
)
async def test_only_what_just_shows_is_shown(house, kind, name, told, way):
    content = SVG if "svg" in kind else HTML
    url = await kept(house, content, kind, name)
    _, body, headers = await asks(house, url)
    assert body == content
    assert headers["Content-Type"] == told
    assert headers["Content-Disposition"] == f'{way}; filename="{name}"'
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_names_in_any_script():
    assert disposition("inline", "a b.png") == 'inline; filename="a b.png"'
    assert disposition("inline", "très.png") == (
        "inline; filename=\"tr_s.png\"; filename*=UTF-8''tr%C3%A8s.png"
    )
    assert disposition("attachment", '猫";x="\\.png') == (
        "attachment; filename=\"__;x=__.png\"; filename*=UTF-8''%E7%8C%AB%22%3Bx%3D%22%5C.png"
    )


async def test_paths_lead_nowhere(house):
    url = await kept(house, b"data")
    for path in (
        f"/files/{url.parts[2]}",
        "/files/../../etc/passwd",
        "/files/..%2f..%2fmagpie.db/x",
        "/files/%2e%2e/magpie.db",
        f"/files/{url.parts[2]}.part/a",
        f"/files/{url.parts[2]}%00/a",
        f"/files/{'A' * 32}/a",
        "/files//a",
    ):
        code, _, _ = await asks(house, URL(f"{house.url}{path}", encoded=True))
        assert code in (400, 404), path


async def test_a_file_whose_bytes_are_gone(house, tmp_path):
    url = await kept(house, b"data")
    await house.host.uploads.blobs.delete(url.parts[2])
    assert (await asks(house, url))[0] == 404


@pytest.mark.parametrize("way", ["sendfile", "pieces"])
async def test_who_takes_nothing_is_cut_off(house, monkeypatch, way):
    monkeypatch.setattr("magpie.web.sending.SILENCE", 0.3)
    if way == "pieces":
        monkeypatch.delattr("os.sendfile")
    url = await kept(house, bytes(30_000_000))
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(f"GET {url.raw_path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 OK" in head
    await asyncio.sleep(1.0)  # nothing is taken meanwhile
    rest = b""
    try:
        while piece := await reader.read(1 << 20):
            rest += piece
    except ConnectionResetError:
        pass
    assert len(rest) < 30_000_000
    assert not rest.strip(b"\0")  # no answer in the midst of the file
    writer.close()


async def test_who_goes_in_the_middle_is_no_error(house):
    url = await kept(house, bytes(30_000_000))
    for _ in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", house.port)
        writer.write(f"GET {url.raw_path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        await asyncio.sleep(0.05)
        writer.transport.abort()
    assert (await asks(house, url, "HEAD"))[0] == 200

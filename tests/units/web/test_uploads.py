"""XEP-0363, 8: files come in, whole or in parts, and what does not belong is refused."""

import asyncio
import errno
import hashlib
import io
import os

import aiohttp
import pytest
from yarl import URL

from magpie.server.uploads import Wanted
from magpie.storage import uploads as table
from magpie.storage.blobs import LocalDraft
from magpie.xmpp.jid import Jid

ROMEO = Jid.parse("romeo@localhost")
PART = {"Content-Type": "application/partial-upload"}


async def slot(house, size, kind="image/png", name="a b.png"):
    """A slot of Romeo's: where to put it, where to read it."""
    uploads = house.host.uploads
    made = await uploads.reserve(ROMEO, Wanted(name, size, kind))
    return URL(uploads.put_url(made), encoded=True), URL(uploads.get_url(made), encoded=True)


async def status(house, method, url, **options):
    async with house.browser.request(method, url, **options) as response:
        await response.read()
        return response.status


async def content(house, url):
    async with house.browser.get(url) as response:
        return response.status, await response.read()


def raw(put, *headers, method="PUT"):
    """The head of a request, as bytes."""
    lines = [f"{method} {put.raw_path} HTTP/1.1", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode()


async def connected(house):
    return await asyncio.open_connection("127.0.0.1", house.port)


async def begun(house, put, count=0):
    """Wait until somebody writes to the slot, and has written so much."""
    uploads = house.host.uploads
    found = await uploads.slot(put.parts[2])
    async with asyncio.timeout(10):
        while (  # noqa: ASYNC110  (no event tells)
            found.token not in uploads._coming or await uploads.received(found) < count
        ):
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("size", [0, 1, 300_000, 3_000_000])
async def test_a_file_comes_and_is_read(house, size):
    data = os.urandom(size)
    put, get = await slot(house, size)
    headers = {"Content-Type": "image/png"}
    async with house.browser.put(put, data=io.BytesIO(data), headers=headers) as made:
        assert made.status == 201
        assert made.headers["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
        assert made.headers["Location"] == str(get)
        assert made.headers["Access-Control-Allow-Origin"] == "*"
    assert await content(house, get) == (200, data)


async def test_one_file_for_one_slot(house):
    put, get = await slot(house, 5)
    assert await status(house, "GET", get) == 404
    assert await status(house, "PUT", put, data=b"first") == 201
    assert await status(house, "PUT", put, data=b"other") == 409
    assert await status(house, "DELETE", put) == 409
    assert await content(house, get) == (200, b"first")


async def test_two_at_once_for_one_slot(house):
    put, get = await slot(house, 10)
    reader, writer = await connected(house)
    writer.write(raw(put, "Content-Length: 10") + b"first")
    await begun(house, put)
    assert await status(house, "PUT", put, data=b"0123456789") == 409
    writer.write(b"-ones")
    assert b" 201 " in await reader.readline()
    writer.close()
    assert await content(house, get) == (200, b"first-ones")


@pytest.mark.parametrize(
    ("headers", "body", "wanted"),
    [
        (["Content-Length: 9"], b"123456789", 400),
        (["Content-Length: 11"], b"12345678901", 413),
        (["Content-Length: 99999999999999"], b"", 413),
        (["Transfer-Encoding: chunked"], b"a\r\n1234567890\r\n0\r\n\r\n", 411),
        (["Content-Length: 10", "Content-Type: text/html"], b"1234567890", 415),
        (["Content-Length: 10", "Content-Encoding: gzip"], b"1234567890", 415),
        (["Content-Length: ten"], b"", 400),
        (["Content-Length: -1"], b"", 400),
        (["Content-Length: 10", "Content-Length: 5"], b"12345", 400),
        (["Content-Length: 10", "Transfer-Encoding: chunked"], b"0\r\n\r\n", 400),
    ],
)
async def test_wrong_lengths_and_types_are_refused(house, headers, body, wanted):
    put, get = await slot(house, 10)
    reader, writer = await connected(house)
    writer.write(raw(put, *headers) + body)
    answer = await reader.readline()
    writer.close()
    assert f" {wanted} ".encode() in answer
    assert await status(house, "GET", get) == 404
    assert await status(house, "PUT", put, data=b"1234567890") == 201  # the slot is as it was


async def test_more_than_was_said_is_no_part_of_the_file(house):
    put, get = await slot(house, 5)
    reader, writer = await connected(house)
    writer.write(raw(put, "Content-Length: 5") + b"12345")
    assert b" 201 " in await reader.readline()
    writer.write(b"more and more" * 100)
    assert b" 400 Bad Request" in await reader.read()
    writer.close()
    assert await content(house, get) == (200, b"12345")


async def test_forged_slots_and_those_that_ran_out(house, monkeypatch):
    put, get = await slot(house, 5)
    for forged in (
        f"/uploads/{get.parts[2]}/a",  # the address to read at is no place to write to
        f"/uploads/{'A' * 32}/a",
        "/uploads/..%2f..%2fetc/passwd",
        "/uploads/%00/a",
        "/uploads/%FF%FE/a",
        "/uploads/" + "a" * 3000 + "/a",
    ):
        url = URL(f"{house.url}{forged}", encoded=True)
        assert await status(house, "PUT", url, data=b"12345") in (400, 404), forged
    found = await house.host.uploads.slot(put.parts[2])
    await house.host.db.write(table.extend, found.token, house.host.clock.now() - 1)
    assert await status(house, "PUT", put, data=b"12345") == 404


async def test_what_a_page_of_another_site_may_do(house):
    put, _ = await slot(house, 5)
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "PUT"}
    async with house.browser.options(put, headers=asked) as response:
        assert response.status == 204
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "PUT" in response.headers["Access-Control-Allow-Methods"]
        assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert response.headers["Upload-Limit"] == "max-size=2000000000"
    async with house.browser.put(put, data=b"much too long", headers=asked) as response:
        assert response.status == 413
        assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_so_many_at_once(new_house, monkeypatch):
    monkeypatch.setattr("magpie.server.uploads.AT_ONCE", 1)
    house = await new_house(**{"limits.enabled": "true"})
    first, second = [(await slot(house, 10))[0] for _ in range(2)]
    reader, writer = await connected(house)
    writer.write(raw(first, "Content-Length: 10") + b"first")
    await begun(house, first)
    async with house.browser.put(second, data=b"0123456789") as refused:
        assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
    writer.write(b"-ones")
    assert b" 201 " in await reader.readline()
    writer.close()
    assert await status(house, "PUT", second, data=b"0123456789") == 201


# In parts


async def test_a_broken_upload_goes_on_where_it_broke(house):
    data = os.urandom(2_000_000)
    put, get = await slot(house, len(data))
    _, writer = await connected(house)
    writer.write(raw(put, f"Content-Length: {len(data)}") + data[:1_500_000])
    await writer.drain()
    await begun(house, put, 1_000_000)
    writer.transport.abort()
    async with house.browser.head(put) as told:
        assert told.status == 204
        assert told.headers["Upload-Complete"] == "?0"
        assert told.headers["Upload-Length"] == str(len(data))
        offset = int(told.headers["Upload-Offset"])
    assert 1_000_000 <= offset <= 1_500_000
    headers = PART | {"Upload-Offset": str(offset), "Upload-Complete": "?1"}
    async with house.browser.patch(put, data=data[offset:], headers=headers) as made:
        assert made.status == 201
        assert made.headers["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
        assert made.headers["Upload-Complete"] == "?1"
    assert await content(house, get) == (200, data)
    async with house.browser.head(put) as told:
        assert (told.headers["Upload-Offset"], told.headers["Upload-Complete"]) == ("2000000", "?1")


async def test_whoever_comes_back_takes_over_from_a_dead_connection(house):
    """The server may not have noticed yet that the first one is gone."""
    put, get = await slot(house, 10)
    _, writer = await connected(house)
    writer.write(raw(put, "Content-Length: 10") + b"12345")
    await begun(house, put)
    async with house.browser.head(put) as told:
        offset = int(told.headers["Upload-Offset"])
    headers = PART | {"Upload-Offset": str(offset), "Upload-Complete": "?1"}
    assert await status(house, "PATCH", put, data=b"1234567890"[offset:], headers=headers) == 201
    assert await content(house, get) == (200, b"1234567890")
    writer.close()


async def test_parts_in_their_order(house):
    put, get = await slot(house, 9)
    first = {"Upload-Complete": "?0"}
    async with house.browser.put(put, data=b"one", headers=first) as told:
        assert told.status == 204
        assert told.headers["Upload-Offset"] == "3"

    async def part(offset, data, is_last="?0", kind=PART):
        headers = kind | {"Upload-Offset": offset, "Upload-Complete": is_last}
        async with house.browser.patch(put, data=data, headers=headers) as response:
            return response.status, response.headers.get("Upload-Offset")

    assert await part("0", b"two") == (409, "3")
    assert await part("6", b"two") == (409, "3")
    assert await part("-3", b"two") == (409, "3")
    assert await part("3", b"two", kind={}) == (415, None)
    assert await part("3", b"two three") == (413, None)
    assert await part("3", b"two", "?1") == (400, None)  # that is not the whole
    assert await part("3", b"two") == (204, "6")
    assert await status(house, "GET", get) == 404
    assert await part("6", b"end", "?1") == (201, None)
    assert await content(house, get) == (200, b"onetwoend")


async def test_an_upload_that_is_given_up_leaves_nothing(house, tmp_path):
    put, _ = await slot(house, 6)
    await status(house, "PUT", put, data=b"one", headers={"Upload-Complete": "?0"})
    assert [one.name for one in tmp_path.rglob("*.part")]
    assert await status(house, "DELETE", put) == 204
    assert not [one.name for one in tmp_path.rglob("*.part")]
    assert await status(house, "HEAD", put) == 404
    assert await status(house, "PUT", put, data=b"onetwo") == 404


async def test_a_whole_file_replaces_what_a_broken_one_left(house):
    put, get = await slot(house, 6)
    await status(house, "PUT", put, data=b"wrong", headers={"Upload-Complete": "?0"})
    assert await status(house, "PUT", put, data=b"right!") == 201
    assert await content(house, get) == (200, b"right!")


# When it goes wrong


async def test_who_sends_nothing_is_given_up(house, monkeypatch):
    monkeypatch.setattr("magpie.web.uploads.SILENCE", 0.2)
    put, _ = await slot(house, 10)
    reader, writer = await connected(house)
    writer.write(raw(put, "Content-Length: 10") + b"12345")
    assert b" 408 " in await reader.readline()
    writer.close()
    async with house.browser.head(put) as told:
        assert told.headers["Upload-Offset"] == "5"


async def test_who_drips_is_given_up(house, monkeypatch):
    monkeypatch.setattr("magpie.web.uploads.SILENCE", 0.2)
    put, _ = await slot(house, 1000)
    reader, writer = await connected(house)
    writer.write(raw(put, "Content-Length: 1000"))
    answer = asyncio.create_task(reader.readline())
    while not answer.done():
        writer.write(b".")
        await asyncio.wait({answer}, timeout=0.05)
    assert b" 408 " in answer.result()
    writer.close()


async def test_a_full_disk_is_said_and_what_was_written_goes(house, monkeypatch, tmp_path):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    put, _ = await slot(house, 10)
    with monkeypatch.context() as patch:
        patch.setattr(LocalDraft, "_append", full)
        assert await status(house, "PUT", put, data=b"1234567890") == 507
    assert not [one.name for one in tmp_path.rglob("*.part")]
    assert await status(house, "PUT", put, data=b"1234567890") == 201


async def test_what_is_nearly_full_takes_nothing(new_house):
    house = await new_house(**{"uploads.reserve": "0"})
    put, _ = await slot(house, 10)

    async def nothing():
        return 5

    house.host.uploads.blobs.free = nothing
    assert await status(house, "PUT", put, data=b"1234567890") == 507


async def test_the_connection_lives_on_after_an_upload(house):
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as one:
        for number in range(3):
            data = bytes([number]) * 500_000
            put, get = await slot(house, len(data))
            async with one.put(put, data=data) as made:
                assert made.status == 201
            async with one.get(get) as response:
                assert await response.read() == data

"""Every response has safe headers; errors say little."""

import asyncio

import pytest
from aiohttp import web

from magpie.web import health
from magpie.web.site import read_body


@pytest.fixture
async def built(new_house, monkeypatch):
    """A house whose site has more routes: `await built(path=handler)`."""

    async def build(**handlers):
        original = health.add_routes

        def add_routes(site):
            original(site)
            for name, handler in handlers.items():
                site.add("POST", f"/{name}", handler, within=0.2)

        monkeypatch.setattr(health, "add_routes", add_routes)
        return await new_house()

    return build


async def test_headers_are_safe_on_pages_and_errors(house):
    for path in ("/health", "/nowhere"):
        async with house.browser.get(path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Server"] == "Magpie"


async def test_what_is_not_there_is_said_in_one_line(house):
    async with house.browser.get("/nowhere") as answer:
        assert answer.status == 404
        assert await answer.text() == "Not Found\n"
    async with house.browser.post("/health") as answer:
        assert answer.status == 405


async def test_a_fault_of_ours_is_logged_and_shows_nothing(built):
    async def fail(_request):
        raise RuntimeError("a secret")

    house = await built(fails=fail)
    async with house.browser.post("/fails") as answer:
        assert answer.status == 500
        assert "secret" not in await answer.text()
    assert [error.getMessage() for error in house.errors] == ["web.failed"]
    house.errors.clear()


async def test_a_route_has_its_time(built):
    async def wait(_request):
        await asyncio.Event().wait()

    house = await built(waits=wait)
    async with house.browser.post("/waits") as answer:
        assert answer.status == 408


async def test_a_body_has_its_bounds(built):
    async def take(request):
        return web.Response(text=str(len(await read_body(request, 1000))))

    async def parts(size):
        for _ in range(size):
            yield b"x"

    house = await built(takes=take)
    for body, status in ((b"x" * 1000, 200), (b"x" * 1001, 413)):
        async with house.browser.post("/takes", data=body) as answer:
            assert answer.status == status
    for size, status in ((1000, 200), (1001, 413)):
        async with house.browser.post("/takes", data=parts(size)) as answer:
            assert answer.status == status

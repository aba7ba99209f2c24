"""Files: found by name only, asked for once, compressed where the browser takes it."""

import gzip
import json

import pytest

from magpie.web.pages.assets import Assets, type_of


@pytest.fixture
def client(tmp_path, monkeypatch):
    """A web client in the package."""
    (tmp_path / "images").mkdir()
    (tmp_path / "app.js.gz").write_bytes(gzip.compress(b"let x;"))
    (tmp_path / "images/a.png").write_bytes(b"png")
    (tmp_path / "client.json").write_text(json.dumps({"version": "1", "digest": "d1"}))
    load = Assets.load
    monkeypatch.setattr(Assets, "load", lambda: load(client=tmp_path))
    return tmp_path


async def test_a_file_is_kept_for_good(house):
    url = Assets.load().url("pages.css")
    async with house.browser.get(url) as response:
        assert response.status == 200
        assert response.content_type == "text/css"
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_pressed_is_sent_so_to_who_takes_it(client, new_house):
    house = await new_house()
    for encoding, sent in (("gzip", "gzip"), ("identity", None)):
        headers = {"Accept-Encoding": encoding}
        async with house.browser.get("/client/d1/app.js", headers=headers) as response:
            assert response.headers.get("Content-Encoding") == sent
            assert await response.read() == b"let x;"
            assert response.content_type == "text/javascript"
    async with house.browser.get("/client/d1/images/a.png") as response:
        assert (await response.read(), response.content_type) == (b"png", "image/png")


@pytest.mark.parametrize(
    "path",
    [
        "/client/other/app.js",
        "/client/d1/nothing.js",
        "/client/d1/../d1/nothing",
        "/client/d1/..%2f..%2fsite.py",
        "/client/d1//etc/passwd",
        "/client/d1/",
        "/static/d1/pages.css",
    ],
)
async def test_only_what_is_there_by_name(client, new_house, path):
    house = await new_house()
    async with house.browser.get(path) as response:
        assert response.status == 404


def test_without_the_client_there_are_our_own(tmp_path):
    assets = Assets.load(client=tmp_path / "nowhere")
    assert not assets.has_client
    assert assets.url("pages.js").startswith("/static/")


def test_types():
    assert type_of("a.wasm") == "application/wasm"
    assert type_of("a.unheard-of") == "application/octet-stream"

"""The web client's page, and the tickets that it signs in with."""

import json
import re
from html import unescape

import pytest
from tests.units.web.pages.reader import PASSWORD, Reader, account, went_to

from magpie.web.pages import chat
from magpie.web.pages.assets import Assets


@pytest.fixture
def with_client(monkeypatch):
    """As if the web client were in the package, whether it is or not."""
    load = Assets.load

    def loaded():
        assets = load()
        assets.has_client = True
        return assets

    monkeypatch.setattr(Assets, "load", loaded)


async def signed_in(house):
    reader = Reader(house)
    await account(house)
    await reader.sends("/signin", name="romeo", password=PASSWORD)
    return reader


async def test_the_client_is_for_those_who_have_signed_in(with_client, new_house):
    house = await new_house()
    assert (await Reader(house).opens("/chat"))[0] == 302
    reader = await signed_in(house)
    status, text = await reader.opens("/chat")
    assert status == 200
    settings = json.loads(unescape(re.search(r'data-settings="([^"]*)"', text)[1]))
    assert settings["jid"] == "romeo@localhost"
    assert settings["websocket_url"] == house.url.replace("http:", "ws:") + "/xmpp-websocket"


async def test_no_setting_leads_to_another_host(house):
    settings = chat.client_settings(house.host, "/client/d/", "wss://localhost:5443")
    text = json.dumps(settings)
    assert re.findall(r"\w+://[\w.:]*", text) == ["wss://localhost:5443"]
    for name in ("providers_link", "xmpp_providers_url", "autocomplete_providers_url"):
        assert settings[name] == ""
    assert settings["muc_search_service"] == "rooms.localhost"
    assert settings["show_client_info"] is settings["discover_connection_methods"] is False


async def test_a_ticket_lets_the_client_in_once(house):
    reader = await signed_in(house)
    response = await reader.sends("/chat/ticket")
    given = await response.json()
    assert given["jid"] == "romeo@localhost"
    assert house.host.tickets.take(given["password"]) is not None
    assert house.host.tickets.take(given["password"]) is None


async def test_nobody_else_gets_one(house):
    assert (await Reader(house).sends("/chat/ticket")).status == 401
    reader = await signed_in(house)
    assert went_to(await reader.sends("/signout")) == "/"
    assert (await reader.sends("/chat/ticket")).status == 401


async def test_without_the_client_the_page_says_what_to_do(monkeypatch, tmp_path, new_house):
    load = Assets.load
    monkeypatch.setattr(Assets, "load", lambda: load(client=tmp_path))
    reader = await signed_in(await new_house())
    status, text = await reader.opens("/chat")
    assert (status, "make web" in text) == (503, True)


async def test_it_can_be_installed(house):
    async with house.browser.get("/manifest.webmanifest") as response:
        manifest = json.loads(await response.text())
        assert response.content_type == "application/manifest+json"
    for icon in manifest["icons"]:
        async with house.browser.get(icon["src"]) as response:
            assert (response.status, response.content_type) == (200, icon["type"])

"""The web site of the real program: over TLS, as browsers find it."""

import aiohttp
from tests.live.wire import trusting


async def test_the_first_request_of_all_is_answered(new_server):
    """The site is loaded while the request waits; uvloop has read it by then."""
    server = new_server()
    async with aiohttp.ClientSession(server.http) as browser, browser.get("/health") as answer:
        assert (await answer.json())["status"] == "ready"


async def test_it_has_the_certificate_of_the_server(server):
    async with (
        aiohttp.ClientSession(server.https) as browser,
        browser.get("/.well-known/host-meta.json", ssl=trusting(server)) as answer,
    ):
        links = (await answer.json())["links"]
    assert links[0]["href"] == server.https.replace("https", "wss") + "/xmpp-websocket"

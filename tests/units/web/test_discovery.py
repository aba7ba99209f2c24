"""XEP-0156: web clients find where to connect."""

from magpie.xmpp.parser import parse_element

RELS = ["urn:xmpp:alt-connections:websocket", "urn:xmpp:alt-connections:xbosh"]


async def test_both_documents_say_the_same(house):
    house.host.public_url = "https://chat.example"
    async with house.browser.get("/.well-known/host-meta.json") as answer:
        links = (await answer.json())["links"]
    assert [link["rel"] for link in links] == RELS
    assert [link["href"] for link in links] == [
        "wss://chat.example/xmpp-websocket",
        "https://chat.example/http-bind",
    ]
    async with house.browser.get("/.well-known/host-meta") as answer:
        assert answer.content_type == "application/xrd+xml"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        xrd = parse_element((await answer.text()).partition("\n")[2], "")
    assert [dict(link.attrs) for link in xrd] == links

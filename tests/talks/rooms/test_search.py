"""XEP-0433: public rooms found by words."""

import pytest
from tests.talks.rooms.play import ANA, BEN, asks, condition, enters, makes

NS = "urn:xmpp:channel-search:0:search"
SERVICE = "rooms.localhost"
RSM = "http://jabber.org/protocol/rsm"
BY_ADDRESS = "{urn:xmpp:channel-search:0:order}address"


def search(page="", form_type="urn:xmpp:channel-search:0:search-params", **fields):
    rows = "".join(
        f"<field var='{name}'><value>{value}</value></field>" for name, value in fields.items()
    )
    return f"""<search xmlns='{NS}'>{page}<x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE'><value>{form_type}</value></field>{rows}</x></search>"""


async def finds(device, **wanted):
    answer = (await asks(device, "get", search(**wanted), SERVICE)).children[0]
    return [one.get("address").partition("@")[0] for one in answer if one.name == "item"]


async def rooms(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana", f"cooking@{SERVICE}", publicroom="1", roomdesc="Bread and soup")
    await makes(ana, "Ana", f"chess@{SERVICE}", publicroom="1", roomname="100% Chess_Club")
    await makes(ana, "Ana", f"secret@{SERVICE}", roomdesc="bread too")
    await enters(ben, "Ben", ana, room=f"chess@{SERVICE}")
    return ana, ben


async def test_what_is_found(scene):
    _ana, ben = await rooms(scene)
    form = await asks(ben, "get", f"<search xmlns='{NS}'/>", SERVICE)
    assert "min_users" in str(form)
    assert await finds(ben, q="BREAD") == ["cooking"]
    assert await finds(ben, q="soup bread") == ["cooking"]
    assert await finds(ben, q="%") == ["chess"]
    assert await finds(ben, q="s_c") == ["chess"]
    assert await finds(ben, q="nothing") == []
    assert await finds(ben, all="true") == ["chess", "cooking"], "most people first"
    assert await finds(ben, all="true", key=BY_ADDRESS) == ["chess", "cooking"]
    assert await finds(ben, all="true", min_users="2") == ["chess"]
    assert await finds(ben, all="true", types="xep-0369") == []
    answer = str(await asks(ben, "get", search(q="chess"), SERVICE))
    for part in ("100% Chess_Club", "<nusers>2</nusers>", "<is-open/>", "xep-0045"):
        assert part in answer


async def test_pages(scene):
    _ana, ben = await rooms(scene)
    one = f"<set xmlns='{RSM}'><max>1</max></set>"
    assert await finds(ben, page=one, all="1") == ["chess"]
    after = f"<set xmlns='{RSM}'><max>1</max><after>chess@{SERVICE}</after></set>"
    assert await finds(ben, page=after, all="1") == ["cooking"]
    last = f"<set xmlns='{RSM}'><max>1</max><before/></set>"
    assert await finds(ben, page=last, all="1") == ["cooking"]


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({}, "bad-request"),
        ({"q": " "}, "bad-request"),
        ({"q": "x" * 300}, "bad-request"),
        ({"all": "1", "key": "stars"}, "feature-not-implemented"),
        ({"all": "1", "min_users": "few"}, "bad-request"),
        ({"all": "1", "form_type": "urn:other"}, "bad-request"),
    ],
)
async def test_searches_have_their_errors(scene, wanted, error):
    ana = scene.enter(ANA)
    assert condition(await asks(ana, "get", search(**wanted), SERVICE))[0] == error

"""People of two servers: they write, see each other, and show who they are."""

import asyncio
import io
import ssl

import aiohttp
import pytest
from aiohttp import connector
from slixmpp.exceptions import IqError
from tests.live.federation.people import PATIENCE, befriends, people
from tests.live.wire import trusting


async def test_they_write_to_each_other(pair, name):
    romeo, juliet = await people(pair, name)
    await romeo.says(juliet.bare, "But soft")
    await juliet.hears(romeo.bare, "But soft")
    await juliet.says(romeo.bare, "Ay me")
    await romeo.hears(juliet.bare, "Ay me")
    history = [(romeo.bare, "But soft"), (juliet.bare, "Ay me")]
    assert await romeo.history(with_jid=juliet.bare) == history
    assert await juliet.history(with_jid=romeo.bare) == history
    for friend in (romeo, juliet):
        await friend.leaves()


async def test_who_is_not_there_is_said(pair, name):
    romeo, juliet = await people(pair, name)
    for one, other in ((romeo, juliet), (juliet, romeo)):
        nobody = f"nobody@{other.boundjid.domain}"
        one.send_message(nobody, "hello?", mtype="chat")
        await one.until(lambda one=one: one.refusals, PATIENCE)
        assert one.refusals == [(nobody, "service-unavailable")]


async def test_contacts_ask_and_see_each_other_come_and_go(pair, name):
    romeo, juliet = await people(pair, name)
    await befriends(romeo, juliet)
    await juliet.leaves()
    await romeo.sees(juliet.boundjid.full, online=False)
    again = type(juliet)(pair.theirs, juliet.boundjid.user, "balcony")
    await again.is_there()  # her server probes ours
    await again.sees(romeo.boundjid.full)
    await romeo.sees(again.boundjid.full)
    await romeo.leaves()
    await again.sees(romeo.boundjid.full, online=False)
    back = type(romeo)(pair.ours, romeo.boundjid.user, "orchard")
    await back.is_there()  # ours probes hers
    await back.sees(again.boundjid.full)

    again.send_presence_subscription(back.bare, ptype="unsubscribe")
    await again.sees(back.boundjid.full, online=False)
    await again.until(lambda: again.subscription(back) == "from", PATIENCE)
    await back.until(lambda: back.subscription(again) == "to", PATIENCE)
    assert await back.sees(again.boundjid.full)
    again.send_presence_subscription(back.bare, ptype="unsubscribed")
    await back.sees(again.boundjid.full, online=False)
    await back.until(lambda: back.subscription(again) == "none", PATIENCE)


async def test_who_removes_a_contact_is_seen_no_more(pair, name):
    romeo, juliet = await people(pair, name)
    await befriends(romeo, juliet)
    romeo.del_roster_item(juliet.bare)
    await juliet.sees(romeo.boundjid.full, online=False)
    await juliet.until(lambda: juliet.subscription(romeo) == "none", PATIENCE)
    for each in (romeo, juliet):
        each.asked.clear()
        each.online.clear()
    await befriends(romeo, juliet)
    juliet.del_roster_item(romeo.bare)  # Prosody does not say that she is gone
    await romeo.until(lambda: romeo.subscription(juliet) == "none", PATIENCE)


async def test_a_file_sent_by_one_is_fetched_by_the_other(pair, name, monkeypatch):
    romeo, juliet = await people(pair, name)
    for one, other, server in ((romeo, juliet, pair.ours), (juliet, romeo, pair.theirs)):
        # slixmpp asks only aiohttp's default whom to trust
        monkeypatch.setattr(connector, "_SSL_CONTEXT_VERIFIED", trusting(server))
        content = b"my love as deep " * 1_000
        url = await one.plugin["xep_0363"].upload_file(
            "letter.txt",
            size=len(content),
            content_type="text/plain",
            input_file=io.BytesIO(content),
        )
        await one.says(other.bare, str(url))
        await other.hears(one.bare, str(url))
        assert await fetched(str(url), trusting(server)) == content


async def fetched(url: str, tls: ssl.SSLContext) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(url, ssl=tls) as response:
        assert response.status == 200
        return await response.read()


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c636060606000000005000160a5f645400000000049454e44ae426082"
)


async def test_personal_events_and_cards_cross(pair, name):
    romeo, juliet = await people(pair, name)
    await befriends(romeo, juliet)
    for one, other in ((romeo, juliet), (juliet, romeo)):
        await one.plugin["xep_0172"].publish_nick(f"The one called {one.boundjid.user}")
        known = one.bare, f"The one called {one.boundjid.user}"
        await other.until(lambda a=other, k=known: k in a.nicks, PATIENCE)

        picture = one.plugin["xep_0084"].generate_id(PNG)
        await one.plugin["xep_0084"].publish_avatar(PNG)
        await one.plugin["xep_0084"].publish_avatar_metadata(
            [{"id": picture, "type": "image/png", "bytes": str(len(PNG))}]
        )
        await other.until(lambda a=other, k=(one.bare, picture): k in a.avatars, PATIENCE)
        answer = await other.plugin["xep_0084"].retrieve_avatar(one.bare, picture)
        (item,) = answer["pubsub"]["items"]["substanzas"]
        assert item["avatar_data"]["value"] == PNG

        card = one.plugin["xep_0054"].make_vcard()
        card["FN"] = "Of two households"
        await one.plugin["xep_0054"].publish_vcard(card)
        answer = await other.plugin["xep_0054"].get_vcard(one.bare, cached=False)
        assert answer["vcard_temp"]["FN"] == "Of two households"


async def test_what_a_stranger_publishes_is_for_contacts_only(pair, name):
    romeo, juliet = await people(pair, name)
    await juliet.plugin["xep_0172"].publish_nick("Juliet")
    await romeo.plugin["xep_0172"].publish_nick("Romeo")
    for one, other in ((romeo, juliet), (juliet, romeo)):
        with pytest.raises(IqError) as refused:
            await one.plugin["xep_0060"].get_items(other.bare, "http://jabber.org/protocol/nick")
        assert refused.value.condition in ("not-authorized", "forbidden")
    assert juliet.bare not in {who for who, _ in romeo.nicks}
    assert romeo.bare not in {who for who, _ in juliet.nicks}


async def test_servers_and_people_answer_across(pair, name):
    romeo, juliet = await people(pair, name)
    for one, other in ((romeo, juliet), (juliet, romeo)):
        domain = other.boundjid.domain
        for whom in (domain, other.boundjid.full):
            await one.plugin["xep_0199"].send_ping(whom, timeout=PATIENCE)
        version = await one.plugin["xep_0092"].get_version(domain, timeout=PATIENCE)
        assert version["software_version"]["name"]
        info = await one.plugin["xep_0030"].get_info(domain, timeout=PATIENCE)
        assert ("server", "im") in {found[:2] for found in info["disco_info"]["identities"]}
        items = await one.plugin["xep_0030"].get_items(domain, timeout=PATIENCE)
        assert f"rooms.{domain}" in {found[0] for found in items["disco_items"]["items"]}


async def test_many_messages_keep_their_order(pair, name):
    romeo, juliet = await people(pair, name)
    texts = [f"line {number}" for number in range(100)]
    for one, other in ((romeo, juliet), (juliet, romeo)):
        for text in texts:
            await one.says(other.boundjid.full, text)
        await other.hears(one.bare, *texts)
    await asyncio.sleep(0)

"""`/metrics`: what Prometheus reads, and who may."""

import re

from prometheus_client.parser import text_string_to_metric_families
from tests.structure.project import ROOT
from tests.units.web.frame_client import FrameClient, chats


async def read(house) -> dict[str, float]:
    async with house.browser.get("/metrics") as answer:
        assert answer.status == 200
        text = await answer.text()
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_what_happens_is_counted(house):
    before = await read(house)
    pair = [await FrameClient(house).signs_in(name) for name in ("anna", "bert")]
    await chats(*pair)
    await pair[0].writes("nobody@localhost", "are you there?")
    await pair[0].finds(lambda one: one.get("type") == "error")
    seen = await read(house)
    assert before["magpie_sessions"] == 0
    assert seen["magpie_sessions"] == seen["magpie_accounts_online"] == 2
    assert seen["magpie_stanzas_total[message]"] == 3
    assert seen["magpie_messages_stored_total"] == seen["magpie_delivery_seconds_count"] == 2
    assert seen["magpie_delivery_seconds_bucket[+Inf]"] == 2
    assert seen["magpie_commit_seconds_count"] >= 1
    assert seen["magpie_stanza_errors_total[service-unavailable]"] == 1
    assert seen["magpie_journal_depth"] == 0
    assert seen["magpie_database_bytes"] > 10_000
    assert seen["magpie_disk_free_bytes"] > 0
    assert seen["process_resident_memory_bytes"] > 1_000_000


async def test_only_this_machine_and_who_has_the_token_may_read(new_house):
    settings = {"http.trusted_proxies": '["127.0.0.1"]', "http.metrics_token": "a secret"}
    house = await new_house(**settings)
    far = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
    for headers, status in (
        ({}, 401),
        ({"Authorization": "Bearer guessed"}, 401),
        ({"Authorization": "Bearer a secret"}, 200),
    ):
        async with house.browser.get("/metrics", headers=far | headers) as answer:
            assert answer.status == status


async def test_the_dashboard_asks_for_what_is_there(house):
    text = (ROOT / "contrib/grafana.json").read_text()
    asked = set(re.findall(r"\b(magpie_[a-z_]+|process_[a-z_]+)", text))
    families = {re.sub(r"\[.*", "", name) for name in await read(house)}
    assert asked <= families | {"magpie_stanza_errors_total", "magpie_stream_errors_total"}

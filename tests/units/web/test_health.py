"""The site says whether the server is well."""


async def test_a_server_that_runs_is_live_and_ready(house):
    for path in ("/health", "/health/live", "/health/ready"):
        async with house.browser.get(path) as answer:
            assert answer.status == 200
            assert (await answer.json())["status"] in ("live", "ready")
            assert answer.headers["Cache-Control"] == "no-store"


async def test_supervisors_may_ask_by_head(house):
    async with house.browser.head("/health") as answer:
        assert answer.status == 200
        assert await answer.read() == b""

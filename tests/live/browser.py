"""A person's browser: headless Chromium that reaches the server and nothing else."""

from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, async_playwright

CHROMIUM = Path("/usr/bin/chromium")
NEEDED = "apt-get install -y --no-install-recommends chromium"
QUIET = [  # nothing that the browser does of its own accord
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]
OUR_NAMES = {"localhost", "127.0.0.1"}
PATIENCE = 20_000  # milliseconds


def require_chromium() -> None:
    if not CHROMIUM.exists():
        pytest.fail(f"Chromium is not installed. Please run: {NEEDED}", pytrace=False)


@asynccontextmanager
async def chromium():
    """The program, for as many people as want."""
    require_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            yield browser
        finally:
            await browser.close()


class Window:
    """One person's window, with what went wrong in it.

    Attributes:
        page: the page in it.
        foreign: requests to other hosts: they are let through to nowhere.
        failed: requests that got no answer, or one of 400 and above.
        complaints: errors on the console, and exceptions.
    """

    page: Page

    def __init__(self) -> None:
        self.foreign: list[str] = []
        self.failed: list[str] = []
        self.complaints: list[str] = []

    async def open(self, browser: Browser, **options: Any) -> None:
        """Open it: `locale`, `color_scheme` and `viewport` are Playwright's."""
        context = await browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        await context.route(lambda url: urlsplit(url).hostname not in OUR_NAMES, self._foreign)
        self.page = page = await context.new_page()
        page.on("requestfailed", lambda one: self._failed(one.url, one.failure))
        page.on("response", lambda one: one.status < 400 or self._failed(one.url, one.status))
        page.on("console", lambda one: one.type != "error" or self.complaints.append(one.text))
        page.on("pageerror", lambda one: self.complaints.append(str(one)))

    async def _foreign(self, route: Any) -> None:
        self.foreign.append(route.request.url)
        await route.abort()

    def _failed(self, url: str, why: object) -> None:
        if why != "net::ERR_ABORTED":  # given up by the page itself, as it went on
            self.failed.append(f"{url}: {why}")

    def went_well(self) -> None:
        """Nothing was asked of others, refused, or complained of."""
        wrong = self.foreign + self.failed + self.complaints
        assert not wrong, "\n".join(wrong)


async def window(browser: Browser, **options: Any) -> Window:
    """A window with nothing in it."""
    made = Window()
    await made.open(browser, **options)
    return made

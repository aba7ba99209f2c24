"""The whole server with its web site in this process, and a browser's place before it."""

import logging
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

import aiohttp

from magpie.app import opened, sections
from magpie.base.config import load
from magpie.server.door import Door
from magpie.server.host import Host
from magpie.web.entrance import Entrance

QUIET = {
    "server.domain": "localhost",
    "limits.enabled": "false",
    "c2s.require_tls": "false",
}


class House:
    """A host with its site on loopback, without TLS.

    Attributes:
        host: the server.
        entrance: the site's; `url` where it is, `port` the number in it.
        browser: a client that asks it: `house.browser.get("/health")`.
        errors: what was logged as an error; the end finds none, unless a test took it away.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._folder = folder
        self._settings = QUIET | dict(settings)
        self._stack = AsyncExitStack()
        self.errors: list[logging.LogRecord] = []
        self.host: Host
        self.entrance: Entrance
        self.browser: aiohttp.ClientSession
        self.port = 0
        self.url = ""

    async def __aenter__(self) -> Self:
        self._listener = Listener(self.errors)
        logging.getLogger("magpie").addHandler(self._listener)
        texts = [f"{key}={value}" for key, value in self._settings.items()]
        settings = load(None, texts, sections())
        enter = self._stack.enter_async_context
        self.host = await enter(opened(settings, self._folder))
        self.entrance = Entrance(Door(self.host, None))
        self._stack.push_async_callback(self.entrance.close)
        self.port = await self.entrance.listen("127.0.0.1", 0, has_tls=False)
        self.url = self.host.public_url = f"http://127.0.0.1:{self.port}"
        jar = aiohttp.CookieJar(unsafe=True)  # also of an IP address
        self.browser = await enter(aiohttp.ClientSession(self.url, cookie_jar=jar))
        return self

    def at_the_end(self, function: Callable[[], object]) -> None:
        """Call `function` before the server stops."""
        self._stack.callback(function)

    async def __aexit__(self, *_: object) -> None:
        try:
            await self._stack.aclose()
        finally:
            logging.getLogger("magpie").removeHandler(self._listener)
        assert [error.getMessage() for error in self.errors] == []


class Listener(logging.Handler):
    """Keeps errors."""

    def __init__(self, errors: list[logging.LogRecord]) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        self._errors.append(record)

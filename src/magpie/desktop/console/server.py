"""The server of one data folder, as its console has it: started, adopted, followed, stopped.

Theory of operation. Whether the server runs is asked of its control socket, never guessed: a
server that somebody else has started on the folder is as good as one's own child, and is noticed
soon. While it runs one connection carries what it tells; each command has a connection of its own.
When the first ends, the server has ended, or it has cut off a console that was too slow: then it is
followed anew.

One's own child lives as long as the console, however that ends: closed, by a signal, killed. It is
let go only by somebody who says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from magpie.base.control import NAME, STOPPED, Client, CommandError, connect
from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.desktop.console.entities import About, Failure, News, Reason, State
from magpie.desktop.console.process import Process
from magpie.desktop.console.setting import DATABASE, SETTINGS
from magpie.desktop.core.observe import Signal

log = get_logger(__name__)

LOOK = 0.1  # seconds between two looks at a server that starts or ends
NOTICE = 1.0  # between two looks for a server that somebody else may have started
STOP_WITHIN = 10.0  # it promises five
BUSY = (State.STARTING, State.RUNNING, State.STOPPING)


class Server:
    """One server.

    Attributes:
        folder: its data folder.
        state, about, failure: how it is with it; `about` as long as it runs.
        shows_text: it tells what people write.
        changed: of those, something is different.
        began: what was told before is void: all is told anew.
        told: one batch of news.
    """

    def __init__(self, folder: Path, start: Callable[..., Process] = Process.start) -> None:
        self.folder = folder
        is_made = any((folder / name).exists() for name in (DATABASE, SETTINGS))
        self.state = State.STOPPED if is_made else State.NEW
        self.about = About()
        self.failure: Failure | None = None
        self.shows_text = False
        self.changed: Signal[State] = Signal()
        self.began: Signal[None] = Signal()
        self.told: Signal[News] = Signal()
        self._start = start
        self._process: Process | None = None
        self._tasks = Tasks("console")
        self._feed: asyncio.Task[None] | None = None

    def attend(self) -> None:
        """From now on follow whichever server runs on the folder, whoever starts it."""
        self._tasks.spawn("attend", self._attend())

    async def adopt(self) -> bool:
        """Follow the server that runs on the folder; False when none does."""
        try:
            client = await connect(self.folder)
        except CommandError:
            self._set(State.FAILED, Failure(Reason.FOREIGN, str(self.folder)))
            return False
        if client is None:
            return False
        self._follow(client)
        return True

    async def start(self, domain: str = "") -> None:
        """Start it and follow it; how that went is in `state`."""
        if not self._is_idle:
            return
        self._set(State.STARTING)
        if await self.adopt() or self.state is not State.STARTING:
            return
        try:
            self._process = self._start(self.folder, domain)
        except OSError as error:
            said = f"{error.filename}: {error.strerror}"
            self._set(State.FAILED, Failure(Reason.REFUSED, lines=(said,)))
            return
        while self._process.code is None:
            if await self.adopt():
                return
            await asyncio.sleep(LOOK)
        self._ended()

    async def stop(self) -> None:
        """Let it stop in an orderly way, and wait for that."""
        if self.state is not State.RUNNING:
            return
        self._set(State.STOPPING)
        feed = self._feed
        try:
            await self.run("server.stop")
        except CommandError:
            pass  # it has ended by itself
        if feed is not None:
            await asyncio.wait((feed,), timeout=STOP_WITHIN)
        self._kill()

    async def run(self, command: str, **args: object) -> Any:
        """What a command of the server's returns. Raises CommandError."""
        client = await connect(self.folder)
        if client is None:
            raise CommandError(STOPPED)
        async with client:
            return await client.run(command, args)

    async def show_text(self, shown: bool) -> None:
        """Let it tell what people write, or no longer."""
        if shown != self.shows_text:
            self.shows_text = shown
            self.changed.emit(self.state)
            if self.state is State.RUNNING:
                await self._leave()
                await self.adopt()

    def let_go(self) -> None:
        """One's own server goes on without its console, too."""
        if self._process is not None:
            self._process.let_go()

    async def close(self) -> None:
        """Follow it no more. One's own ends, unless it was let go; another's goes on."""
        await self._tasks.close()
        if self._process is not None and not self._process.stays:
            self._process.dismiss()
            await self._end()
            self._kill()

    # Parts

    def _set(self, state: State, failure: Failure | None = None) -> None:
        self.state, self.failure = state, failure
        self.changed.emit(state)

    @property
    def _is_idle(self) -> bool:
        """No server is known of."""
        return self.state not in BUSY and (self._feed is None or self._feed.done())

    async def _attend(self) -> None:
        await self.adopt()
        while True:
            await asyncio.sleep(NOTICE)
            if self._is_idle:
                await self._notice()

    async def _notice(self) -> None:
        try:
            client = await connect(self.folder)
        except CommandError:
            return  # whose it is was said at the first look
        if client is None:
            return
        if self._is_idle:  # still
            self._follow(client)
        else:
            await client.close()

    def _follow(self, client: Client) -> None:
        self._feed = self._tasks.spawn("feed", self._listen(client))

    async def _leave(self) -> None:
        feed, self._feed = self._feed, None
        if feed is not None:
            feed.cancel()
            await asyncio.gather(feed, return_exceptions=True)

    async def _listen(self, client: Client) -> None:
        async with client:
            try:
                self.about = About.of(await client.run("server.about", {}))
                self.began.emit(None)
                async for told in client.follow("live.watch", {"text": self.shows_text}):
                    if self.state in (State.STARTING, State.STOPPED, State.NEW, State.FAILED):
                        self._set(State.RUNNING)
                    self.told.emit(News.of(told))
            except CommandError as error:
                log.warning("server.lost", reason=str(error))
        await self._over()

    async def _over(self) -> None:
        """The connection has ended: with the server, or because we were too slow for it."""
        if self.state is not State.STOPPING and await self.adopt():
            return
        await self._end()
        self._ended()

    async def _end(self) -> None:
        """Wait until one's own has ended, though not for ever."""
        for _ in range(int(STOP_WITHIN / LOOK)):
            if self._process is None or self._process.code is not None:
                break
            await asyncio.sleep(LOOK)

    def _kill(self) -> None:
        """It has had its time."""
        if self._process is not None and self._process.code is None:
            log.warning("server.killed", seconds=STOP_WITHIN)
            self._process.kill()

    def _ended(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.dismiss()
        failure = process.failure() if process is not None else self._traces()
        self.began.emit(None)
        self._set(State.STOPPED if failure is None else State.FAILED, failure)

    def _traces(self) -> Failure | None:
        """Of a server that was not our child: an orderly end takes its socket away."""
        return Failure(Reason.CRASHED) if (self.folder / NAME).exists() else None

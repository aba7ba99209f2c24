"""Files: sending and getting them, and what a person does to those under way."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import platformdirs

from magpie.base.clock import Clock
from magpie.base.log import get_logger
from magpie.base.tasks import Tasks
from magpie.desktop.core import disk, uploads
from magpie.desktop.core.content import Text
from magpie.desktop.core.direct import Direct
from magpie.desktop.core.entities.message import File, FileKind, Message
from magpie.desktop.core.entities.notice import NewMessage, Notice
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.entities.transfer import ENDED, Stage, Transfer, Way
from magpie.desktop.core.messages import compose
from magpie.desktop.core.moving import BROKEN, Job, Moving
from magpie.desktop.core.receiving import Receiver
from magpie.desktop.core.setting import DOWNLOAD_UP_TO, DOWNLOADS
from magpie.desktop.core.settings import Settings
from magpie.desktop.core.store import messages
from magpie.desktop.core.store.taking import Taken
from magpie.desktop.core.timers import pause
from magpie.desktop.core.uploads import Uploads

log = get_logger(__name__)

AGAIN_AFTER = 2.0  # seconds, doubled up to AGAIN_MAX: the server may be on its way back
AGAIN_MAX = 60.0


class Transfers:
    """See `core.api.Transfers`."""

    def __init__(
        self,
        moving: Moving,
        folder: Path,
        direct: Direct,
        receivers: Callable[[int], Receiver],
        settings: Settings,
        clock: Clock,
    ) -> None:
        self.items = moving.items
        self._moving = moving
        self._folder = folder
        self._direct = direct
        self._pokes: dict[int, asyncio.Event] = {}
        self._lists = moving.lists
        self._receivers = receivers
        self._settings = settings
        self._clock = clock
        self._uploads = Uploads(moving)
        self._tasks = Tasks("transfers")
        self._lists.notices.connect(self._noticed)
        self._lists.online.connect(self._online)

    async def load(self) -> None:
        """What was under way when the program ended goes on."""
        for message, account, chosen in await self._uploads.unfinished():
            if message.file and not message.is_retracted:
                job = Job(0, account, message.conversation, message.id, True, message.file)
                job.chosen, job.path = chosen, chosen.path
                self._moving.add(job, Stage.WAITING)
                self._start(job)

    async def close(self) -> None:
        await self._tasks.close()

    # Commands

    async def send(
        self,
        conversation: int,
        paths: Sequence[Path],
        way: Way = Way.AUTO,
        *,
        is_voice: bool = False,
        seconds: int = 0,
        reply: int = 0,
    ) -> list[Message]:
        chosen = [await asyncio.to_thread(disk.choose, path) for path in paths]
        sent = []
        for one in chosen:
            file = await asyncio.to_thread(disk.described, one, is_voice, seconds)
            sent.append(await self._send(conversation, one, file, way, reply))
            reply = 0
        return sent

    async def accept(self, transfer: int, path: Path | None = None) -> None:
        job = self._moving.job(transfer)
        if self._moving.row(job).stage is not Stage.OFFERED or job.is_own:
            return
        job.path = path or await self._place(job.file)
        self._moving.stage(job, Stage.WAITING)
        self._start(job)

    async def fetch(self, message: int, path: Path | None = None) -> Transfer:
        job = self._moving.of_message(message)
        if job is None or self._moving.row(job).stage in ENDED:
            job = await self._job_of(message)
            self._moving.add(job, Stage.OFFERED)
        await self.accept(job.id, path)
        await self._show(job)
        return self._moving.row(job)

    async def decline(self, transfer: int) -> None:
        job = self._moving.job(transfer)
        if self._moving.row(job).stage is Stage.OFFERED and not job.is_own:
            if job.way is Way.DIRECT:
                self._direct.decline(job, self._receivers(job.account))
            self._moving.stage(job, Stage.DECLINED)

    async def cancel(self, transfer: int) -> None:
        job = self._moving.job(transfer)
        if self._moving.row(job).stage in ENDED - {Stage.FAILED}:
            return
        await self._halt(job)
        self._moving.stage(job, Stage.CANCELLED)
        if job.is_own:
            await self._uploads.forget(job.message)
            await self._lists.database.write(messages.remove, job.message)
            self._lists.timelines.removed(job.message)
            await self._lists.publish(Taken(conversations={job.conversation}))
        elif job.path:
            await asyncio.to_thread(disk.part_of(job.path).unlink, missing_ok=True)

    async def pause(self, transfer: int) -> None:
        job = self._moving.job(transfer)
        if self._moving.row(job).stage in (Stage.RUNNING, Stage.WAITING, Stage.PAUSED):
            if job.way is Way.DIRECT:
                raise Problem(Reason.UNSUPPORTED)
            await self._halt(job)
            self._moving.stage(job, Stage.PAUSED, is_by_hand=True)

    async def resume(self, transfer: int) -> None:
        job = self._moving.job(transfer)
        if self._moving.row(job).can_resume:
            if job.is_own:
                await self._lists.database.write(uploads.wait, job.message)
                await self._lists.show([job.message])
            self._moving.stage(job, Stage.WAITING)
            self._start(job)

    # Work

    async def _send(
        self, conversation: int, chosen: disk.Chosen, file: File, way: Way, reply: int
    ) -> Message:
        row = self._lists.conversations.get(conversation)
        receiver = self._receivers(row.account)
        now = receiver.session.now()

        def work(db: sqlite3.Connection) -> int:
            return compose(db, row, Text("", file=file), reply, now)[1]

        id = await self._lists.database.write(work)
        job = Job(0, row.account, conversation, id, True, file, chosen=chosen, path=chosen.path)
        if self._direct.is_wanted(row, receiver, file, way):
            job.way = Way.DIRECT
        else:
            await self._uploads.put(id, row.account, chosen)
        self._moving.add(job, Stage.WAITING)
        published = await self._lists.publish(Taken(added=[id], conversations={conversation}))
        self._start(job)
        return self._lists.timelines.shown(published)[0]

    def _start(self, job: Job) -> None:
        job.task = self._tasks.spawn("move", self._run(job))

    async def _run(self, job: Job) -> None:
        """To its end; how it ended is shown."""
        try:
            if job.way is Way.DIRECT:
                await self._go(job)
            else:
                await self._keep_at(job)
        except Problem as problem:
            declined = problem.reason is Reason.DECLINED
            self._moving.stage(job, Stage.DECLINED if declined else Stage.FAILED, problem.reason)
            if job.is_own:
                await self._lists.database.write(uploads.fail, job.message, problem.reason)
            await self._lists.show([job.message])

    async def _keep_at(self, job: Job) -> None:
        """Once, and again as long as only the connection is in the way."""
        wait = AGAIN_AFTER
        while True:
            receiver = self._receivers(job.account)
            try:
                if not receiver.session.is_online:
                    raise Problem(Reason.NOT_CONNECTED)
                await self._once(job, receiver)
            except Problem as problem:
                if problem.reason not in BROKEN:
                    raise
                started = self._moving.row(job).done > 0
                self._moving.stage(job, Stage.PAUSED if started else Stage.WAITING)
                poke = self._pokes[job.id] = asyncio.Event()
                await pause(self._clock, wait, poke)
                wait = min(AGAIN_MAX, wait * 2)
                continue
            self._moving.stage(job, Stage.DONE)
            await self._show(job)
            return

    async def _go(self, job: Job) -> None:
        """From device to device: once, for the other has to say yes each time."""
        receiver = self._receivers(job.account)
        await (self._direct.send if job.is_own else self._direct.receive)(job, receiver)
        self._moving.stage(job, Stage.DONE)
        await self._show(job)

    async def _once(self, job: Job, receiver: Receiver) -> None:
        if job.is_own:
            assert isinstance(job.chosen, disk.Chosen)
            await self._uploads.run(job, receiver, job.chosen)
        else:
            await self._download(job, receiver)

    async def _download(self, job: Job, receiver: Receiver) -> None:
        assert job.path is not None
        self._moving.stage(job, Stage.RUNNING)
        part = disk.part_of(job.path)
        await receiver.session.link.download(
            job.file.url, part, job.file.size, lambda done: self._moving.count(job, done)
        )
        self._moving.stage(job, Stage.CHECKING)
        sha = await asyncio.to_thread(disk.finish, part, job.path, job.file.sha256)
        size = (await asyncio.to_thread(job.path.stat)).st_size
        file = replace(job.file, path=str(job.path), sha256=sha, size=size)
        self._moving.file(job, file)
        await self._lists.database.write(messages.set_file, job.message, file)

    async def _halt(self, job: Job) -> None:
        if job.task:
            job.task.cancel()
            await asyncio.wait([job.task])

    async def _show(self, job: Job) -> None:
        """The message is another, or its transfer is."""
        await self._lists.show([job.message])

    async def _place(self, file: File) -> Path:
        folder = self._settings.get(DOWNLOADS) or platformdirs.user_downloads_dir()
        return await asyncio.to_thread(disk.place, Path(folder), file.name)

    async def _job_of(self, message: int) -> Job:
        found = await self._lists.database.read(messages.load, (message,))
        if not found or not found[0].file or not found[0].file.url:
            raise Problem(Reason.UNAVAILABLE)
        row = self._lists.conversations.get(found[0].conversation)
        return Job(0, row.account, row.id, message, False, found[0].file)

    def _online(self, account: int) -> None:
        """The connection is back: who waits for it need not wait longer."""
        for job in self._moving.jobs():
            if job.account == account and (poke := self._pokes.pop(job.id, None)):
                poke.set()

    def _noticed(self, notice: Notice) -> None:
        """A file came: small pictures and voices are fetched, the rest is offered."""
        if not isinstance(notice, NewMessage) or not (file := notice.message.file):
            return
        if not file.url:  # an offer from device to device: `direct` has it
            return
        message = notice.message
        job = Job(0, notice.conversation.account, message.conversation, message.id, False, file)
        self._moving.add(job, Stage.OFFERED)
        is_small = 0 <= file.size <= self._settings.get(DOWNLOAD_UP_TO)
        wanted = file.kind in (FileKind.IMAGE, FileKind.VOICE) and is_small
        if not self._tasks.is_closed:
            self._tasks.spawn("shown", self._taken(job) if wanted else self._show(job))

    async def _taken(self, job: Job) -> None:
        try:
            job.path = await asyncio.to_thread(disk.place, self._folder, job.file.name)
        except Problem as problem:
            log.info("download.waits", reason=str(problem))
            return await self._show(job)
        self._moving.stage(job, Stage.WAITING)
        self._start(job)
        return await self._show(job)

"""The jobs that move files, and the rows that show them."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

from magpie.base.clock import Clock
from magpie.desktop.core.entities.message import File
from magpie.desktop.core.entities.notice import TransferEnded, TransferOffered
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.entities.transfer import ENDED, Stage, Transfer, Way
from magpie.desktop.core.meter import Meter
from magpie.desktop.core.observe import ObservableList
from magpie.desktop.core.receiving import Lists

# The connection's fault, not the file's: goes on by itself.
BROKEN = frozenset({Reason.NOT_CONNECTED, Reason.TIMED_OUT, Reason.NO_SERVER, Reason.NAME_UNKNOWN})
RESUMABLE = BROKEN | {Reason.DISK_FULL, Reason.SERVER_FULL, Reason.NOT_WRITABLE}


@dataclass(slots=True)
class Job:
    """One transfer at work.

    Attributes:
        id, account, conversation, message: whose it is.
        path: where the file is, or will be; None as long as nobody has said.
        session: the name of a direct transfer, as both sides call it.
        device: the full address that a direct transfer goes to.
        task: what runs it.
    """

    id: int
    account: int
    conversation: int
    message: int
    is_own: bool
    file: File
    way: Way = Way.SERVER
    path: Path | None = None
    chosen: object = None
    session: str = ""
    device: str = ""
    meter: Meter | None = None
    task: asyncio.Task[None] | None = None


class Moving:
    """All jobs of this run; the rows follow them."""

    def __init__(self, lists: Lists, clock: Clock) -> None:
        self.items: ObservableList[Transfer] = ObservableList(lambda t: t.id, lambda t: t.id)
        self.lists = lists
        self.clock = clock
        self._jobs: dict[int, Job] = {}
        self._last = 0

    def add(self, job: Job, stage: Stage) -> Transfer:
        """A new job gets its number, and a row."""
        self._last += 1
        job.id = self._last
        self._jobs[job.id] = job
        self.lists.timelines.transfers[job.message] = job.id
        row = Transfer(
            id=job.id,
            conversation=job.conversation,
            message=job.message,
            is_own=job.is_own,
            file=job.file,
            way=job.way,
            stage=stage,
        )
        self.items.put(row)
        if stage is Stage.OFFERED and not job.is_own:
            self.lists.notices.emit(TransferOffered(row))
        return row

    def job(self, transfer: int) -> Job:
        """Raises Problem UNAVAILABLE: there is none."""
        found = self._jobs.get(transfer)
        if found is None:
            raise Problem(Reason.UNAVAILABLE)
        return found

    def of_message(self, message: int) -> Job | None:
        return self._jobs.get(self.lists.timelines.transfers.get(message, 0))

    def of_session(self, session: str) -> Job | None:
        return next((job for job in self._jobs.values() if job.session == session), None)

    def jobs(self) -> list[Job]:
        return list(self._jobs.values())

    def row(self, job: Job) -> Transfer:
        found = self.items.find(job.id)
        assert found is not None
        return found

    def begin(self, job: Job, done: int = 0) -> None:
        """Bytes will be counted from `done` on."""
        job.meter = Meter(self.clock, job.file.size, done)

    def count(self, job: Job, done: int) -> None:
        """So many bytes are over."""
        if job.meter is None:
            self.begin(job, done)
        meter = job.meter
        assert meter is not None
        row = self.row(job)
        if meter.count(done) and row.stage is Stage.RUNNING:
            self.items.put(replace(row, done=done, speed=meter.speed, remaining=meter.remaining))

    def file(self, job: Job, file: File) -> None:
        """More is known of it."""
        job.file = file
        self.items.put(replace(self.row(job), file=file))

    def stage(
        self, job: Job, stage: Stage, reason: Reason | None = None, *, is_by_hand: bool = False
    ) -> None:
        """It stands elsewhere now."""
        row = self.row(job)
        if row.stage is stage and row.reason is reason:
            return
        job.meter = None
        row = replace(
            row,
            stage=stage,
            reason=reason,
            is_by_hand=is_by_hand,
            speed=0,
            remaining=-1,
            done=max(job.file.size, 0) if stage is Stage.DONE else row.done,
            can_resume=stage is Stage.PAUSED or (stage is Stage.FAILED and reason in RESUMABLE),
        )
        self.items.put(row)
        if stage in ENDED:
            self.lists.notices.emit(TransferEnded(row))

"""Files from device to device: offered, taken or declined, checked, and both told (XEP-0234)."""

import asyncio
from dataclasses import replace

from magpie.base.log import get_logger
from magpie.desktop.core import disk, link
from magpie.desktop.core.content import Arrival, Text
from magpie.desktop.core.entities.conversation import Conversation, Kind
from magpie.desktop.core.entities.message import Delivery, File
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.entities.transfer import Stage, Way
from magpie.desktop.core.ids import new_id
from magpie.desktop.core.moving import Job, Moving
from magpie.desktop.core.receiving import Receiver
from magpie.desktop.core.session import Session
from magpie.desktop.core.store import messages
from magpie.desktop.core.store.taking import take

log = get_logger(__name__)


class Direct:
    """Runs the jobs that go from device to device."""

    def __init__(self, moving: Moving) -> None:
        self._moving = moving
        self._lists = moving.lists

    def is_wanted(self, row: Conversation, receiver: Receiver, file: File, way: Way) -> bool:
        """Whether this file goes so: asked for, or too large for the server, and they are here."""
        limit = receiver.session.abilities.upload_limit
        is_over = receiver.session.is_online and file.size > limit
        if way is Way.SERVER or (way is Way.AUTO and not is_over) or row.kind is Kind.GROUP:
            return False
        return way is Way.DIRECT or bool(self._devices(row))

    async def send(self, job: Job, receiver: Receiver) -> None:
        """From the offer to their last word. Raises Problem."""
        chosen = job.chosen
        assert isinstance(chosen, disk.Chosen)
        await asyncio.to_thread(disk.check, chosen)
        file = replace(job.file, sha256=await asyncio.to_thread(disk.sha256, chosen.path))
        self._moving.file(job, file)
        job.device = await self._able(job, receiver)
        job.session = new_id()
        self._moving.stage(job, Stage.OFFERED)
        await receiver.session.link.direct.send(
            job.device, job.session, file, chosen.path, lambda done: self._sending(job, done)
        )
        await self._lists.database.write(messages.deliver, job.message, Delivery.DELIVERED)

    async def receive(self, job: Job, receiver: Receiver) -> None:
        """After a yes. Raises Problem."""
        assert job.path is not None
        direct = receiver.session.link.direct
        part = disk.part_of(job.path)
        self._moving.stage(job, Stage.RUNNING)
        await direct.receive(job.session, part, lambda done: self._moving.count(job, done))
        self._moving.stage(job, Stage.CHECKING)
        try:
            sha = await asyncio.to_thread(disk.finish, part, job.path, job.file.sha256)
        except Problem:
            direct.end(job.session, "media-error")
            raise
        direct.end(job.session, "success")
        file = replace(job.file, path=str(job.path), sha256=sha)
        self._moving.file(job, file)
        await self._lists.database.write(messages.set_file, job.message, file)

    def decline(self, job: Job, receiver: Receiver) -> None:
        if receiver.session.is_online:
            receiver.session.link.direct.end(job.session, "decline")

    async def told(self, session: Session, event: link.Offered | link.Withdrawn) -> None:
        """An offer came, or was taken back."""
        if isinstance(event, link.Withdrawn):
            job = self._moving.of_session(event.session)
            # One that runs fails by itself; one that nobody has answered is over.
            if job and self._moving.row(job).stage is Stage.OFFERED and not job.is_own:
                self._moving.stage(job, Stage.CANCELLED, Reason.UNAVAILABLE)
            return
        content = Text("", file=event.file)
        arrival = Arrival(event.address, event.address, False, content, id=event.session)
        taken = await self._lists.database.write(take, session.account, [arrival], session.now())
        for message in await self._lists.publish(taken):
            job = Job(0, session.account, message.conversation, message.id, False, event.file)
            job.way, job.session, job.device = Way.DIRECT, event.session, event.device
            self._moving.add(job, Stage.OFFERED)
            await self._lists.show([message.id])

    def _sending(self, job: Job, done: int) -> None:
        self._moving.stage(job, Stage.RUNNING)
        self._moving.count(job, done)

    def _devices(self, row: Conversation) -> list[str]:
        names = self._lists.people.devices.names((row.account, row.address))
        return [f"{row.address}/{name}" for name in names]

    async def _able(self, job: Job, receiver: Receiver) -> str:
        if not receiver.session.is_online:
            raise Problem(Reason.NOT_CONNECTED)
        for device in self._devices(self._lists.conversations.get(job.conversation)):
            if await receiver.session.link.direct.is_able(device):
                return device
        raise Problem(Reason.UNAVAILABLE)

"""Tasks: none is lost, none fails in silence."""

import asyncio

import pytest

from magpie.base.tasks import Tasks


async def test_a_task_has_its_owner_s_name_and_is_forgotten_when_it_ends() -> None:
    tasks = Tasks("archive")

    async def work() -> int:
        return 7

    task = tasks.spawn("prune", work())
    assert task.get_name() == "archive.prune"
    assert len(tasks) == 1
    assert await task == 7
    await asyncio.sleep(0)
    assert len(tasks) == 0


async def test_a_failure_is_logged_with_the_task_s_name(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks("archive")

    async def fail() -> None:
        raise ValueError("no room")

    task = tasks.spawn("prune", fail())
    await asyncio.wait([task])
    await asyncio.sleep(0)
    (record,) = caplog.records
    assert record.getMessage() == "task.failed"
    assert vars(record)["fields"]["name"] == "archive.prune"
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "no room"


async def test_close_ends_every_task_and_takes_no_more(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks("archive")
    ended: list[str] = []

    async def wait(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    tasks.spawn("one", wait("one"))
    tasks.spawn("two", wait("two"))
    await asyncio.sleep(0)
    await tasks.close()
    assert sorted(ended) == ["one", "two"]
    assert len(tasks) == 0
    with pytest.raises(RuntimeError, match="archive has closed: three cannot start"):
        tasks.spawn("three", wait("three"))
    assert not caplog.records


async def test_a_task_may_close_its_own_owner() -> None:
    tasks = Tasks("session")

    async def leave() -> str:
        await tasks.close()
        return "left"

    assert await tasks.spawn("leave", leave()) == "left"


async def test_a_task_that_does_not_end_is_named(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks("session")
    release = asyncio.Event()

    async def stubborn() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                pass

    task = tasks.spawn("stubborn", stubborn())
    await asyncio.sleep(0)
    await tasks.close(timeout=0)
    assert vars(caplog.records[0])["fields"]["name"] == "session.stubborn"
    release.set()
    await task


async def test_cancel_all_asks_without_closing() -> None:
    tasks = Tasks("session")
    task = tasks.spawn("wait", asyncio.Event().wait())
    tasks.cancel_all()
    await asyncio.wait([task])
    assert task.cancelled()
    assert await tasks.spawn("again", asyncio.sleep(0, "again")) == "again"

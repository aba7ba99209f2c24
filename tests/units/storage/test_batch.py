"""Batches: what follows a message that could not be written."""

from magpie.storage.batch import Batch, Batches, Committed, Entry


class Store:
    """Fails the batches that it is told to, when it is told to."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self.done = lambda batch: None

    def commit(self, batch, done):
        self.batches.append(batch)
        self.done = done

    def finish(self, error=None):
        batch = self.batches[-1]
        batch.error = error
        batch.committed = [Committed(1, "") for _ in batch.entries]
        self.done(batch)


def entry(origin):
    return Entry(0, "a@x", "b@x", "chat", b"<message/>", None, origin, ())


async def started(batches, store, *origins):
    """The first of these is under way, the others wait."""
    for origin in origins:
        batches.put(entry(origin), lambda _: None)
        if origin == origins[0]:
            batches._start()
    return store


async def test_a_stream_that_lost_a_message_says_no_more_how_many_are_committed():
    store = Store()
    batches = Batches(store)
    await started(batches, store, "one#1", "one#2", "two#7")
    store.finish(OSError("full"))
    batches.put(entry("one#3"), lambda _: None)
    batches.put(entry("two#8"), lambda _: None)
    assert [one.origin for one in store.batches[-1].entries] == [None, "two#7"]
    store.finish()
    assert [one.origin for one in store.batches[-1].entries] == [None, "two#8"]
    store.finish()


async def test_without_a_failure_all_say_it():
    store = Store()
    batches = Batches(store)
    await started(batches, store, "one#1", "one#2")
    store.finish()
    assert [one.origin for one in store.batches[-1].entries] == ["one#2"]
    store.finish()

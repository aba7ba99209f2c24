"""System calls of a server, as strace(1) saw them: what reached the disk, and what left by then.

The lines stand in the order in which the tracer saw each call begin and end. An id is durable once
a sync of the log beside the database has returned that began after the id was written there.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CALLS = "fdatasync,fsync,write,writev,sendto,sendmsg,pwrite64"
_LINE = re.compile(
    r"^(?P<thread>\d+) +\S+ (?:(?P<name>\w+)\((?P<fd>\d+)<(?P<file>[^>]*)>(?P<args>.*)"
    r"|<\.\.\. (?P<back>\w+) resumed>.*)$"
)
_RESULT = re.compile(r"= (-?\d+)[^=]*$")
_ID = re.compile(r"\b[rj]\d-\d{6}\b")
_H = re.compile(r"<a xmlns='urn:xmpp:sm:3' h='(\d+)'/>")
_ENABLED = re.compile(r"<enabled [^>]*?\bid='([^']+)'")


def tracer(to: Path) -> list[str]:
    """The command that runs another under the tracer; the child stays a child of ours."""
    return [
        "strace", "-D", "-f", "--seccomp-bpf", "-y", "-tt", "-s", "4000000",
        "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(to),
    ]  # fmt: skip


class Call(NamedTuple):
    """The begin (`result` is None), the end, or both of a call."""

    thread: str
    name: str
    file: str
    args: str
    begins: bool
    result: int | None


def calls(trace: Path) -> Iterator[Call]:
    """The calls of a trace, in order."""
    open_calls: dict[str, tuple[str, str]] = {}
    with trace.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found = _LINE.match(line)
            if found is None:
                continue
            thread = found["thread"]
            if found["back"]:
                name, file = open_calls.pop(thread)
                yield Call(thread, name, file, "", False, result_of(line))
            elif line.rstrip().endswith("<unfinished ...>"):
                open_calls[thread] = found["name"], found["file"]
                yield Call(thread, found["name"], found["file"], found["args"], True, None)
            else:
                result = result_of(line)
                yield Call(thread, found["name"], found["file"], found["args"], True, result)


def result_of(line: str) -> int:
    found = _RESULT.search(line)
    assert found is not None, line[-200:]
    return int(found[1])


class Order:
    """What a trace says about ids.

    Attributes:
        wrong: each delivery and acknowledgement that left before its id was durable.
        delivered, acknowledged: ids by how often they left so.
        syncs: how often the log was synced with messages in it.
    """

    def __init__(self, streams: dict[str, list[str]]) -> None:
        """`streams`: the ids sent on each managed stream ("" for what is no message)."""
        self._streams = streams
        self._stream_of: dict[str, str] = {}  # by socket
        self._written: set[str] = set()
        self._unsynced: set[str] = set()
        self._syncing: dict[str, set[str]] = {}  # by thread
        self.durable: set[str] = set()
        self.delivered: set[str] = set()
        self.acknowledged: set[str] = set()
        self.wrong: list[str] = []
        self.syncs = 0

    def read(self, trace: Path) -> None:
        for call in calls(trace):
            if call.file.endswith("-wal"):
                self._log(call)
            elif call.begins and call.file.startswith(("socket:", "TCP")):
                self._leaves(call)

    def _log(self, call: Call) -> None:
        if call.name == "pwrite64":
            new = set(_ID.findall(call.args)) - self._written
            self._written |= new
            self._unsynced |= new
        elif call.name in ("fdatasync", "fsync"):
            if call.begins:
                self._syncing[call.thread], self._unsynced = self._unsynced, set()
            if call.result is not None:
                assert call.result == 0
                done = self._syncing.pop(call.thread)
                self.durable |= done
                self.syncs += bool(done)

    def _leaves(self, call: Call) -> None:
        if (enabled := _ENABLED.search(call.args)) is not None:
            self._stream_of[call.file] = enabled[1]
        ids = set(_ID.findall(call.args))
        self.delivered |= ids
        self._check("delivered", ids)
        for h in _H.findall(call.args):
            stream = self._streams.get(self._stream_of.get(call.file, ""))
            assert stream is not None, f"an <a/> to nobody we know: {call.file}"
            covered = {id for id in stream[: int(h)] if id}
            self.acknowledged |= covered
            self._check("acknowledged", covered)

    def _check(self, what: str, ids: set[str]) -> None:
        self.wrong += [f"{id} {what} before it was durable" for id in ids - self.durable]


def until_all_have_ended(read_end: int) -> None:
    """Return when nobody has the other end of a pipe any more: the server and its tracer."""
    while os.read(read_end, 1):
        pass

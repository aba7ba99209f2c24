"""The frames of a web socket, the server's side (RFC 6455, 5). No I/O.

Theory of operation. Bytes come in whatever pieces the network makes of them. A frame's length is
looked at before its content is kept, so what is kept is never more than one message may have.
Extensions are not offered, so nothing is compressed, and no few bytes become many.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Opcode(IntEnum):
    """What a message is (RFC 6455, 5.2)."""

    CONTINUATION = 0x0
    TEXT = 0x1
    BINARY = 0x2
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA


class Close(IntEnum):
    """Why a web socket ends (RFC 6455, 7.4.1)."""

    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    UNSUPPORTED_DATA = 1003
    TOO_BIG = 1009


CONTROL_MAX = 125  # bytes of a control frame (RFC 6455, 5.5)
FIN, RESERVED, OPCODE, MASKED, LENGTH = 0x80, 0x70, 0x0F, 0x80, 0x7F
KNOWN = frozenset(Opcode)


class FrameError(Exception):
    """The peer breaks the rules of web sockets; `code` says which to its side."""

    def __init__(self, code: Close, text: str) -> None:
        super().__init__(text)
        self.code = code


class Message(NamedTuple):
    """A whole message, of however many frames."""

    opcode: Opcode
    data: bytes


class FrameReader:
    """Takes bytes of a client and gives messages.

    Attributes:
        max_size: bytes that a message may have.
    """

    __slots__ = ("_buffer", "_kind", "_parts", "_size", "max_size")

    def __init__(self, max_size: int) -> None:
        self.max_size = max_size
        self._buffer = b""  # the beginning of a frame that is not whole
        self._parts: list[bytes] | None = None  # frames of a message that is not whole
        self._kind = Opcode.TEXT  # of that message
        self._size = 0

    def feed(self, data: bytes) -> list[Message]:
        """The messages that `data` completes. Raises FrameError."""
        data = self._buffer + data if self._buffer else data
        messages: list[Message] = []
        at = 0
        while (end := self._look(data, at)) is not None:
            message = self._frame(data, at, end)
            if message is not None:
                messages.append(message)
            at = end
        self._buffer = data[at:]
        return messages

    def _look(self, data: bytes, at: int) -> int | None:
        """Where the frame ends that starts there; `None` when it is not whole."""
        if len(data) - at < 2:
            return None
        first, second = data[at], data[at + 1]
        opcode = first & OPCODE
        if first & RESERVED or opcode not in KNOWN:
            raise FrameError(Close.PROTOCOL_ERROR, "no extension was agreed on")
        if not second & MASKED:
            raise FrameError(Close.PROTOCOL_ERROR, "a client masks its frames")  # 5.1
        length, head = second & LENGTH, 2
        if length > CONTROL_MAX:
            head = 4 if length == 126 else 10
            if len(data) - at < head:
                return None
            length = int.from_bytes(data[at + 2 : at + head], "big")
        if opcode & 0x8:
            if length > CONTROL_MAX or not first & FIN:
                raise FrameError(Close.PROTOCOL_ERROR, "a control frame is short and whole")
        elif self._size + length > self.max_size:
            raise FrameError(Close.TOO_BIG, f"more than {self.max_size} bytes")
        end = at + head + 4 + length
        return end if end <= len(data) else None

    def _frame(self, data: bytes, at: int, end: int) -> Message | None:
        """The message that a whole frame completes."""
        first, short = data[at], data[at + 1] & LENGTH
        start = at + (2 if short < 126 else 4 if short == 126 else 10) + 4
        content = unmasked(data[start:end], data[start - 4 : start])
        opcode, is_last = Opcode(first & OPCODE), first & FIN
        if opcode & 0x8:
            return Message(opcode, content)
        if (opcode is Opcode.CONTINUATION) is (self._parts is None):
            raise FrameError(Close.PROTOCOL_ERROR, "a message begins, goes on, and ends")
        if self._parts is None:
            if is_last:
                return Message(opcode, content)
            self._parts, self._kind = [], opcode
        self._parts.append(content)
        self._size += len(content) + 1  # an empty frame takes room, too
        if not is_last:
            return None
        whole = b"".join(self._parts)
        self._parts, self._size = None, 0
        return Message(self._kind, whole)


def unmasked(data: bytes, mask: bytes) -> bytes:
    """RFC 6455, 5.3. One long number is quicker than many bytes."""
    size = len(data)
    key = int.from_bytes((mask * (size // 4 + 1))[:size], "little")
    return (int.from_bytes(data, "little") ^ key).to_bytes(size, "little")


def frame(opcode: Opcode, data: bytes) -> bytes:
    """A message of the server's, in one frame."""
    size = len(data)
    if size < 126:
        return bytes((FIN | opcode, size)) + data
    if size < 65_536:
        return b"%c\x7e%b%b" % (FIN | opcode, size.to_bytes(2, "big"), data)
    return b"%c\x7f%b%b" % (FIN | opcode, size.to_bytes(8, "big"), data)

"""SOCKS 5 as far as bytestreams need it (RFC 1928; XEP-0065, 6.3.2): the server's side.

Bytes in, bytes to answer out: no authentication, and CONNECT to a name that is a hash.
"""

from __future__ import annotations

VERSION = 5
NO_AUTHENTICATION, NONE_ACCEPTABLE = 0x00, 0xFF
CONNECT, DOMAIN_NAME = 0x01, 0x03

SUCCEEDED = 0x00
NOT_ALLOWED = 0x02
COMMAND_NOT_SUPPORTED = 0x07
ADDRESS_NOT_SUPPORTED = 0x08


class SocksError(Exception):
    """The connection ends; `reply` is what the client is still told, perhaps nothing."""

    def __init__(self, reply: bytes = b"") -> None:
        super().__init__("not the SOCKS that bytestreams speak")
        self.reply = reply


class Handshake:
    """One client's greeting and request.

    Attributes:
        address: whom it wants to be connected with, once it has said so.
    """

    __slots__ = ("_buffer", "_is_greeted", "address")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._is_greeted = False
        self.address: str | None = None

    def feed(self, data: bytes) -> bytes:
        """Take bytes; what to answer at once. What comes after the request does not count.

        Raises:
            SocksError: this is something else.
        """
        assert self.address is None
        self._buffer += data
        answer = b""
        if not self._is_greeted:
            answer = self._greet()
        if self._is_greeted:
            self._request()
        return answer

    def _greet(self) -> bytes:
        """Section 3: the version, and the ways in which the client can say who it is."""
        buffer = self._buffer
        if buffer and buffer[0] != VERSION:
            raise SocksError
        if len(buffer) < 2 or len(buffer) < 2 + buffer[1]:
            return b""
        methods = buffer[2 : 2 + buffer[1]]
        del buffer[: 2 + buffer[1]]
        if NO_AUTHENTICATION not in methods:
            raise SocksError(bytes((VERSION, NONE_ACCEPTABLE)))
        self._is_greeted = True
        return bytes((VERSION, NO_AUTHENTICATION))

    def _request(self) -> None:
        """Section 4: VER CMD RSV ATYP, then the length of the name, the name and the port."""
        buffer = self._buffer
        if buffer and buffer[0] != VERSION:
            raise SocksError
        if len(buffer) < 5:
            return
        if buffer[1] != CONNECT:
            raise SocksError(reply(COMMAND_NOT_SUPPORTED))
        if buffer[3] != DOMAIN_NAME:
            raise SocksError(reply(ADDRESS_NOT_SUPPORTED))
        end = 5 + buffer[4]
        if len(buffer) >= end + 2:
            self.address = buffer[5:end].decode("latin-1")
            buffer.clear()


def reply(code: int, address: str = "") -> bytes:
    """Section 6; XEP-0065, 6.3.2: address and port are those that the client has named."""
    name = address.encode("latin-1")
    return bytes((VERSION, code, 0, DOMAIN_NAME, len(name))) + name + b"\x00\x00"

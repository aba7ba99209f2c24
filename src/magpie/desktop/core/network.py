"""Noticing that the machine's network is another one: an address or a way out came or went.

On Linux the kernel tells (`man 7 rtnetlink`), with or without a network manager. Where it does not,
a quiet connection is looked after by the session, and Qt may know (`ui/main.py`).
"""

import asyncio
import socket
import sys
from collections.abc import Callable

from magpie.base.clock import Clock
from magpie.base.log import get_logger
from magpie.desktop.core.timers import Lull

log = get_logger(__name__)

# Links, addresses and routes of both families: linux/rtnetlink.h, RTMGRP_*
GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
SETTLED = 0.5  # seconds: one change of network is many of these
AT_ONCE = 65536


Source = socket.socket | None


def netlink() -> Source:
    """What the kernel tells of, `None` where there is no such thing, or it is forbidden."""
    if sys.platform != "linux":
        return None
    try:
        one = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        one.bind((0, GROUPS))
    except OSError as error:
        log.info("network.unwatched", reason=str(error))
        return None
    return one


class NetworkWatch:
    """Calls `changed` once for what happens together."""

    def __init__(
        self, clock: Clock, changed: Callable[[], None], kernel: Callable[[], Source] | None = None
    ) -> None:
        self._lull = Lull(clock, SETTLED, changed)
        self._kernel = kernel or netlink
        self._socket: Source = None

    def start(self) -> None:
        self._socket = self._kernel()
        if self._socket is not None:
            self._socket.setblocking(False)
            asyncio.get_running_loop().add_reader(self._socket.fileno(), self._heard)

    def stop(self) -> None:
        self._lull.cancel()
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None

    def _heard(self) -> None:
        assert self._socket is not None
        try:
            while self._socket.recv(AT_ONCE):
                pass
        except BlockingIOError:
            pass
        except OSError as error:  # more than its buffer holds: something changed, all the same
            log.debug("network.overrun", reason=str(error))
        self._lull.stir()

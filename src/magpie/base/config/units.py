"""Quantities in words: durations, sizes, addresses to listen on."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Annotated


class Unit(Enum):
    """What a number of a setting is written in."""

    DURATION = auto()
    SIZE = auto()


Duration = Annotated[float, Unit.DURATION]
"""Seconds, written in words: "30 s", "10 min", "2 days"."""
Size = Annotated[int, Unit.SIZE]
"""Bytes, written in words: "256 kB", "10 MB"."""

# The first name of each is the one that is written.
DURATIONS = {
    "day": Decimal(86_400),
    "h": Decimal(3_600),
    "min": Decimal(60),
    "s": Decimal(1),
    "ms": Decimal("0.001"),
}
DURATION_NAMES = {
    **DURATIONS,
    **dict.fromkeys(("year", "years"), Decimal(365 * 86_400)),
    **dict.fromkeys(("week", "weeks", "w"), Decimal(7 * 86_400)),
    **dict.fromkeys(("days", "d"), DURATIONS["day"]),
    **dict.fromkeys(("hour", "hours"), DURATIONS["h"]),
    **dict.fromkeys(("minute", "minutes", "m"), DURATIONS["min"]),
    **dict.fromkeys(("second", "seconds", "sec"), DURATIONS["s"]),
}
LONGEST = 1000 * 365 * 86_400
"""A thousand years: what a timer and a database's clock can still take, in seconds."""

SIZES = {"TB": 10**12, "GB": 10**9, "MB": 10**6, "kB": 10**3}
BINARY_SIZES = {"TiB": 2**40, "GiB": 2**30, "MiB": 2**20, "KiB": 2**10}
SIZE_NAMES = {
    **{name.lower(): bytes for name, bytes in {**SIZES, **BINARY_SIZES}.items()},
    **dict.fromkeys(("b", "byte", "bytes"), 1),
}
LARGEST = 2**63 - 1

PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", re.ASCII | re.IGNORECASE)


def duration(text: str) -> float:
    """The seconds of `text`: "30 s", "1.5 h", "1 h 30 min", "0".

    Raises ValueError with a sentence for the user.
    """
    how = 'write it as "30 s", "10 min" or "2 days"'
    total, end = Decimal(0), 0
    while part := PART.match(text, end):
        number, name = part.groups()
        end = part.end()
        if name.lower() not in DURATION_NAMES and (name or Decimal(number)):
            raise ValueError(f'"{text}" is not a duration; {how}')
        total += Decimal(number) * DURATION_NAMES.get(name.lower(), Decimal(1))
    if not end or end < len(text):
        raise ValueError(f'"{text}" is not a duration; {how}')
    if total > LONGEST:
        raise ValueError(f'"{text}" is more than a thousand years')
    return float(total)


def format_duration(seconds: float) -> str:
    """The seconds in words that `duration` reads back to the same number."""
    exact = Decimal(repr(float(seconds)))
    for name, unit in DURATIONS.items():
        count = exact / unit
        if count >= 1 and count == count.to_integral_value():
            return f"{count:.0f} {name}{'s' if name == 'day' and count > 1 else ''}"
    return f"{exact:f} s"


def size(text: str) -> int:
    """The bytes of `text`: "256 kB" (256,000), "10 MB", "64 KiB" (65,536), "0".

    Raises ValueError with a sentence for the user.
    """
    part = PART.fullmatch(text)
    number, name = part.groups() if part else ("", "")
    bytes = Decimal(number or 0) * SIZE_NAMES.get(name.lower(), 1)
    if not number or (name.lower() not in SIZE_NAMES and (name or bytes)):
        raise ValueError(f'"{text}" is not a size; write it as "64 kB" or "10 MB"')
    if bytes != bytes.to_integral_value():
        raise ValueError(f'"{text}" is not a whole number of bytes')
    if bytes > LARGEST:
        raise ValueError(f'"{text}" is larger than anything can be')
    return int(bytes)


def format_size(bytes: int) -> str:
    """The bytes in words that `size` reads back to the same number."""
    for name, unit in {**SIZES, **BINARY_SIZES}.items():
        if bytes >= unit and bytes % unit == 0:
            return f"{bytes // unit} {name}"
    return f"{bytes} B"


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where to listen: a host ("" for all of the machine's addresses) and a port (0: any)."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host or "*"
        return f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            ip = IPv6Address(self.host) if ":" in self.host else IPv4Address(self.host)
        except AddressValueError:
            return self.host == "localhost"
        return ip.is_loopback


HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.?)+", re.ASCII | re.IGNORECASE)


def address(text: str | int) -> Address:
    """An address to listen on: "0.0.0.0:5222", "[::]:5222", "localhost:5222", "*:5222", 5222.

    Raises ValueError with a sentence for the user.
    """
    host, colon, port = str(text).rpartition(":")
    if not (port.isascii() and port.isdigit()) or (colon and not host):
        raise ValueError(
            f'"{text}" is not an address; write it as "0.0.0.0:5222", "[::]:5222" or 5222'
        )
    if int(port) > 65_535:
        raise ValueError(f'"{text}": a port is at most 65535')
    return Address(_host(host, str(text)) if colon else "", int(port))


def _host(host: str, text: str) -> str:
    try:
        if host.startswith("[") and host.endswith("]"):
            return str(IPv6Address(host[1:-1]))
        if re.fullmatch(r"[0-9.]+", host):
            return str(IPv4Address(host))
    except AddressValueError:
        raise ValueError(f'"{text}": {host.strip("[]")} is not an IP address') from None
    if ":" in host:
        raise ValueError(f'"{text}": put an IPv6 address in brackets, as in "[::]:5222"')
    if host == "*":
        return ""
    if not HOST.fullmatch(host):
        raise ValueError(f'"{text}": "{host}" is not the name of a host')
    return host

"""The settings page says of every setting what it may be and what it is by itself."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Literal

from magpie.base.config import Address, Duration, Size, address, option
from magpie.base.config.reference import render_reference


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Server:
    """Who this server is."""

    domain: str = option(doc="The domain.", factory=lambda: "this-machine", shown="HOST.local")
    listen: tuple[Address, ...] = option((address("*:5222"),), doc="Where.")
    is_open: bool = option(True, doc="Whether.")
    workers: int = option(1, doc="How many.", min=1, max=64)
    idle: Duration = option(60.0, doc="How long.", min=5.0)
    largest: Size = option(256_000, doc="How large.", max=10**9)
    keep: Duration | None = option(None, doc="Kept.", none="forever")
    mode: Literal["open", "lan"] = option("lan", doc="Who | what.")
    colour: Colour = option(Colour.RED, doc="Which.")
    certificate: Path | None = option(None, doc="A file.")
    names: frozenset[str] = option(frozenset({"b", "a"}), doc="Names.")


@dataclass(frozen=True, slots=True)
class Component:
    secret: str = option(doc="Shared.", secret=True)


def test_a_row_for_every_setting() -> None:
    text = render_reference({"server": Server, "component.*": Component})
    start = text.index("## ")
    assert text.startswith("# Settings\n")
    assert (
        text[start:]
        == """\
## `[server]`

Who this server is.

| setting | value | default | |
| --- | --- | --- | --- |
| `domain` | text | `HOST.local` | The domain. |
| `listen` | list of addresses | `["*:5222"]` | Where. |
| `is_open` | `true` or `false` | `true` | Whether. |
| `workers` | whole number, at least 1, at most 64 | `1` | How many. |
| `idle` | duration, at least "5 s" | `"1 min"` | How long. |
| `largest` | size, at most "1 GB" | `"256 kB"` | How large. |
| `keep` | duration, `forever` | `"forever"` | Kept. |
| `mode` | `open` or `lan` | `"lan"` | Who &#124; what. |
| `colour` | `red` or `blue` | `"red"` | Which. |
| `certificate` | file | `""` | A file. |
| `names` | list of texts | `["a", "b"]` | Names. |

## `[component."NAME"]`

| setting | value | default | |
| --- | --- | --- | --- |
| `secret` | text | must be set | Shared. |
"""
    )

"""Settings: TOML read into frozen dataclasses that their owners declare.

A section is a dataclass beside the code that it is for:

    @dataclass(frozen=True, slots=True)
    class Config:
        \"\"\"How long messages are kept.\"\"\"

        SECTION: ClassVar[str] = "archive"

        retention: Duration | None = option(None, none="forever", doc="Older messages go.")

`load` fills all sections from a file and from `--set section.key=value`, and reports everything
that is wrong at once, each with its line.
"""

from magpie.base.config.load import Override, Settings, SettingsError, load
from magpie.base.config.options import option
from magpie.base.config.reference import render_reference
from magpie.base.config.units import (
    Address,
    Duration,
    Size,
    address,
    duration,
    format_duration,
    format_size,
    size,
)

__all__ = [
    "Address",
    "Duration",
    "Override",
    "Settings",
    "SettingsError",
    "Size",
    "address",
    "duration",
    "format_duration",
    "format_size",
    "load",
    "option",
    "render_reference",
    "size",
]

"""What Magpie can do, one file for each capability.

The order of `FEATURES` decides who runs first within a stage.
"""

from types import ModuleType

from magpie.features import (
    archive,
    caps,
    carbons,
    contact,
    disco,
    ids,
    messages,
    ping,
    private,
    registration,
    time,
    vcard,
    version,
)

FEATURES: tuple[ModuleType, ...] = (
    disco,
    caps,
    contact,
    registration,
    ids,
    archive,
    carbons,
    messages,
    ping,
    version,
    time,
    private,
    vcard,
)

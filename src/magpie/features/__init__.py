"""What Magpie can do, one file for each capability.

The order of `FEATURES` decides who runs first within a stage.
"""

from types import ModuleType

from magpie.features import (
    adhoc,
    archive,
    blocking,
    bytestreams,
    caps,
    carbons,
    client_state,
    contact,
    disco,
    everyone,
    ids,
    invitations,
    last_activity,
    messages,
    ping,
    presence,
    private,
    pubsub,
    registration,
    rooms,
    roster,
    subscriptions,
    time,
    uploads,
    vcard,
    version,
)

FEATURES: tuple[ModuleType, ...] = (
    disco,
    adhoc,
    caps,
    contact,
    registration,
    invitations,
    blocking,
    ids,
    archive,
    carbons,
    messages,
    presence,
    subscriptions,
    roster,
    everyone,
    client_state,
    last_activity,
    ping,
    version,
    time,
    private,
    vcard,
    pubsub,
    rooms,
    uploads,
    bytestreams,
)

"""The accounts once more, beside the database: a damaged history must not sign anybody out."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from magpie.base.log import get_logger
from magpie.desktop.core.entities.account import Server
from magpie.desktop.core.store.accounts import Kept

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Spare:
    """What signing in needs, but for the password."""

    address: str
    place: str
    direct_tls: bool
    trusted: str
    device: str
    remembers: bool

    @property
    def server(self) -> Server:
        host, _, port = self.place.rpartition(":")
        domain = self.address.rpartition("@")[2]
        return Server(domain, host, int(port or 0), self.direct_tls)


def write(path: Path, kept: list[Kept]) -> None:
    """Whole, and only then in the place of the last."""
    rows = [
        Spare(
            one.shown.address,
            one.server.place,
            one.server.direct_tls,
            one.trusted,
            one.device,
            one.shown.remembers,
        )
        for one in kept
    ]
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")
        os.replace(part, path)
    except OSError as error:  # the database has them
        log.warning("spare.unwritten", path=path, reason=str(error))


def read(path: Path) -> list[Spare]:
    """[] when there is nothing that can be read."""
    try:
        return [Spare(**row) for row in json.loads(path.read_text("utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        log.warning("spare.unreadable", path=path, reason=str(error))
        return []

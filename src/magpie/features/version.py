"""XEP-0092: Software Version. Which program this is, and how new."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import ClassVar

from magpie import __version__
from magpie.server.api import Host, IqRequest, Scope, Xep, option
from magpie.xmpp.element import Element

XEPS = (Xep(92, version="1.1"),)
NS = "jabber:iq:version"


@dataclass(frozen=True, slots=True)
class Config:
    """What the server tells about itself."""

    SECTION: ClassVar[str] = "version"

    # Section 4: the operating system is a gift to whoever looks for a weak one
    os: bool = option(False, doc="Tell the operating system too, to those who ask for the version.")


def setup(host: Host) -> None:
    """Answer for the domain."""
    host.advertise(NS)
    has_os = host.config(Config).os

    def version(_: IqRequest) -> Element:
        """Section 3: name and version, and by choice the system."""
        parts = [Element("name", NS, text="Magpie"), Element("version", NS, text=__version__)]
        if has_os:
            parts.append(Element("os", NS, text=platform.system()))
        return Element("query", NS, children=tuple(parts))

    host.on_iq("get", NS, "query", version, scope=Scope.HOST | Scope.SERVICE)

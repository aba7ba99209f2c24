"""The settings of components."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from magpie.base.config import Address, option
from magpie.server.s2s.settings import prepared


def checked_secrets(secrets: Mapping[str, str]) -> Mapping[str, str]:
    """Secrets by prepared domain. Raises ValueError with a sentence for the user."""
    for name, secret in secrets.items():
        if not secret:
            raise ValueError(f'"{name}": its secret is empty')
    return {prepared(name): secret for name, secret in secrets.items()}


@dataclass(frozen=True, slots=True)
class Components:
    """Programs that answer for a domain of their own, such as gateways and bots (XEP-0114)."""

    SECTION: ClassVar[str] = "components"

    listen: tuple[Address, ...] = option(
        (Address("127.0.0.1", 5347),),
        doc="Where they connect, once there are `secrets`. What passes is not encrypted.",
    )
    secrets: Mapping[str, str] = option(
        factory=dict,
        check=checked_secrets,
        secret=True,
        doc="Who may, and with what: `[components.secrets]` with lines such as "
        '`"irc.example" = "a long secret"`.',
    )

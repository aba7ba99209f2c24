"""The settings of the web site."""

from dataclasses import dataclass
from ipaddress import ip_network
from typing import ClassVar
from urllib.parse import urlsplit

from magpie.base.config import Address, address, option


def everywhere(port: int) -> tuple[Address, ...]:
    """All addresses of the machine, of both families."""
    return (address(f"0.0.0.0:{port}"), address(f"[::]:{port}"))


def checked_url(text: str) -> str:
    """The address of a whole site, without a slash at its end. Raises ValueError."""
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname or url.username is not None:
        raise ValueError(f'"{text}" is not the address of a site; write "https://chat.example"')
    if url.path not in ("", "/") or url.query or url.fragment:
        raise ValueError(f'"{text}": the site has a host of its own, so leave out "{url.path}"')
    return text.rstrip("/")


def checked_networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    """IP addresses and networks. Raises ValueError with a sentence for the user."""
    for text in texts:
        try:
            ip_network(text)
        except ValueError:
            raise ValueError(
                f'"{text}" is no IP address or network; write "127.0.0.1" or "10.0.0.0/8"'
            ) from None
    return texts


def checked_origins(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Origins as browsers write them, or "*". Raises ValueError with a sentence for the user."""
    return tuple(text if text in ("*", "null") else checked_url(text).lower() for text in texts)


@dataclass(frozen=True, slots=True)
class Http:
    """The web site: XMPP for browsers, files, pages, health."""

    SECTION: ClassVar[str] = "http"

    listen: tuple[Address, ...] = option(
        (address("127.0.0.1:5280"),),
        doc="Where the site is without TLS, for this machine and for proxies; empty for nowhere.",
    )
    tls_listen: tuple[Address, ...] = option(
        everywhere(5443), doc="Where the site is with TLS (HTTPS); empty for nowhere."
    )
    public_url: str | None = option(
        None,
        check=lambda text: text and checked_url(text),
        shown='"https://DOMAIN:5443"',
        doc="The address of the site as people know it: that of the proxy in front of it, if any.",
    )
    trusted_proxies: tuple[str, ...] = option(
        (),
        check=checked_networks,
        doc="IP addresses or networks of the proxies in front of the site. What they say in "
        "`X-Forwarded-For` and `X-Forwarded-Proto` is believed, and nobody else.",
    )
    origins: tuple[str, ...] = option(
        (),
        check=checked_origins,
        doc="Other web sites whose pages may connect, such as "
        '`"https://web-client.example"`; `"*"` is any. The server\'s own always may.',
    )
    metrics_token: str | None = option(
        None,
        secret=True,
        doc="Who may read `/metrics` from another machine: whoever sends this as bearer token. "
        "This machine may without.",
    )

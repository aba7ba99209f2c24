"""Which server a work runs against, as whom, and which processes it consists of."""

import enum
from dataclasses import dataclass, replace

from magpie.bench.process import Tree


class Tls(enum.StrEnum):
    """How the connection becomes encrypted, if at all."""

    NONE = "none"
    STARTTLS = "starttls"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Target:
    """A server and the accounts to use: prefix0, prefix1, …, all with one password.

    With `is_websocket`, the port is that of the web site. An empty mechanism means the best that
    both sides have. Without process ids there are no figures of CPU and memory.
    """

    host: str = "127.0.0.1"
    port: int = 5222
    domain: str = "localhost"
    prefix: str = "user"
    password: str = "secret"
    mechanism: str = ""
    tls: Tls = Tls.NONE
    pids: tuple[int, ...] = ()
    is_websocket: bool = False

    def user(self, index: int) -> str:
        """The local part of the account with this number."""
        return f"{self.prefix}{index}"

    def jid(self, index: int) -> str:
        """The bare address of the account with this number."""
        return f"{self.prefix}{index}@{self.domain}"

    def tree(self) -> Tree | None:
        """The server's processes, where they are known."""
        return Tree(*self.pids) if self.pids else None

    def with_tls(self, tls: Tls, port: int) -> "Target":
        """The same server by another way of encryption."""
        return replace(self, tls=tls, port=port)

    def with_mechanism(self, mechanism: str) -> "Target":
        """The same server, logging in by another mechanism."""
        return replace(self, mechanism=mechanism)

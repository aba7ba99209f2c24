"""Who may make an account for themselves, under which name: by a client, or on the web site."""

from __future__ import annotations

from collections import deque
from ipaddress import ip_address, ip_network
from math import ceil

from magpie.server.accounts import AccountError
from magpie.server.host import Host
from magpie.server.settings import Registration
from magpie.xmpp.confusables import is_mixed, skeleton
from magpie.xmpp.jid import Jid

HOUR = 3600.0  # seconds


class Registrar:
    """Makes accounts for those who may have one. Who holds an invitation: `Invitations.register`.

    Attributes:
        mode: of the settings: open, lan, invite, closed.
    """

    def __init__(self, host: Host) -> None:
        config = host.settings.get(Registration)
        self.mode = config.mode
        self._host = host
        self._reserved = {skeleton(name) for name in config.reserved}
        self._rate = Rate(host)

    def is_open_to(self, address: str) -> bool:
        """Whether somebody at that IP address may register without an invitation."""
        if self.mode == "lan":
            return is_local(address)
        return self.mode == "open"

    def why_closed(self) -> str:
        """One sentence for those who may not."""
        if self.mode == "lan":
            return "Accounts on this server are for its local network."
        if self.mode == "invite":
            return "Accounts on this server are by invitation."
        return "This server makes no accounts for now. Ask those who run it."

    async def register(self, name: str, password: str, address: str) -> Jid:
        """Make an account for somebody at that IP address, if it is open to them.

        Raises:
            AccountError: it was not made.
        """
        if not self.is_open_to(address):
            raise AccountError("service-unavailable", self.why_closed(), "closed")
        account = self.checked(name, password)
        if await self._host.invitations.is_reserved(account):
            raise reserved(account)
        self._rate.check(address)
        self._rate.note(address)  # at once: others may ask while this one is made
        try:
            return await self._host.accounts.create(name, password)
        except BaseException:
            self._rate.take_back(address)
            raise

    def checked(self, name: str, password: str) -> Jid:
        """The address of an account that may be made: nobody signs up as somebody else's double.

        Raises:
            AccountError: the name or the password will not do.
        """
        accounts = self._host.accounts
        account = accounts.jid(name)
        if accounts.is_there(account):
            raise AccountError("conflict", f"The name “{account.local}” is taken.", "taken")
        if skeleton(account.local) in self._reserved:
            raise reserved(account)
        if accounts.lookalike(account) is not None:
            text = f"The name “{account.local}” looks like that of another account."
            raise AccountError("conflict", text, "lookalike")
        if is_mixed(account.local):
            text = f"The name “{account.local}” mixes letters that look alike."
            raise AccountError("not-acceptable", text, "mixed")
        check_password(account, password)
        return account


def reserved(account: Jid) -> AccountError:
    """Why nobody takes that name."""
    return AccountError("conflict", f"The name “{account.local}” is reserved.", "reserved")


def check_password(account: Jid, password: str) -> None:
    """The rules that `Accounts` does not know: it checks the length. Raises AccountError."""
    if not password:
        raise AccountError("not-acceptable", "A password is missing.", "no-password")
    if password.casefold() in (account.local, account.text):
        raise AccountError("not-acceptable", "The password may not be the name.", "is-name")


class Rate:
    """How many accounts one address has made in the last hour."""

    def __init__(self, host: Host) -> None:
        self._clock = host.clock
        self._most = host.limits.registrations_per_address if host.limits.enabled else 0
        self._made: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Refuse an address that has made too many. Raises AccountError."""
        if not self._most:
            return
        now = self._clock.monotonic()
        self._forget(now)
        made = self._made.get(block(address))
        if made is not None and len(made) >= self._most:
            minutes = ceil((made[0] + HOUR - now) / 60)
            text = f"Too many accounts were made from your address. Try again in {minutes} minutes."
            raise AccountError("resource-constraint", text, "too-many")

    def note(self, address: str) -> None:
        """An account was made."""
        if self._most:
            self._made.setdefault(block(address), deque()).append(self._clock.monotonic())

    def take_back(self, address: str) -> None:
        """The account that was noted last was not made."""
        made = self._made.get(block(address))
        if made:
            made.pop()

    def _forget(self, now: float) -> None:
        for address, made in list(self._made.items()):
            while made and made[0] <= now - HOUR:
                made.popleft()
            if not made:
                del self._made[address]


def is_local(address: str) -> bool:
    """An address of this machine or of a local network (RFC 1918, 4193, link-local)."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return any(ip in network for network in LOCAL if network.version == ip.version)


LOCAL = [
    ip_network(text)
    for text in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
]


def block(address: str) -> str:
    """What counts as one address: of IPv6 the /64 that one household has."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = getattr(ip, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(ip) if ip.version == 4 else str(ip_network((int(ip) >> 64 << 64, 64)))

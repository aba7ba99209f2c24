"""Invitations as links, made by the server and read by whatever program a person opens them with.

Two spellings of the same:

    xmpp:chat.example?register;preauth=TOKEN;at=192.168.1.7;sha256=FINGERPRINT
    https://chat.example:5443/invite/TOKEN#chat.example?register;at=192.168.1.7;sha256=FINGERPRINT

The first is for any XMPP app (XEP-0147; `register` as XEP-0401 and 0445 have it, `roster` as 0379),
which passes over keys that it does not know. The second is for browsers, and what stands behind the
`#` never leaves them; it is the first without its scheme and token. Into a room it is

    xmpp:coven@rooms.chat.example?join;preauth=TOKEN;password=TOKEN

`join` and `password` as XEP-0045, 14.7.1, has them: an app that knows no invitations shows the
token to the room as a password, and the room knows it. Our own keys:

* `at`: where clients connect, where the domain's name does not lead there: addresses with commas
  between them, each `HOST` or `HOST:PORT` (5222 where there is no port; IPv6 in brackets).
* `sha256`: the certificate to trust, of those that the server shows: SHA-256 of its DER form, in
  base64url without padding. It is the authority's where the server has one of its own.

A password is reset under `/reset/TOKEN` in the same way; no XMPP app knows such a thing.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import quote, unquote, urlsplit

from magpie.xmpp.jid import Jid, JidError

Kind = Literal["register", "roster", "join", "reset"]
KINDS: dict[str, Kind] = {
    "register": "register",
    "roster": "roster",
    "join": "join",
    "reset": "reset",
}
ROOMS = "rooms."  # before a server's domain: where its rooms are
LENGTH_MAX = 2_000  # characters
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,128}")
HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Link:
    """An invitation as a person gets it.

    Attributes:
        kind: to make an account, to become somebody's contact, to belong to a room, or to set a
            new password.
        address: the bare address it is about: the domain, or the account's where it is given.
            Of a contact's invitation: who invites; of a room's: the room.
        token: proves it.
        makes_account: whether an account may be made with it.
        name: of who invites, for people; may be "".
        at: where clients connect if the domain's own name does not say.
        sha256: the certificate to trust; b"" where none is named.
        site: the web site, such as `https://chat.example:5443`; "" where there is none.
    """

    kind: Kind
    address: str
    token: str
    makes_account: bool = True
    name: str = ""
    at: tuple[str, ...] = ()
    sha256: bytes = b""
    site: str = ""

    @property
    def domain(self) -> str:
        """The server's domain."""
        domain = self.address.rpartition("@")[2]
        return domain.removeprefix(ROOMS) if self.kind == "join" else domain

    @property
    def account(self) -> str:
        """The user name that an account made with it will have; "" where it may be chosen."""
        return "" if self.kind in ("roster", "join") else self.address.rpartition("@")[0]

    @property
    def uri(self) -> str:
        """The `xmpp:` form; "" where there is none."""
        return "" if self.kind == "reset" else "xmpp:" + self._query(with_token=True)

    @property
    def url(self) -> str:
        """The web form; "" without a site."""
        return f"{self.short_url}#{self._query(with_token=False)}" if self.site else ""

    @property
    def short_url(self) -> str:
        """The same for a browser that trusts the site and has found it."""
        page = "reset" if self.kind == "reset" else "invite"
        return f"{self.site}/{page}/{self.token}"

    def _query(self, *, with_token: bool) -> str:
        token = self.token if with_token else ""
        keys = {
            "preauth": token,
            "password": token if self.kind == "join" else "",
            "ibr": "y" if self.kind in ("roster", "join") and self.makes_account else "",
            "name": quote(self.name, safe=""),
            "at": quote(",".join(self.at), safe=",:[]"),
            "sha256": base64.urlsafe_b64encode(self.sha256).decode().rstrip("="),
        }
        given = "".join(f";{key}={value}" for key, value in keys.items() if value)
        return f"{quote(self.address, safe='@')}?{self.kind}{given}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read either form.

        Raises:
            ValueError: it is no invitation; the text says so to a person.
        """
        text = text.strip()
        try:
            if len(text) > LENGTH_MAX:
                raise ValueError("too long")
            scheme, _, rest = text.partition(":")
            if scheme.lower() == "xmpp":
                return cls._read(rest, "", "")
            url = urlsplit(text)
            token = url.path.rpartition("/")[2]
            is_ours = url.path in (f"/invite/{token}", f"/reset/{token}") and url.hostname
            if url.scheme != "https" or not is_ours or "@" in url.netloc:
                raise ValueError("another address")
            kind = "register" if url.path.startswith("/invite/") else "reset"
            return cls._read(url.fragment or f"{url.hostname}?{kind}", token, url.netloc)
        except (ValueError, JidError) as error:
            raise ValueError("This is not an invitation.") from error

    @classmethod
    def _read(cls, text: str, token: str, site: str) -> Self:
        address, _, query = text.partition("?")
        word, *pairs = query.split(";")
        kind = KINDS.get(word)
        keys = {key: unquote(value) for key, _, value in (pair.partition("=") for pair in pairs)}
        token = token or keys.get("preauth", "")
        found = Jid.parse(unquote(address, errors="strict"))
        if kind is None or not TOKEN.fullmatch(token):
            raise ValueError("no token")
        if found.resource or (kind in ("roster", "join") and not found.local):
            raise ValueError("not the address of an account or a room")
        return cls(
            kind,
            found.text,
            token,
            kind not in ("roster", "join") or keys.get("ibr") == "y",
            "".join(char for char in keys.get("name", "") if char.isprintable())[:100],
            tuple(one for one in keys.get("at", "").split(",") if HOST_PORT.fullmatch(one))[:8],
            fingerprint(keys.get("sha256", "")),
            f"https://{site}" if site else "",
        )


def fingerprint(text: str) -> bytes:
    """The bytes of a fingerprint as it stands in a link. Raises ValueError."""
    if not text:
        return b""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise ValueError("not base64") from error
    if len(found) != 32:
        raise ValueError("not SHA-256")
    return found

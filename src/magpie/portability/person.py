"""An account's own things as elements, but for its messages and nodes: both ways.

`elements` writes them for an export, `Taker` puts what an import has read into the database. What
is there already stays as it is.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, select

from magpie.portability.names import (
    CLIENT,
    MAM,
    OWN,
    PIE,
    PRIVACY,
    PRIVATE,
    PUSH,
    ROSTER,
    SCRAM,
    VCARD,
)
from magpie.portability.report import Report
from magpie.storage import blocklist, last, preferences, private, push, roster, vcard
from magpie.storage import tables as t
from magpie.storage.accounts import Account
from magpie.xmpp import prep, scram
from magpie.xmpp.delay import from_text, to_text
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.parser import parse_element
from magpie.xmpp.scram import ScramKeys

MECHANISMS = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256"}
SIZES = {"sha1": 20, "sha256": 32}
ROLES = ("admin", "member", "limited")
SUBSCRIPTIONS = ("none", "to", "from", "both")
WISHES = ("always", "never", "roster")
BLOCKED = "blocked"  # the name of the privacy list that holds them
ITERATIONS_MAX = 10_000_000


# Out


def elements(conn: Connection, owner: Account) -> Iterator[Element]:
    """All of it, in the order of XEP-0227."""
    attrs = {"created": to_text(owner.created), "role": owner.role}
    yield Element("account", OWN, attrs | ({"disabled": "true"} if owner.disabled else {}))
    for mechanism, name in MECHANISMS.items():
        keys: ScramKeys = getattr(owner, name)
        if keys.stored_key:
            yield credentials(mechanism, keys)
    yield roster_of(conn, owner.jid)
    yield from requests(conn, owner.jid)
    rows = conn.execute(select(t.private.c.xml).where(t.private.c.owner == owner.jid)).scalars()
    kept = tuple(parse_element(bytes(xml)) for xml in rows.all())
    if kept:
        yield Element("query", PRIVATE, children=kept)
    card = vcard.get(conn, owner.jid)
    if card is not None:
        yield parse_element(card)
    yield from blocked(conn, owner.jid)
    yield from settings(conn, owner.jid)


def credentials(mechanism: str, keys: ScramKeys) -> Element:
    values = {
        "iter-count": str(keys.iterations),
        "salt": encoded(keys.salt),
        "server-key": encoded(keys.server_key),
        "stored-key": encoded(keys.stored_key),
    }
    children = tuple(Element(name, SCRAM, text=value) for name, value in values.items())
    return Element("scram-credentials", SCRAM, {"mechanism": mechanism}, children)


def roster_of(conn: Connection, owner: str) -> Element:
    version, items = roster.load(conn, owner)
    children = []
    for item in items:
        attrs = {"jid": item.jid, "subscription": item.subscription}
        attrs |= {"name": item.name} if item.name else {}
        attrs |= {"ask": "subscribe"} if item.ask else {}
        attrs |= {"approved": "true"} if item.approved else {}
        groups = tuple(Element("group", ROSTER, text=group) for group in item.groups)
        children.append(Element("item", ROSTER, attrs, groups))
    return Element("query", ROSTER, {"ver": str(version)} if version else {}, tuple(children))


def requests(conn: Connection, owner: str) -> Iterator[Element]:
    for request in roster.requests(conn, owner):
        stanza = parse_element(request.stanza).with_attrs(type="subscribe")
        yield stanza.with_child(
            Element("asked", OWN, {"from": request.jid, "at": to_text(request.at)})
        )


def blocked(conn: Connection, owner: str) -> Iterator[Element]:
    """As a privacy list (XEP-0016), the one form of it that XEP-0227 knows."""
    jids = blocklist.load(conn, owner)
    if jids:
        items = tuple(
            Element(
                "item", PRIVACY, {"type": "jid", "value": jid, "action": "deny", "order": str(n)}
            )
            for n, jid in enumerate(jids, 1)
        )
        listed = Element("list", PRIVACY, {"name": BLOCKED}, items)
        default = Element("default", PRIVACY, {"name": BLOCKED})
        yield Element("query", PRIVACY, children=(default, listed))


def settings(conn: Connection, owner: str) -> Iterator[Element]:
    """What the account wants kept, when it was last here, where its clients are told of news."""
    wishes = preferences.get(conn, owner)
    if wishes is not None:
        lists = tuple(
            Element(
                name, MAM, children=tuple(Element("jid", MAM, text=jid) for jid in sorted(jids))
            )
            for name, jids in (("always", wishes.always), ("never", wishes.never))
        )
        yield Element("prefs", MAM, {"default": wishes.fallback}, lists)
    seen = last.get(conn, owner)
    if seen is not None:
        yield Element("last", OWN, {"at": to_text(seen.at)}, text=seen.status)
    for row in conn.execute(select(t.push).where(t.push.c.owner == owner).order_by("jid", "node")):
        attrs = {"jid": row.jid} | ({"node": row.node} if row.node else {})
        options = (parse_element(bytes(row.options)),) if row.options else ()
        enable = Element("enable", PUSH, attrs, options)
        yield Element("push", OWN, {"device": row.device}, (enable,))


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


# In


def keys_of(parts: list[Element], password: str | None) -> dict[str, ScramKeys]:
    """The SCRAM keys of an account by hash, derived from the password where that is known."""
    if password:
        try:
            salts = {name: secrets.token_bytes(scram.SALT_SIZE) for name in scram.HASHES}
            return {name: scram.derive(password, name, salts[name]) for name in scram.HASHES}
        except prep.PrepError:
            return {}
    found = {}
    for part in parts:
        name = MECHANISMS.get(part.get("mechanism", "") or "")
        if (part.name, part.ns) == ("scram-credentials", SCRAM) and name is not None:
            keys = keys_in(part)
            if keys is not None and len(keys.stored_key) == SIZES[name]:
                found[name] = keys  # COMPAT Prosody 0.12: the last of several is the newest
    return found


def keys_in(part: Element) -> ScramKeys | None:
    try:
        salt, server, stored = (
            decoded(part.child_text(name) or "") for name in ("salt", "server-key", "stored-key")
        )
        if len(stored) not in scram.SIZES:
            # COMPAT ejabberd 23.01: it writes the base64 of what is base64 already
            salt, server, stored = (decoded(one.decode()) for one in (salt, server, stored))
    except (binascii.Error, ValueError):
        return None
    return checked(salt, (part.child_text("iter-count") or "").strip(), stored, server)


def decoded(text: str) -> bytes:
    return base64.b64decode(text.strip(), validate=True)


def checked(salt: bytes, count: str, stored: bytes, server: bytes) -> ScramKeys | None:
    """Keys that are some: of one hash, with a salt, and an iteration count that is one."""
    is_number = count.isascii() and count.isdecimal() and len(count) < 9
    if not (salt and is_number and 0 < int(count) <= ITERATIONS_MAX and len(stored) == len(server)):
        return None
    return ScramKeys(salt, int(count), stored, server)


def account_of(jid: str, parts: list[Element], password: str | None, now: int) -> Account:
    """The row of a new account."""
    found = keys_of(parts, password)
    nothing = ScramKeys(b"", 0, b"", b"")
    own = next((part for part in parts if (part.name, part.ns) == ("account", OWN)), None)
    attrs = {} if own is None else own.attrs
    role = attrs.get("role", "member")
    return Account(
        jid,
        found.get("sha1", nothing),
        found.get("sha256", nothing),
        moment(attrs.get("created", ""), now),
        attrs.get("disabled") == "true",
        role if role in ROLES else "member",
    )


def moment(text: str, otherwise: int) -> int:
    try:
        return from_text(text)
    except ValueError:
        return otherwise


class Taker:
    """Puts the parts of one account into the database."""

    def __init__(self, conn: Connection, owner: str, report: Report, now: int) -> None:
        self._conn = conn
        self._owner = owner
        self._report = report
        self._now = now
        self._known: dict[tuple[str, str], Callable[[Element], None]] = {
            ("query", ROSTER): self._roster,
            ("query", PRIVATE): self._private,
            ("query", PRIVACY): self._privacy,
            ("vCard", VCARD): self._card,
            ("presence", CLIENT): self._request,
            ("presence", PIE): self._request,  # COMPAT Prosody 0.12: it forgets the namespace
            ("prefs", MAM): self._wishes,
            ("last", OWN): self._last,
            ("push", OWN): self._push,
        }

    def take(self, part: Element) -> bool:
        """Keep one part. False: nobody here knows what it is."""
        take = self._known.get((part.name, part.ns))
        if take is None:
            return False
        take(part)
        return True

    def _address(self, text: str | None, *, is_bare: bool = True) -> str | None:
        try:
            jid = Jid.parse(text or "")
        except JidError:
            self._report.drop("contacts", f"{self._owner}: an address that is none")
            return None
        return (jid.bare if is_bare else jid).text

    def _roster(self, query: Element) -> None:
        there = {item.jid for item in roster.load(self._conn, self._owner)[1]}
        items = []
        for child in query:
            jid = self._address(child.get("jid")) if child.name == "item" else None
            if jid is None or jid == self._owner or jid in there:
                continue
            there.add(jid)
            subscription = child.get("subscription") or "none"
            groups = dict.fromkeys(g.text for g in child if g.name == "group" and g.text)
            items.append(
                roster.Item(
                    jid,
                    child.get("name") or "",
                    subscription if subscription in SUBSCRIPTIONS else "none",
                    child.get("ask") == "subscribe",
                    child.get("approved") in ("true", "1"),
                    tuple(groups),
                )
            )
        version = query.get("ver") or ""
        number = int(version) if version.isdecimal() and len(version) < 19 else 0
        roster.fill(self._conn, self._owner, items, number)
        self._report.count("contacts", len(items))

    def _request(self, presence: Element) -> None:
        jid = self._address(presence.get("from"))
        if presence.get("type") != "subscribe" or jid is None:
            return
        if any(one.jid == jid for one in roster.requests(self._conn, self._owner)):
            return
        asked = presence.child("asked", OWN)
        at = self._now if asked is None else moment(asked.get("at") or "", self._now)
        rest = presence.without(lambda child: child.ns == OWN)
        attrs = dict(rest.attrs)
        if asked is None:
            attrs |= {"from": jid, "to": self._owner}
        children = tuple(
            node if isinstance(node, str) else node.in_content(PIE, CLIENT) for node in rest.nodes
        )
        stanza = Element("presence", CLIENT, attrs, children).to_bytes(CLIENT)
        if asked is not None:
            jid = self._address(asked.get("from")) or jid
        roster.put_request(self._conn, self._owner, roster.Request(jid, at, stanza))
        self._report.count("requests")

    def _private(self, query: Element) -> None:
        for child in query:
            if private.get(self._conn, self._owner, child.ns, child.name) is None:
                private.put(self._conn, self._owner, child.ns, child.name, child.to_bytes())
                self._report.count("private")

    def _card(self, card: Element) -> None:
        if vcard.get(self._conn, self._owner) is None:
            vcard.put(self._conn, self._owner, card.to_bytes())
            self._report.count("cards")

    def _privacy(self, query: Element) -> None:
        """Of privacy lists, whom the default list keeps away altogether: that is a block list."""
        default = query.child("default")
        names = [default.get("name")] if default is not None else []
        jids, others = [], 0
        for listed in query:
            if listed.name != "list":
                continue
            for item in listed:
                is_block = item.get("action") == "deny" and item.get("type") == "jid"
                # COMPAT ejabberd 23.01: its list of the blocked is the default one
                if is_block and listed.get("name") in names and not item.children:
                    jids.append(self._address(item.get("value"), is_bare=False))
                elif item.get("action") == "deny":
                    others += 1
        found = [jid for jid in jids if jid is not None]
        blocklist.add(self._conn, self._owner, found)
        self._report.count("blocked", len(found))
        if others:
            self._report.drop(
                "privacy rules", f"{self._owner}: Magpie blocks addresses only", others
            )

    def _wishes(self, prefs: Element) -> None:
        if preferences.get(self._conn, self._owner) is not None:
            return
        fallback = prefs.get("default") or "always"
        always, never = (self._addresses(prefs.child(name)) for name in ("always", "never"))
        wanted = preferences.Preferences(
            fallback if fallback in WISHES else "always", always, never
        )
        preferences.put(self._conn, self._owner, wanted)

    def _addresses(self, parent: Element | None) -> frozenset[str]:
        found = (self._address(one.text, is_bare=False) for one in parent or ())
        return frozenset(jid for jid in found if jid is not None)

    def _last(self, seen: Element) -> None:
        if last.get(self._conn, self._owner) is None:
            last.put(self._conn, self._owner, moment(seen.get("at") or "", self._now), seen.text)

    def _push(self, found: Element) -> None:
        enable = found.child("enable", PUSH)
        service = None if enable is None else self._service(enable)
        if enable is None or service is None:
            return
        options = enable.children[0].to_bytes() if enable.children else b""
        push.put(
            self._conn,
            push.Registration(
                self._owner,
                service,
                enable.get("node") or "",
                found.get("device") or "",
                options,
            ),
        )

    def _service(self, enable: Element) -> str | None:
        """The address of a push service, which is no account of ours."""
        try:
            service = Jid.parse(enable.get("jid") or "")
        except JidError:
            service = None
        if service is None or service.domain == Jid.parse(self._owner).domain:
            self._report.drop("push services", f"{self._owner}: an address that is none")
            return None
        return service.text

"""XEP-0441: Message Archive Management Preferences. Whose messages an account lets be archived.

All preferences are kept in memory: each message asks for those of its sender and its recipient.
"""

from __future__ import annotations

from dataclasses import dataclass

from magpie.server.api import AccountDeleted, Host, IqRequest, IsContact
from magpie.storage import preferences as table
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid, JidError

NS = "urn:xmpp:mam:2"
DEFAULTS = frozenset(("always", "never", "roster"))
LISTED_MAX = 1_000  # addresses in one list


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one account wants: `default` for those in neither list."""

    default: str = "always"
    always: frozenset[Jid] = frozenset()
    never: frozenset[Jid] = frozenset()


UNSET = Preferences()


class Wishes:
    """The preferences of all accounts that have any."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._by_account: dict[Jid, Preferences] = {}

    async def load(self) -> None:
        """Read them all."""
        for owner, kept in (await self._host.db.read(table.load_all)).items():
            account = Jid.parse(owner)
            always, never = (frozenset(map(Jid.parse, jids)) for jids in (kept.always, kept.never))
            wishes = Preferences(kept.fallback, always, never)
            self._by_account[account] = wishes
            await self._look_up(account, wishes)

    def forget(self, event: AccountDeleted) -> None:
        """The account is gone, its row too."""
        self._by_account.pop(event.account, None)

    def allow(self, account: Jid, other: Jid) -> bool:
        """Whether `account` wants its talk with `other` (as addressed) archived."""
        wishes = self._by_account.get(account)
        return True if wishes is None else self._allow(wishes, account, other)

    def _allow(self, wishes: Preferences, account: Jid, other: Jid) -> bool:
        if is_listed(other, wishes.never):
            return False
        if wishes.default == "always" or is_listed(other, wishes.always):
            return True
        if wishes.default == "never":
            return False
        # 2.1.1: archived only if the contact's bare JID is in the user's roster
        return self._host.ask(IsContact(account, other.bare)).is_contact

    def get(self, request: IqRequest) -> Element:
        """Section 2.1, the current preferences."""
        return to_element(self._by_account.get(request.session.account, UNSET))

    async def set(self, request: IqRequest) -> Element:
        """Section 2.1, new preferences; the answer is what applies from now on."""
        account = request.session.account
        wishes = parse(request.payload)
        always, never = (
            frozenset(jid.text for jid in jids) for jids in (wishes.always, wishes.never)
        )
        kept = table.Preferences(wishes.default, always, never)
        await self._host.db.write(table.put, account.text, kept)
        self._by_account[account] = wishes
        await self._look_up(account, wishes)
        return to_element(wishes)

    async def _look_up(self, account: Jid, wishes: Preferences) -> None:
        """Have the contacts in memory of who archives contacts only: messages do not wait."""
        if wishes.default == "roster":
            await self._host.rosters.of(account)


def is_listed(other: Jid, listed: frozenset[Jid]) -> bool:
    """Section 2.3.1: a bare JID in the list means every resource of it."""
    return other in listed or other.bare in listed


def parse(element: Element) -> Preferences:
    """Read a `<prefs/>`."""
    default = element.get("default")
    if default not in DEFAULTS:
        raise StanzaError("bad-request", "default is one of always, never and roster")
    return Preferences(default, _jids(element, "always"), _jids(element, "never"))


def _jids(element: Element, name: str) -> frozenset[Jid]:
    lists = [child for child in element if child.name == name and child.ns == NS]
    if len(lists) > 1:
        raise StanzaError("bad-request", f"more than one list {name}")
    given = [jid.text.strip() for one in lists for jid in one if jid.name == "jid" and jid.ns == NS]
    if len(given) > LISTED_MAX:
        raise StanzaError("resource-constraint", f"A list holds {LISTED_MAX} addresses at most.")
    try:
        return frozenset(map(Jid.parse, given))
    except JidError as error:
        raise StanzaError("jid-malformed") from error


def to_element(wishes: Preferences) -> Element:
    """Write a `<prefs/>`; both lists MUST be there, even if empty."""
    lists = [
        Element(name, NS, children=tuple(Element("jid", NS, text=jid) for jid in texts(jids)))
        for name, jids in (("always", wishes.always), ("never", wishes.never))
    ]
    return Element("prefs", NS, {"default": wishes.default}, tuple(lists))


def texts(jids: frozenset[Jid]) -> list[str]:
    """Their texts in order."""
    return sorted(jid.text for jid in jids)

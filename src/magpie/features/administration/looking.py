"""XEP-0133, 4.8 to 4.10 and 4.13 to 4.22: numbers, lists, and what is known of one account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from magpie.features.administration.form import (
    account_field,
    accounts_field,
    accounts_of,
    asking,
    command,
    result,
    run,
)
from magpie.server.api import AdHocCall, AdHocCommand, AdHocFunction, AdHocResult, Host, Session
from magpie.xmpp.element import Element
from magpie.xmpp.forms import Field, Option
from magpie.xmpp.jid import Jid

NS_ROSTER = "jabber:iq:roster"
AWAY = frozenset(("away", "xa"))
LIMITS = ("25", "50", "75", "100", "150", "200", "none")
MOST = "none"

Kind = tuple[str, str, str, str, Callable[[Host], Iterable[Jid]]]


def looking_commands(host: Host) -> Iterator[AdHocCommand]:
    """The commands."""
    looking = Looking(host)
    several = accounts_field("Accounts")
    form = asking("Contact lists", several)
    yield command(host, "get-user-roster", "Show contact lists", looking.rosters, form)
    form = asking("Last sign-in", several)
    yield command(host, "get-user-lastlogin", "Show last sign-in", looking.last, form)
    form = asking("Statistics of an account", account_field("The account"))
    yield command(host, "user-stats", "Show statistics of an account", looking.stats, form)
    for kind in KINDS:
        word, _, list_node, _, _ = kind
        name = f"Show number of {word} accounts"
        yield command(host, f"get-{word}-users-num", name, looking.number(kind))
        form = asking(f"List of {word} accounts", limit_field())
        yield command(host, list_node, f"Show {word} accounts", looking.list(kind), form)


def limit_field() -> Field:
    """How many are shown."""
    options = tuple(Option(one, "All" if one == MOST else one) for one in LIMITS)
    return Field("max_items", "list-single", ("100",), "How many at most", options=options)


# Who is what


def registered(host: Host) -> Iterable[Jid]:
    """All who have an account."""
    return host.accounts.all()


def disabled(host: Host) -> Iterable[Jid]:
    """Those who may not sign in."""
    return filter(host.accounts.is_disabled, host.accounts.all())


def online(host: Host) -> Iterable[Jid]:
    """Those who are signed in."""
    return host.sessions.accounts()


def active(host: Host) -> Iterable[Jid]:
    """Those of them who have a device where they are not away."""
    return (one for one in online(host) if any(map(is_active, host.sessions_of(one))))


def idle(host: Host) -> Iterable[Jid]:
    """Those who are signed in, and away everywhere."""
    return (one for one in online(host) if not any(map(is_active, host.sessions_of(one))))


def is_active(session: Session) -> bool:
    """Whether somebody sits at it, as far as it says."""
    presence = session.presence
    return presence is not None and presence.element.child_text("show") not in AWAY


# Word, field of the number, node of the list, field of the list. That of idle accounts has no name
# of its own among the XEP's fields (8.3).
KINDS: tuple[Kind, ...] = (
    (
        "registered",
        "registeredusersnum",
        "get-registered-users-list",
        "registereduserjids",
        registered,
    ),
    ("disabled", "disabledusersnum", "get-disabled-users-list", "disableduserjids", disabled),
    ("online", "onlineusersnum", "get-online-users-list", "onlineuserjids", online),
    ("active", "activeusersnum", "get-active-users", "activeuserjids", active),
    ("idle", "idleusersnum", "get-idle-users", "activeuserjids", idle),
)


class Looking:
    """Shows it, of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def number(self, kind: Kind) -> AdHocFunction:
        """4.13 to 4.17."""
        word, var, _, _, who = kind

        async def shown(_call: AdHocCall) -> AdHocResult:
            number = str(sum(1 for _ in who(self._host)))
            label = f"Number of {word} accounts"
            return AdHocResult(result([Field(var, values=(number,), label=label)]))

        return shown

    def list(self, kind: Kind) -> AdHocFunction:
        """4.18 to 4.22."""
        word, _, _, var, who = kind

        async def shown(call: AdHocCall) -> AdHocResult:
            found = sorted(account.text for account in who(self._host))
            most = call.get("max_items") or MOST
            if most != MOST:
                del found[int(most) :]
            label = f"{word.capitalize()} accounts"
            return AdHocResult(result([Field(var, "jid-multi", tuple(found), label)]))

        return shown

    async def rosters(self, call: AdHocCall) -> AdHocResult:
        """4.8: as the roster's own protocol has it, and as text for clients that show fields."""
        lines: list[str] = []
        queries: list[Element] = []
        accounts = self._accounts(call)
        for account in accounts:
            items = (await self._host.rosters.of(account)).items.values()
            children = []
            for item in items:
                groups = tuple(Element("group", NS_ROSTER, text=name) for name in item.groups)
                attrs = {"jid": item.jid, "subscription": item.subscription}
                attrs |= {"name": item.name} if item.name else {}
                children.append(Element("item", NS_ROSTER, attrs, groups))
                lines.append(" ".join(filter(None, (item.jid, item.name, item.subscription))))
            queries.append(Element("query", NS_ROSTER, {}, tuple(children)))
        fields = [
            Field("accountjids", "jid-multi", tuple(one.text for one in accounts), "Accounts"),
            Field("roster", "text-multi", tuple(lines), "Contacts"),
        ]
        return AdHocResult(result(fields), inside=tuple(queries))

    def _accounts(self, call: AdHocCall) -> tuple[Jid, ...]:
        """Those that were named. Raises AccountError, a ValueError, when one is not there."""
        found = tuple(Jid.parse(text).bare for text in accounts_of(call))
        for account in found:
            self._host.accounts.require(account)
        return found

    async def last(self, call: AdHocCall) -> AdHocResult:
        """4.9: when each was last here; now, where a device is."""
        names, times = [], []
        for account in self._accounts(call):
            shown = await run(self._host, call, "user.show", name=account.text)
            names.append(account.text)
            times.append(shown["last"] or "never")
        fields = [
            Field("accountjids", "jid-multi", tuple(names), "Accounts"),
            Field("lastlogin", "text-multi", tuple(times), "Last sign-in"),
        ]
        return AdHocResult(result(fields))

    async def stats(self, call: AdHocCall) -> AdHocResult:
        """4.10."""
        shown = await run(self._host, call, "user.show", name=call.get("accountjid"))
        devices = shown["devices"]
        addresses = tuple(dict.fromkeys(one["address"] for one in devices if one["address"]))
        names = tuple(one["device"] for one in devices)
        fields = [
            Field("ipaddresses", "text-multi", addresses, "IP addresses"),
            Field("rostersize", values=(str(shown["contacts"]),), label="Contacts"),
            Field("onlineresources", "text-multi", names, "Devices"),
        ]
        return AdHocResult(result(fields))

"""Contacts, who is here, and who asks to be one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from magpie.base.clock import Clock
from magpie.desktop.core import link, safe
from magpie.desktop.core.devices import Devices, Key
from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.card import Card
from magpie.desktop.core.entities.notice import NewRequest, Notice
from magpie.desktop.core.entities.person import Person, Request, Subscription
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.observe import ObservableList, Signal
from magpie.desktop.core.sessions import Sessions
from magpie.desktop.core.store import people as store
from magpie.desktop.core.store.database import Database
from magpie.desktop.core.store.people import Known
from magpie.xmpp.jid import Jid, JidError


class People:
    """See `core.api.People`. `known` is told of everybody whose entry is different now."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        clock: Clock,
        notices: Signal[Notice],
        picture_path: Callable[[str], str],
    ) -> None:
        self.items: ObservableList[Person] = ObservableList(lambda p: p.key, _order)
        self.requests: ObservableList[Request] = ObservableList(lambda r: r.key, lambda r: r.at)
        self.here: Signal[int] = Signal()
        self.known: Signal[Key] = Signal()
        self.count = 0
        self.devices = Devices(clock)
        self._database = database
        self._sessions = sessions
        self._clock = clock
        self._notices = notices
        self._picture_path = picture_path
        self._known: dict[Key, Known] = {}

    async def load(self) -> None:
        """What is on disk."""
        self._known = {(k.account, k.address): k for k in await self._database.read(store.rows)}
        people = [self._person(key) for key in self._known]
        self.items.reset(person for person in people if _is_listed(person))
        self.requests.reset(await self._database.read(store.requests))

    def name_of(self, account: int, address: str) -> str:
        """What to call somebody: our name for them, theirs, or their address."""
        known = self._known.get((account, address))
        own = safe.label(known.name or known.nick) if known else ""
        nick = address.partition("/")[2]  # somebody in a room, in private
        return own or safe.label(nick or address.partition("@")[0] or address) or address

    def avatar_of(self, account: int, address: str) -> str:
        known = self._known.get((account, address))
        return self._picture_path(known.picture) if known and known.picture else ""

    def picture_of(self, account: int, address: str) -> str:
        """SHA-1 of the picture that is known."""
        known = self._known.get((account, address))
        return known.picture if known else ""

    # Commands

    async def add(
        self, account: int, address: str, name: str = "", groups: Sequence[str] = (), text: str = ""
    ) -> Person:
        address = _bare(address)
        session = self._sessions.online(account)
        await session.link.set_contact(link.Contact(address, name, tuple(groups)))
        session.link.subscribe(address, text)
        return self.items.find((account, address)) or self._person((account, address))

    async def rename(self, person: Person, name: str) -> None:
        await self._set(person, name=name.strip())

    async def set_groups(self, person: Person, groups: Sequence[str]) -> None:
        kept = dict.fromkeys(group.strip() for group in groups)
        await self._set(person, groups=tuple(group for group in kept if group))

    async def remove(self, person: Person) -> None:
        await self._sessions.online(person.account).link.remove_contact(person.address)

    async def block(self, person: Person) -> None:
        await self._sessions.online(person.account).link.set_blocked(person.address, True)

    async def unblock(self, person: Person) -> None:
        await self._sessions.online(person.account).link.set_blocked(person.address, False)

    async def report(
        self,
        person: Person,
        *,
        is_abuse: bool = False,
        text: str = "",
        messages: Sequence[int] = (),
    ) -> None:
        raise Problem(Reason.UNSUPPORTED)

    async def card(self, account: int, address: str) -> Card:
        raise Problem(Reason.UNSUPPORTED)

    async def accept(self, request: Request) -> None:
        session = self._sessions.online(request.account)
        session.link.allow(request.address)
        known = self._known.get(request.key)
        if known is None or not known.is_contact:
            await session.link.set_contact(link.Contact(request.address, request.name))
            session.link.subscribe(request.address, "")
        await self._answered(request)

    async def decline(self, request: Request) -> None:
        self._sessions.online(request.account).link.deny(request.address)
        await self._answered(request)

    # What the link tells

    async def contacts(
        self,
        account: int,
        contacts: Sequence[link.Contact],
        removed: Sequence[str] = (),
        *,
        all: bool = False,
    ) -> None:
        """Entries of the contact list; with `all`, there are no others."""

        await self._database.write(store.put_contacts, account, contacts, all=all)
        if removed:
            await self._database.write(store.remove_contacts, account, removed)
        if all:
            there = {contact.address for contact in contacts}
            removed = [a for (of, a), k in self._known.items() if of == account and k.is_contact]
            removed = [address for address in removed if address not in there]
        changed = []
        for contact in contacts:
            key = (account, contact.address)
            self._known[key] = replace(
                self._known.get(key) or Known(*key),
                name=contact.name,
                groups=contact.groups,
                subscription=contact.subscription,
                is_asked=contact.is_asked,
                is_contact=True,
            )
            changed.append(key)
        for address in removed:
            key = (account, address)
            if key in self._known:
                self._known[key] = replace(self._known[key], is_contact=False, groups=())
                changed.append(key)
        self._refresh(changed)

    def presences(self, account: int, changes: Iterable[link.Presence]) -> None:
        """Devices came, went or changed."""
        self._refresh(dict.fromkeys(self.devices.take(account, change) for change in changes))

    def gone(self, account: int) -> None:
        """The account is offline: nobody is known to be here."""
        self._refresh(self.devices.gone(account))

    async def asked(self, account: int, event: link.Asked) -> None:
        key = (account, event.address)
        known = self._known.get(key)
        if known and (known.is_asked or known.subscription is Subscription.TO):
            # Who asked first has answered already.
            self._sessions.online(account).link.allow(event.address)
            return
        name = safe.label(event.nick or (known.name if known else "")) or event.address
        text = safe.label(event.text, safe.STATUS_MAX)
        request = Request(account, event.address, name, text, self._clock.now())
        is_new = self.requests.find(key) is None
        await self._database.write(store.put_request, request)
        self.requests.put(request)
        if is_new:
            self._notices.emit(NewRequest(request))

    async def facts(
        self,
        account: int,
        address: str,
        *,
        nick: str | None = None,
        picture: str | None = None,
        is_blocked: bool | None = None,
    ) -> None:
        """What is not None is so now."""
        key = (account, address)
        old = self._known.get(key) or Known(*key)
        new = replace(
            old,
            nick=old.nick if nick is None else nick,
            picture=old.picture if picture is None else picture,
            is_blocked=old.is_blocked if is_blocked is None else is_blocked,
        )
        if new != old:
            await self._database.write(
                store.set_facts, account, address, nick=nick, picture=picture, is_blocked=is_blocked
            )
            self._known[key] = new
            self._refresh([key])

    async def blocked(self, account: int, addresses: Iterable[str]) -> None:
        """These are blocked, and no others."""
        wanted = set(addresses)
        now = {a for (of, a), known in self._known.items() if of == account and known.is_blocked}
        for address in wanted ^ now:
            await self.facts(account, address, is_blocked=address in wanted)

    def forget(self, account: int) -> None:
        for key in [key for key in self._known if key[0] == account]:
            del self._known[key]
            self.items.remove(key)
        for request in [one for one in self.requests if one.account == account]:
            self.requests.remove(request.key)
        self._count()

    # The rest

    async def _set(self, person: Person, **values: object) -> None:
        known = self._known.get(person.key) or Known(*person.key)
        new = replace(known, **values)  # type: ignore[arg-type]
        contact = link.Contact(person.address, new.name, new.groups)
        await self._sessions.online(person.account).link.set_contact(contact)

    async def _answered(self, request: Request) -> None:
        await self._database.write(store.remove_request, request.account, request.address)
        self.requests.remove(request.key)

    def _refresh(self, keys: Iterable[Key]) -> None:
        with self.items.batch():
            for key in keys:
                person = self._person(key)
                if _is_listed(person):
                    self.items.put(person)
                else:
                    self.items.remove(key)
                self.known.emit(key)
        self._count()

    def _count(self) -> None:
        count = sum(person.is_here for person in self.items)
        if count != self.count:
            self.count = count
            self.here.emit(count)

    def _person(self, key: Key) -> Person:
        known = self._known.get(key) or Known(*key)
        speaks = self.devices.speaking(key)
        return Person(
            account=key[0],
            address=key[1],
            name=self.name_of(*key),
            groups=tuple(filter(None, map(safe.label, known.groups))),
            show=speaks.show if speaks else Show.OFFLINE,
            status=safe.label(speaks.status, safe.STATUS_MAX) if speaks else "",
            since=self.devices.since(key),
            is_contact=known.is_contact,
            subscription=known.subscription,
            is_asked=known.is_asked,
            is_blocked=known.is_blocked,
            avatar=self._picture_path(known.picture) if known.picture else "",
            devices=len(self.devices.names(key)),
        )


def _is_listed(person: Person) -> bool:
    return person.is_contact or person.is_here or person.is_blocked


def _order(person: Person) -> tuple[bool, str]:
    return not person.is_here, person.name.casefold()


def _bare(address: str) -> str:
    try:
        jid = Jid.parse(address.strip())
    except JidError as error:
        raise Problem(Reason.NAME_INVALID, str(error)) from None
    if not jid.local:
        raise Problem(Reason.NAME_INVALID, address)
    return jid.bare.text

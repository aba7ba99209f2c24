"""XEP-0191: Blocking Command. Who is blocked reaches the account no more, nor is reached by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from secrets import token_hex

from magpie.server.api import (
    DONE,
    AccountDeleted,
    Barred,
    BlockAsked,
    BlocklistChanged,
    Host,
    IqReceived,
    IqRequest,
    MayTalk,
    MessageReceived,
    MessageSent,
    PresenceReceived,
    PresenceSent,
    Scope,
    Session,
    SessionKey,
    Stage,
    Verdict,
    Xep,
)
from magpie.storage import blocklist
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid, JidError

XEPS = (Xep(191, version="1.3"),)
NS = "urn:xmpp:blocking"
NS_ERRORS = "urn:xmpp:blocking:errors"

# The device has asked for the list, so it hears of changes (section 3.2)
WATCHES: SessionKey[bool] = SessionKey("blocking.watches", default=False)


def setup(host: Host) -> None:
    """Guard every way between two people, and let clients say who is blocked."""
    host.advertise(NS)
    lists = Blocklists(host)
    host.on_start(lists.load)
    host.on_iq("get", NS, "blocklist", lists.show, scope=Scope.SELF)
    host.on_iq("set", NS, "block", lists.block, scope=Scope.SELF)
    host.on_iq("set", NS, "unblock", lists.unblock, scope=Scope.SELF)
    host.on(MessageSent, lists.message_sent, stage=Stage.GUARD)
    host.on(MessageReceived, lists.message_received, stage=Stage.GUARD)
    host.on(PresenceSent, lists.presence_sent, stage=Stage.GUARD)
    host.on(PresenceReceived, lists.presence_received, stage=Stage.GUARD)
    host.on(IqReceived, lists.iq_received, stage=Stage.GUARD)
    host.answer(MayTalk, lists.may_talk)
    host.answer(Barred, lists.barred)
    host.watch(AccountDeleted, lists.account_deleted)


class Blocklists:
    """The lists of all accounts, in memory; those of most are empty and are not there."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._lists: dict[Jid, dict[Jid, None]] = {}
        self._blockers: dict[Jid, set[Jid]] = {}  # by entry

    async def load(self) -> None:
        """Read all lists."""
        for owner, entries in (await self._host.db.read(blocklist.load_all)).items():
            for entry in sorted(entries):
                self._enter(Jid.parse(owner), Jid.parse(entry))

    # The commands

    def show(self, request: IqRequest) -> Element:
        """Section 3.2."""
        request.session[WATCHES] = True
        return Element("blocklist", NS, children=items(self._lists.get(request.target, ())))

    async def block(self, request: IqRequest) -> None:
        """Section 3.3."""
        account = request.target
        wanted = entries_of(request.payload)
        if not wanted:
            raise StanzaError("bad-request", "Whom? There is no item.")
        held = self._lists.get(account, {})
        fresh = [entry for entry in wanted if entry not in held]
        limits = self._host.limits
        if fresh and len(held) + len(fresh) > limits.bound(limits.blocked_addresses):
            text = f"{limits.blocked_addresses} addresses may be blocked."
            raise StanzaError("resource-constraint", text)
        if fresh:
            texts = [entry.text for entry in fresh]
            await self._host.db.write(blocklist.add, account.text, texts)
        for entry in fresh:
            self._enter(account, entry)
        for reading in self._host.ask(BlockAsked(account, request.payload.children)).later:
            await reading
        request.reply()
        self._push(account, Element("block", NS, children=items(wanted)))
        if fresh:
            self._host.tell(BlocklistChanged(account, fresh, []))

    async def unblock(self, request: IqRequest) -> None:
        """Sections 3.4 and 3.5: these, or all when none is named."""
        account = request.target
        wanted = entries_of(request.payload)
        held = self._lists.get(account, {})
        gone = [entry for entry in wanted or list(held) if entry in held]
        if gone:
            texts = [entry.text for entry in gone]
            await self._host.db.write(blocklist.remove, account.text, texts)
        for entry in gone:
            self._leave(account, entry)
        request.reply()
        self._push(account, Element("unblock", NS, children=items(wanted)))
        if gone:
            self._host.tell(BlocklistChanged(account, [], gone))

    def _push(self, account: Jid, payload: Element) -> None:
        for session in self._host.sessions_of(account):
            if session[WATCHES]:
                attrs = {"type": "set", "id": token_hex(8), "to": session.jid.text}
                session.send(Element("iq", NS_CLIENT, attrs, (payload,)))

    def _enter(self, account: Jid, entry: Jid) -> None:
        self._lists.setdefault(account, {})[entry] = None
        self._blockers.setdefault(entry, set()).add(account)

    def _leave(self, account: Jid, entry: Jid) -> None:
        held = self._lists.get(account, {})
        held.pop(entry, None)
        if not held:
            self._lists.pop(account, None)
        blockers = self._blockers.get(entry, set())
        blockers.discard(account)
        if not blockers:
            self._blockers.pop(entry, None)

    def account_deleted(self, news: AccountDeleted) -> None:
        """Its list goes with it."""
        for entry in list(self._lists.get(news.account, ())):
            self._leave(news.account, entry)

    # The guards

    def blocks(self, account: Jid, other: Jid) -> bool:
        """Whether an account blocks an address; never one of its own devices (section 5, note)."""
        held = self._lists.get(account)
        if held is None or other.bare == account:
            return False
        return any(form in held for form in forms(other))

    def message_sent(self, event: MessageSent) -> None:
        """3.3: "MUST NOT route the stanza … but instead MUST return a <not-acceptable/> error"."""
        if event.session is not None:
            self._check_sent(event.session, event.stanza.to)

    def message_received(self, event: MessageReceived) -> Verdict | None:
        """3.3: "For message stanzas, the server SHOULD return an error"."""
        if not self._lists or not self.blocks(event.account, event.stanza.sender):
            return None
        if event.stanza.type in ("groupchat", "error"):
            return DONE  # an error would throw the account out of the room
        raise StanzaError("service-unavailable")

    def presence_sent(self, event: PresenceSent) -> None:
        """The same as for messages; a broadcast leaves them out by itself (`barred`)."""
        self._check_sent(event.session, event.stanza.to)

    def presence_received(self, event: PresenceReceived) -> Verdict | None:
        """3.3: "the server MUST NOT respond and MUST NOT return an error"."""
        return DONE if self.blocks(event.account, event.stanza.sender) else None

    def iq_received(self, event: IqReceived) -> Verdict | None:
        """3.3: requests get an error, "IQ stanzas of other types MUST be silently dropped"."""
        iq = event.stanza
        if not self._lists:
            return None
        if self.blocks(iq.sender.bare, event.session.jid):
            if iq.is_request:
                raise not_acceptable()
            return DONE
        if self.blocks(event.account, iq.sender):
            if iq.is_request:
                raise StanzaError("service-unavailable")
            return DONE
        return None

    def _check_sent(self, session: Session, to: Jid | None) -> None:
        if self._lists and to is not None and self.blocks(session.account, to):
            raise not_acceptable()

    # What others ask

    def may_talk(self, question: MayTalk) -> None:
        """Neither way."""
        if self._lists and (
            self.blocks(question.account, question.sender)
            or self.blocks(question.sender.bare, question.account)
        ):
            question.refused = True

    def barred(self, question: Barred) -> None:
        """Whom a broadcast of the address leaves out: most often nobody, found out at once."""
        if not self._lists:
            return
        sender = question.jid
        account = sender.bare
        blockers: set[Jid] = set()
        for form in forms(sender):
            blockers |= self._blockers.get(form, set())
        blockers.discard(account)
        if blockers or account in self._lists:
            question.test = self._test(account, blockers)

    def _test(self, account: Jid, blockers: set[Jid]) -> Callable[[Session], bool]:
        def is_barred(session: Session) -> bool:
            return session.account in blockers or self.blocks(account, session.jid)

        return is_barred


def forms(jid: Jid) -> tuple[Jid, ...]:
    """The entries that match an address, in the order of section 5."""
    domain = Jid("", jid.domain)
    return (jid, jid.bare, domain) if jid.resource else (jid, domain)


def entries_of(payload: Element) -> list[Jid]:
    """The addresses of a command's items.

    Raises:
        StanzaError: bad-request for an item without one, jid-malformed for one that is none.
    """
    found: dict[Jid, None] = {}
    for child in payload:
        text = child.get("jid") if (child.name, child.ns) == ("item", NS) else None
        if not text:
            raise StanzaError("bad-request", "Items with a jid each, and nothing else.")
        try:
            found[Jid.parse(text)] = None
        except JidError as error:
            raise StanzaError("jid-malformed") from error
    return list(found)


def items(jids: Iterable[Jid]) -> tuple[Element, ...]:
    """Items for these addresses."""
    return tuple(Element("item", NS, {"jid": jid.text}) for jid in jids)


def not_acceptable() -> StanzaError:
    """What the account's own devices get when they write to somebody whom it blocks (3.3)."""
    return StanzaError("not-acceptable", type="cancel", extra=Element("blocked", NS_ERRORS))

"""All sessions of a host, by account, and how one begins and ends."""

from __future__ import annotations

import secrets

from magpie.base.log import get_logger
from magpie.server.host import Host
from magpie.server.news import SessionClosed, SessionOpened, SessionUnavailable
from magpie.server.session import Session, Wire
from magpie.xmpp.errors import StanzaError, StreamError
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.stanza import Presence

log = get_logger(__name__)
NOBODY: tuple[Session, ...] = ()


class Sessions:
    """The sessions of one host; the lists are in the order in which they were opened."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._by_account: dict[Jid, list[Session]] = {}
        self._by_jid: dict[Jid, Session] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_jid)

    def __iter__(self):  # type: ignore[no-untyped-def]
        """Iterate over a copy: sessions may end meanwhile."""
        return iter(list(self._by_jid.values()))

    def get(self, jid: Jid) -> Session | None:
        """The session of a full address."""
        return self._by_jid.get(jid)

    def of(self, account: Jid) -> list[Session] | tuple[Session, ...]:
        """The sessions of an account (bare address)."""
        return self._by_account.get(account, NOBODY)

    def accounts(self) -> list[Jid]:
        """The accounts that have sessions."""
        return list(self._by_account)

    def free_resource(self, account: Jid, wanted: str | None) -> Jid:
        """The full address to bind (RFC 6120, 7.6 and 7.7).

        What the client asks for is given, and a session that has it is replaced: a client that
        lost its connection comes back under the same name. Without a wish the server makes one.

        Raises:
            StanzaError: bad-request for a resource that is none; resource-constraint at the limit.
        """
        held = self.of(account)
        limit = self._host.limits.sessions_per_account
        if wanted:
            try:
                jid = Jid.of(account.local, account.domain, wanted)
            except JidError as error:
                raise StanzaError("bad-request") from error
        else:
            jid = Jid(account.local, account.domain, secrets.token_urlsafe(8))
        if limit and len(held) >= limit and jid not in self._by_jid:
            raise StanzaError("resource-constraint", f"{limit} sessions are open already.")
        return jid

    async def open(self, jid: Jid, wire: Wire) -> Session:
        """Begin a session; one that has the address ends with `conflict` (RFC 6120, 7.7.2.2).

        Raises:
            StreamError: the account has been disabled or deleted since it signed in.
        """
        inbox = await self._host.inboxes.open(jid.bare)
        accounts = self._host.accounts
        if not accounts.is_there(jid.bare) or accounts.is_disabled(jid.bare):
            raise StreamError("not-authorized", "The account may not sign in any more.")
        session = Session(self._host, jid, wire, inbox)
        self._by_account.setdefault(jid.bare, []).append(session)  # so the inbox stays in use
        old = self._by_jid.get(jid)
        if old is not None:
            self.end(old, StreamError("conflict", "Replaced by a new connection."))
        self._by_jid[jid] = session
        log.info("session.opened", jid=jid, ip=wire.address)
        self._host.hooks.tell(SessionOpened(session))
        return session

    def end(self, session: Session, error: StreamError | None = None) -> None:
        """End a session for good. What it had not acknowledged goes where it can be had."""
        if session.is_closed:
            return
        session.is_closed = True
        session.release_gate()
        if session.wire is not None:
            session.flush()
            wire, session.wire = session.wire, None
            wire.close(error)
        del self._by_jid[session.jid]
        others = self._by_account[session.account]
        others.remove(session)
        if not others:
            del self._by_account[session.account]
        self.make_unavailable(session)
        log.info("session.closed", jid=session.jid)
        self._host.hooks.tell(SessionClosed(session))
        self._host.streams.forget(session)
        self._host.pressure.released(session)
        self._host.deliver.salvage(session)
        self._host.inboxes.left(session.inbox)

    def make_unavailable(self, session: Session, stanza: Presence | None = None) -> None:
        """Take a session out of the available ones and tell who watches, with its own words."""
        last, session.presence = session.presence, None
        if last is not None:
            self._host.hooks.tell(SessionUnavailable(session, last, stanza))

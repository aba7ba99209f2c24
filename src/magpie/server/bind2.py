"""XEP-0386: binding a session that is complete from its first moment."""

from __future__ import annotations

from magpie.server.archive import NS as NS_MAM
from magpie.server.archive import metadata
from magpie.server.deliver import READ_TO
from magpie.server.host import Host
from magpie.server.questions import SessionBound
from magpie.server.session import Session, SessionKey
from magpie.server.stream import Stream
from magpie.storage import archive, cursors
from magpie.xmpp import bind2
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError, StreamError
from magpie.xmpp.jid import Jid

# The installation of the client (XEP-0388), "" where it did not say
CLIENT: SessionKey[str] = SessionKey("client", default="")


async def bind(
    host: Host, stream: Stream, account: Jid, request: Element, client: str
) -> tuple[Session, Element]:
    """Section 4.2: a session with all that `request` asks for, and the `<bound/>` that says so.

    Raises:
        StreamError: the account may have no more sessions.
    """
    marks, read_to = await _archive(host, account)
    session = await host.sessions.open(_address(host, account, request, client), stream)
    try:
        session[CLIENT] = client
        session[READ_TO] = read_to
        if client:
            _end_earlier(host, session, client)
        answers = host.ask(SessionBound(session, request)).answers
    except BaseException:
        session.close(StreamError("internal-server-error"))
        raise
    return session, bind2.bound([*marks, *answers])


async def _archive(host: Host, account: Jid) -> tuple[list[Element], int]:
    """What the client finds in the archive, and how far it need not be replayed to it.

    "Clear the offline messages … as they will be provided by MAM" (4.2): but for those that MAM
    does not have.
    """
    if NS_MAM not in host.features:
        return [], 0
    marks = await host.db.read(archive.metadata, account.text)
    newest = marks[1].id if marks else 0
    hidden = await host.db.read(cursors.first_until_taken, account.text)
    return [await metadata(host, account)], newest if hidden is None else min(newest, hidden - 1)


def _address(host: Host, account: Jid, request: Element, client: str) -> Jid:
    resource = bind2.resource(bind2.tag_of(request), account.text, client)
    try:
        try:
            return host.sessions.free_resource(account, resource)
        except StanzaError as error:
            if error.condition != "bad-request":
                raise
            # What it calls itself cannot stand in an address
            return host.sessions.free_resource(account, bind2.resource("", account.text, client))
    except StanzaError as error:
        raise StreamError("resource-constraint", error.text) from error


def _end_earlier(host: Host, session: Session, client: str) -> None:
    """Section 4.2: what is left of the same installation, under whatever name."""
    for other in list(host.sessions.of(session.account)):
        if other is not session and other[CLIENT] == client:
            other.close(StreamError("conflict", "The same client has come back."))

"""The capabilities of our own devices: which events each asks for."""

from __future__ import annotations

from magpie.features.caps.library import WAIT, Known, Library, Said, question, said_by
from magpie.server.api import (
    CLIENT,
    INTERESTS,
    Host,
    InterestsChanged,
    PresenceSent,
    Session,
    SessionKey,
)
from magpie.xmpp.stanza import Iq

SAID: SessionKey[Said | None] = SessionKey("caps.said", default=None)
IS_ASKED: SessionKey[bool] = SessionKey("caps.is_asked", default=False)


class Clients:
    """What the sessions of one host can do."""

    def __init__(self, host: Host, library: Library) -> None:
        self._host = host
        self._library = library

    def heard(self, event: PresenceSent) -> None:
        """A device says who it is, with its presence; without `<c/>` it is what it was."""
        presence, session = event.stanza, event.session
        if presence.to is not None or presence.type != "available":
            return
        said = said_by(presence)
        if said is None or session[SAID] == said:
            return
        session[SAID] = said
        if not session[IS_ASKED]:
            self._find_out(session, said)

    def _find_out(self, session: Session, said: Said) -> None:
        known = self._library.find(said)
        if known is not None:
            self._note(session, known)
            return
        session[IS_ASKED] = True  # one question at a time, whatever a client says meanwhile

        def done(answer: Iq | None) -> None:
            session[IS_ASKED] = False
            if session.is_closed:
                return
            now = session[SAID]
            if now is not None and now != said:
                self._find_out(session, now)
            elif (known := self._library.learn(said, answer)) is not None:
                self._note(session, known)

        self._host.replies.ask(session, "get", question(said), done, WAIT)

    def _note(self, session: Session, known: Known) -> None:
        session[INTERESTS], session[CLIENT] = known
        self._host.tell(InterestsChanged(session))

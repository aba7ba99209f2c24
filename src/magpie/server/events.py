"""The catalogue of what happens in the server, as classes: the name of an event is its class.

Three kinds, each with its own verb to register for it:

* stanza events (`host.on`), here: handlers run stage by stage, may rewrite the stanza or refuse it;
* questions (`host.answer`), in `server/questions.py`: each handler in turn may change the answer;
* news (`host.watch`), in `server/news.py`: told after the fact, nothing can be stopped.

The life of a message, with the events fired for it:

    session sends  ->  MessageSent:     GUARD  REWRITE
                       MessageReceived: GUARD  REWRITE          (recipient is an account of ours)
                       both:            STORE                   (who keeps it: `keep`)
                       -- the journal commits --
                       MessageSent:     COPY
                       MessageReceived: COPY   DELIVER
                       both:            OBSERVE
"""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from magpie.server.session import Session
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Iq, Message, Presence


@dataclass(slots=True)
class MessageSent:
    """A message that one of our sessions, or the server itself, sends.

    Attributes:
        stanza: the message, `from` stamped.
        session: the sender's session; `None` when the server speaks.
        owners: the archives that will hold it, as (owner, peer), both bare.
        is_archived: whether the sender's own archive is among them.
        stanza_id: its id in those archives, from COPY on; "" when nobody keeps it.
    """

    stanza: Message
    session: Session | None
    owners: list[tuple[str, str]]
    is_archived: bool = False
    stanza_id: str = ""

    def archive(self, account: Jid, peer: Jid) -> None:
        """At STORE: the sender's archive holds it, as part of its talk with `peer`."""
        self.is_archived = True
        self.owners.append((account.text, peer.text))


@dataclass(slots=True)
class MessageReceived:
    """A message for an account of ours, from wherever.

    Attributes:
        stanza: the message.
        account: the recipient's bare address.
        session: the one device it is for; `None` when it is for the account.
        origin: the sender's session where it is one of ours.
        owners, stanza_id: as for `MessageSent` (shared with it).
        is_kept: whether the account has it on disk; `is_archived`: and in its archive.
        number: its number in the journal, from COPY on; 0 when the recipient does not keep it.
    """

    stanza: Message
    account: Jid
    session: Session | None
    origin: Session | None
    owners: list[tuple[str, str]]
    is_kept: bool = False
    is_archived: bool = False
    stanza_id: str = ""
    number: int = 0

    def archive(self) -> None:
        """At STORE: the archive of the account holds it."""
        self.is_kept = self.is_archived = True
        self.owners.append((self.account.text, self.stanza.sender.bare.text))

    def keep_until_taken(self) -> None:
        """At STORE: it waits for a device of the account, and is shown in no archive."""
        self.is_kept = True
        self.owners.append(("~" + self.account.text, self.stanza.sender.bare.text))


@dataclass(slots=True)
class PresenceSent:
    """A presence stanza of any type from one of our sessions; `stanza.to` as the client gave it."""

    stanza: Presence
    session: Session


@dataclass(slots=True)
class PresenceReceived:
    """A presence stanza for an account of ours, or (`session`) for one device of it.

    Attributes:
        later: what its sender's stream waits for before it goes on, set at DELIVER.
    """

    stanza: Presence
    account: Jid
    session: Session | None
    later: Coroutine[Any, Any, None] | None = None


@dataclass(slots=True)
class IqSent:
    """An IQ of one of our sessions for anybody but its own account; GUARD may refuse it."""

    stanza: Iq
    session: Session


@dataclass(slots=True)
class IqReceived:
    """An IQ for one device of an account of ours: GUARD may refuse it, DELIVER hands it over."""

    stanza: Iq
    account: Jid
    session: Session

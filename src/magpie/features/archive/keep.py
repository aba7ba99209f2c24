"""Who keeps a message: the place that it takes in the archives of its sender and its recipient."""

from __future__ import annotations

from magpie.features.archive.preferences import Wishes
from magpie.server.api import Host, MessageReceived, MessageSent
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Message
from magpie.xmpp.worth import LASTING, NOTHING, Worth, worth


class Keeper:
    """The handlers of the stage STORE."""

    def __init__(self, host: Host, wishes: Wishes, is_enabled: bool) -> None:
        self._sessions = host.sessions
        self._wishes = wishes
        self._is_enabled = is_enabled
        self._seen: Message | None = None
        self._worth = NOTHING

    def _worth_of(self, message: Message) -> Worth:
        """What is asked twice in a row of most messages: for the sender, then for the recipient."""
        if message is not self._seen:
            self._seen, self._worth = message, worth(message)
        return self._worth

    def sent(self, event: MessageSent) -> None:
        """The sender's archive, when the sender is an account of ours."""
        session = event.session
        if session is None or not self._is_enabled:
            return
        message = event.stanza
        to = message.to or session.account
        account = session.account
        if self._worth_of(message) is LASTING and self._wishes.allow(account, to):
            event.archive(account, to.bare)

    def received(self, event: MessageReceived) -> None:
        """The recipient's archive; or, with no device to take it, until there is one."""
        message = event.stanza
        found = self._worth_of(message)
        if found is NOTHING:
            return
        account = event.account
        sender = message.sender
        if found is LASTING and self._is_enabled and self._wishes.allow(account, sender):
            event.archive()
        elif event.session is None and not self._is_reachable(account):
            event.keep_until_taken()

    def _is_reachable(self, account: Jid) -> bool:
        """Whether a device of the account takes messages to its bare address (RFC 6121, 8.5.2)."""
        return any(session.is_reachable for session in self._sessions.of(account))

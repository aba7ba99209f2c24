"""The capabilities of contacts elsewhere: which events their devices ask our accounts for."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from magpie.features.caps.library import WAIT, Library, Said, question, said_by
from magpie.server.api import (
    AccountDeleted,
    ContactRemoved,
    Host,
    InterestsElsewhere,
    PresenceReceived,
    Roster,
)
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Iq, Presence

DEVICES_MAX = 20  # of one contact


@dataclass(slots=True)
class Device:
    """A device that is there: what its presence said last, and whether it is asked about it."""

    said: Said | None = None
    is_asked: bool = False


class Contacts:
    """The devices of others' contacts, by account; only of those in its roster."""

    def __init__(self, host: Host, library: Library) -> None:
        self._host = host
        self._library = library
        self._here: dict[Jid, dict[Jid, Device]] = {}

    def heard(self, event: PresenceReceived) -> None:
        """Presence came from elsewhere."""
        presence, account = event.stanza, event.account
        if presence.type not in ("available", "unavailable", "error"):
            return
        if not self._host.services.may_be_contact(presence.sender):
            return
        if presence.type != "available":
            self._gone(account, presence.sender)
            return
        roster = self._host.rosters.here(account)
        if roster is None:
            event.later = self._note_later(account, presence)
        else:
            self._note(roster, presence)

    def _note_later(self, account: Jid, presence: Presence) -> Coroutine[Any, Any, None]:
        async def note() -> None:
            self._note(await self._host.rosters.of(account), presence)

        return note()

    def _note(self, roster: Roster, presence: Presence) -> None:
        account, jid = roster.account, presence.sender
        if jid.bare not in roster.items or not jid.resource:
            return
        devices = self._here.setdefault(account, {})
        device = devices.get(jid)
        if device is None:
            if sum(one.bare == jid.bare for one in devices) >= DEVICES_MAX:
                return
            device = devices[jid] = Device()
        said = said_by(presence)
        if said is not None and said != device.said:
            device.said = said
            if not device.is_asked:
                self._find_out(account, jid, device, said)

    def _find_out(self, account: Jid, jid: Jid, device: Device, said: Said) -> None:
        known = self._library.find(said)
        if known is not None:
            self._host.tell(InterestsElsewhere(account, jid, known[0]))
            return
        device.is_asked = True

        def done(answer: Iq | None) -> None:
            device.is_asked = False
            if self._here.get(account, {}).get(jid) is not device:
                return
            now = device.said
            if now is not None and now != said:
                self._find_out(account, jid, device, now)
            elif (known := self._library.learn(said, answer)) is not None:
                self._host.tell(InterestsElsewhere(account, jid, known[0]))

        # From the account, which the contact knows: others may get no answer
        self._host.replies.ask_for(account, jid, "get", question(said), done, WAIT)

    def _gone(self, account: Jid, jid: Jid) -> None:
        """A device has gone, or (bare) all of a contact's."""
        devices = self._here.get(account, {})
        for one in [one for one in devices if jid in (one, one.bare)]:
            del devices[one]
            self._host.tell(InterestsElsewhere(account, one, frozenset()))
        if not devices:
            self._here.pop(account, None)

    def removed(self, news: ContactRemoved) -> None:
        """A contact is one no longer."""
        self._gone(news.account, Jid.parse(news.item.jid))

    def account_deleted(self, news: AccountDeleted) -> None:
        """Nobody asks for what is not there."""
        for jid in {one.bare for one in self._here.get(news.account, {})}:
            self._gone(news.account, jid)

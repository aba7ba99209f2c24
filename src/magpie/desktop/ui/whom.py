"""Whom a conversation is with: name, face, presence, and what can be done with a contact."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from magpie.base.clock import Clock
from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.account import Connection, Show
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.person import Person
from magpie.desktop.core.observe import Changed, Inserted, Moved
from magpie.desktop.ui import belonging, faces, people, words
from magpie.desktop.ui.card import facts
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown

translate = QCoreApplication.translate


class Whom(QObject):
    """Follows the person and the row of the conversation until `close`."""

    changed = Signal()

    def __init__(
        self, client: Client, deeds: Deeds, clock: Clock, conversation: Conversation
    ) -> None:
        super().__init__()
        self._client, self._deeds, self._clock = client, deeds, clock
        self.conversation = conversation
        self._known = client.people.items.find((conversation.account, conversation.address))
        self.said_of_them: list[dict[str, str]] = []
        deeds.do("card", self._read_card(), failed=lambda _: None)  # they may have none
        self._closers = [
            client.people.items.changed.connect(self._person_changed),
            client.conversations.items.changed.connect(self._conversation_changed),
            client.accounts.items.changed.connect(lambda _: self.changed.emit()),
        ]

    def close(self) -> None:
        for disconnect in self._closers:
            disconnect()

    @property
    def person(self) -> Person:
        """The person, or what is known of somebody who is no contact and not of the server."""
        row = self.conversation
        return self._known or Person(row.account, row.address, row.name or row.address)

    @property
    def face(self) -> dict[str, str]:
        return faces.face(self.person.address, self.person.name, self.person.avatar)

    @property
    def said_account(self) -> str:
        """With which of several accounts one talks here."""
        return belonging.address(self._client, self.conversation.account)

    @property
    def subtitle(self) -> str:
        """typing…, whether they are here, or since when they are not."""
        if self.conversation.typing:
            return translate("whom", "typing…")
        account = self._client.accounts.items.find(self.conversation.account)
        if account is None or account.connection is not Connection.ONLINE:
            return translate("whom", "waiting for the connection…")
        person, now = self.person, self._clock.now()
        if person.is_blocked:
            return translate("whom", "blocked")
        if person.show is Show.OFFLINE and person.since:
            at = words.when(person.since, now)
            return translate("whom", "last seen %1").replace("%1", at)
        return people.presence(person)

    name = shown(str, "person.name", changed)
    address = shown(str, "person.address", changed)
    initials = shown(str, lambda self: self.face["initials"], changed)
    tint = shown("QColor", lambda self: self.face["tint"], changed)
    picture = shown("QUrl", lambda self: self.face["picture"], changed)
    line = shown(str, "subtitle", changed)
    account = shown(str, lambda self: self.said_account, changed)
    presence = shown(str, lambda self: str(self.person.show), changed)
    here = shown(bool, "person.is_here", changed)
    status = shown(str, "person.status", changed)
    facts = shown("QVariantList", "said_of_them", changed)
    contact = shown(bool, "person.is_contact", changed)
    blocked = shown(bool, "person.is_blocked", changed)
    typing = shown(bool, lambda self: bool(self.conversation.typing), changed)

    def _person_changed(self, change: Any) -> None:
        if isinstance(change, Changed | Moved):
            items: tuple[Person, ...] = (change.item,)
        elif isinstance(change, Inserted):
            items = change.items
        else:
            row = self.conversation
            found = self._client.people.items.find((row.account, row.address))
            items = (found,) if found else ()
        for person in items:
            if person.key == (self.conversation.account, self.conversation.address):
                self._known = person
                self.changed.emit()

    def _conversation_changed(self, _change: object) -> None:
        row = self._client.conversations.items.find(self.conversation.id)
        if row is not None and row is not self.conversation:
            self.conversation = row
            self.changed.emit()

    async def _read_card(self) -> None:
        row = self.conversation
        self.said_of_them = facts(await self._client.people.card(row.account, row.address))
        self.changed.emit()

    @Slot(str)
    def rename(self, name: str) -> None:
        if name.strip():
            self._deeds.do("rename", self._client.people.rename(self.person, name.strip()))

    @Slot()
    def add(self) -> None:
        person = self.person
        self._deeds.do("add", self._client.people.add(person.account, person.address, person.name))

    @Slot()
    def remove(self) -> None:
        self._deeds.do("remove", self._client.people.remove(self.person))

    @Slot(bool)
    def block(self, wanted: bool) -> None:
        people_ = self._client.people
        self._deeds.do("block", (people_.block if wanted else people_.unblock)(self.person))

    @Slot()
    def copyAddress(self) -> None:
        QGuiApplication.clipboard().setText(self.person.address)
        self._deeds.told.emit(translate("whom", "Address copied"))

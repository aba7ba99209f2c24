"""XEP-0054: vcard-temp. A card that everybody has and everybody may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from magpie.server.api import (
    CardChanged,
    CardShown,
    Host,
    IqRequest,
    MayTalk,
    Scope,
    Size,
    Xep,
    option,
    size,
)
from magpie.storage import vcard as table
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element

XEPS = (Xep(54, version="1.3.0"),)
NS = "vcard-temp"


@dataclass(frozen=True, slots=True)
class Config:
    """The cards that people show each other (XEP-0054)."""

    SECTION: ClassVar[str] = "vcard"

    max_size: Size = option(
        size("256 kB"),
        min=size("1 kB"),
        max=size("16 MB"),
        doc="How large a card may be with its picture, as XML.",
    )


def setup(host: Host) -> None:
    """Keep cards and show them."""
    host.advertise(NS)
    cards = Cards(host)
    host.on_iq("set", NS, "vCard", cards.publish, scope=Scope.SELF)
    host.on_iq("get", NS, "vCard", cards.show_own, scope=Scope.SELF)
    host.on_iq("get", NS, "vCard", cards.show, scope=Scope.ACCOUNT)
    host.on_iq("set", NS, "vCard", refuse, scope=Scope.ACCOUNT)


def refuse(_: IqRequest) -> None:
    """Section 3.2: nobody changes another's card."""
    raise StanzaError("forbidden")


class Cards:
    """The cards of one host's accounts."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._max_size = host.config(Config).max_size

    async def publish(self, request: IqRequest) -> None:
        """Section 3.2: one's own card, as a whole."""
        if len(request.payload.to_bytes()) > self._max_size:
            raise StanzaError("policy-violation", f"A card has {self._max_size} bytes at most.")
        owner = request.session.account
        change = self._host.ask(CardChanged(owner, request.payload))
        for consequence in change.later:
            await consequence
        await self._host.db.write(table.put, owner.text, change.card.to_bytes())

    async def show_own(self, request: IqRequest) -> Element:
        """Section 3.1: SHOULD be item-not-found when there is none."""
        card = await self._read(request.session.account, request.sender)
        if card is None:
            raise StanzaError("item-not-found")
        return card

    async def show(self, request: IqRequest) -> Element:
        """Section 3.3: no card and no account MUST look the same: nobody can fish for names."""
        if not self._host.accounts.is_there(request.target):
            raise StanzaError("service-unavailable")
        if self._host.ask(MayTalk(request.sender, request.target)).refused:
            raise StanzaError("service-unavailable")
        card = await self._read(request.target, request.sender)
        if card is None:
            raise StanzaError("service-unavailable")
        return card

    async def _read(self, owner: Jid, asker: Jid) -> Element | None:
        """The card as the one who asks sees it."""
        kept = await self._host.db.read(table.get, owner.text)
        card = None if kept is None else parse_element(kept)
        question = self._host.ask(CardShown(owner, asker, card))
        for answer in question.later:
            await answer
        return question.card

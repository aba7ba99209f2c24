"""XEP-0054: vcard-temp. A card that everybody has and everybody may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from magpie.server.api import Host, IqRequest, MayTalk, Scope, Size, Xep, option, size
from magpie.storage import vcard as table
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
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
    max_size = host.config(Config).max_size

    async def publish(request: IqRequest) -> None:
        """Section 3.2: one's own card, as a whole."""
        card = request.payload.to_bytes()
        if len(card) > max_size:
            raise StanzaError("policy-violation", f"A card has {max_size} bytes at most.")
        await host.db.write(table.put, request.session.account.text, card)

    async def show_own(request: IqRequest) -> Element:
        """Section 3.1: SHOULD be item-not-found when there is none."""
        card = await host.db.read(table.get, request.session.account.text)
        if card is None:
            raise StanzaError("item-not-found")
        return parse_element(card)

    async def show(request: IqRequest) -> Element:
        """Section 3.3: no card and no account MUST look the same: nobody can fish for names."""
        if not host.accounts.is_there(request.target):
            raise StanzaError("service-unavailable")
        if host.ask(MayTalk(request.sender, request.target)).refused:
            raise StanzaError("service-unavailable")
        card = await host.db.read(table.get, request.target.text)
        if card is None:
            raise StanzaError("service-unavailable")
        return parse_element(card)

    host.on_iq("set", NS, "vCard", publish, scope=Scope.SELF)
    host.on_iq("get", NS, "vCard", show_own, scope=Scope.SELF)
    host.on_iq("get", NS, "vCard", show, scope=Scope.ACCOUNT)
    host.on_iq("set", NS, "vCard", refuse, scope=Scope.ACCOUNT)


def refuse(_: IqRequest) -> None:
    """Section 3.2: nobody changes another's card."""
    raise StanzaError("forbidden")

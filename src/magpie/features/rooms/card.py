"""XEP-0486: the avatar of a room, in its vCard (XEP-0054)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace

from magpie.features.rooms.owner import Owner
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Room
from magpie.server.api import Host, IqRequest
from magpie.storage import rooms as table
from magpie.storage import vcard
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.parser import parse_element

NS = "vcard-temp"


class Card:
    """Keeps the cards of rooms and shows them."""

    def __init__(self, host: Host, owner: Owner, max_size: int) -> None:
        self._host = host
        self._owner = owner
        self._max_size = max_size

    async def show(self, room: Room, _: IqRequest) -> Element:
        """3.4: anybody who knows the room may see it."""
        card = await self._host.db.read(vcard.get, room.jid.text)
        if card is None:
            raise StanzaError("item-not-found")
        return parse_element(card)

    async def change(self, room: Room, request: IqRequest) -> None:
        """3.2: owners and admins put it up; an empty one takes it down."""
        if not is_at_least(room.affiliation(request.sender), "admin"):
            raise StanzaError("forbidden", "Only owners and admins set the avatar.")
        if room.is_locked:
            raise StanzaError("item-not-found")
        card = request.payload.to_bytes()
        if len(card) > self._max_size:
            raise StanzaError("policy-violation", f"A card has {self._max_size} bytes at most.")
        avatar = avatar_hash(request.payload)
        name = room.jid.text
        if request.payload.children:
            await self._host.db.write(vcard.put, name, card)
        else:
            await self._host.db.write(vcard.remove, name)
        await self._host.db.write(table.change, name, {"avatar": avatar})
        room.row = replace(room.row, avatar=avatar)
        request.reply()
        self._owner.notify(room, [104])


def avatar_hash(card: Element) -> str:
    """XEP-0153, 4.1: SHA-1 of the picture, or "" without one.

    Raises:
        StanzaError: the picture cannot be read.
    """
    photo = card.child("PHOTO")
    data = None if photo is None else photo.child_text("BINVAL")
    if not data:
        return ""
    try:
        picture = base64.b64decode("".join(data.split()), validate=True)
    except ValueError as error:  # also what is not ASCII
        raise StanzaError("bad-request", "The picture is not in Base64.") from error
    return hashlib.sha1(picture, usedforsecurity=False).hexdigest()

"""XEP-0398: User Avatar to vCard-Based Avatars Conversion. One picture, for every kind of client.

The avatar that counts is the one published by personal eventing (XEP-0084). Cards show it, and
presence names it (XEP-0153); a picture in a card that is set is published.
"""

from __future__ import annotations

import base64
import hashlib

from magpie.server.api import (
    AccountDeleted,
    CardChanged,
    CardShown,
    DiscoInfo,
    Host,
    NodeChanged,
    PresenceAmended,
    PresenceSent,
    Session,
    SessionKey,
    Stage,
    Xep,
)
from magpie.storage import pubsub as table
from magpie.storage.pubsub import NodeConfig
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element
from magpie.xmpp.stanza import Presence

XEPS = (Xep(84, version="1.1.4"), Xep(153, version="1.1.1"), Xep(398, version="1.0.1"))
DATA = "urn:xmpp:avatar:data"
METADATA = "urn:xmpp:avatar:metadata"
NS_CONVERSION = "urn:xmpp:pep-vcard-conversion:0"
NS_CARD = "vcard-temp"
NS_UPDATE = "vcard-temp:x:update"
# Whether a device says that it shows none (XEP-0153, 4.1), and means it
SHOWS_NONE: SessionKey[bool] = SessionKey("avatar.shows_none", default=False)
PAGE = 500  # avatars that are read at a time when the server starts

# Everybody may read a card (XEP-0054), so everybody may see a picture that comes from one
OPEN = NodeConfig(access="open")


def setup(host: Host) -> None:
    """Keep the two kinds of avatar one."""
    avatars = Avatars(host)
    host.on_start(avatars.load)
    host.answer(DiscoInfo, describe)
    host.answer(CardShown, avatars.show)
    host.answer(CardChanged, avatars.card_changed)
    host.watch(NodeChanged, avatars.node_changed)
    host.watch(AccountDeleted, avatars.account_deleted)
    host.on(PresenceSent, avatars.name_in, stage=Stage.REWRITE)


def describe(question: DiscoInfo) -> None:
    """Section 2."""
    if question.target.local and question.node is None:
        question.features.append(NS_CONVERSION)


class Avatars:
    """The avatars of one host's accounts; in memory only which one each has."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._hashes: dict[Jid, str] = {}

    async def load(self) -> None:
        """Read who has which avatar."""
        after = 0
        while page := await self._host.db.read(table.last_items, [METADATA], None, after, PAGE):
            for item, _ in page:
                after = item.number
                self._note(Jid.parse(item.owner), parse_element(item.xml) if item.xml else None)

    def _note(self, owner: Jid, metadata: Element | None) -> None:
        info = None if metadata is None else own_info(metadata)
        if info is None:
            self._hashes.pop(owner, None)
        else:
            self._hashes[owner] = info.get("id") or ""

    def node_changed(self, news: NodeChanged) -> None:
        """An avatar was published, or is there no longer."""
        if news.node != METADATA or news.change == "configured":
            return
        before = self._hashes.get(news.owner)
        self._note(news.owner, news.items[-1][1] if news.change == "published" else None)
        now = self._hashes.get(news.owner)
        if now != before:
            for session in self._host.sessions_of(news.owner):
                if not session[SHOWS_NONE]:
                    self._say_again(session, now)

    def _say_again(self, session: Session, name: str | None) -> None:
        """XEP-0153, 3.1: who shows another picture says so; old clients learn of it so alone."""
        presence = session.presence
        update = None if presence is None else presence.child("x", NS_UPDATE)
        said = None if update is None else update.child_text("photo")
        if said != (name or ""):
            self._host.tell(PresenceAmended(session, naming(name)))

    def account_deleted(self, news: AccountDeleted) -> None:
        """Whoever has the name next has another picture."""
        self._hashes.pop(news.account, None)

    # Presence

    def name_in(self, event: PresenceSent) -> Presence | None:
        """Section 4: "services MUST include the hash" in every available presence.

        But not where the client says that it shows none, by an empty photo (XEP-0153, 4.1).
        """
        presence = event.stanza
        if presence.type != "available":
            return None
        update = presence.child("x", NS_UPDATE)
        photo = None if update is None else update.child("photo")
        if presence.to is None:
            event.session[SHOWS_NONE] = photo is not None and not photo.text
        known = self._hashes.get(event.session.account)
        if photo is not None and (not photo.text or known is None or photo.text == known):
            return None
        if update is None and known is None:
            return None
        element = presence.element.without(lambda child: child.ns == NS_UPDATE)
        return presence.with_element(element.with_child(naming(known)))

    # Cards

    def show(self, question: CardShown) -> None:
        """A card shows the avatar, when there is one."""
        if question.owner in self._hashes:
            question.later.append(self._put_in(question))

    async def _put_in(self, question: CardShown) -> None:
        """For those who may read it (section 6, "dynamically inject")."""
        owner, reader, nodes = question.owner, question.asker.bare, self._host.nodes
        for node in (METADATA, DATA):
            if not await nodes.may_read(owner, reader, node):
                return
        known = self._hashes.get(owner, "")
        data = await nodes.item(owner, DATA, known)
        described = await nodes.newest(owner, METADATA)
        if data is None or not described or not is_called(data, known):
            return
        info = own_info(described[0][1])
        kind = "" if info is None else info.get("type") or ""
        photo = Element(
            "PHOTO",
            NS_CARD,
            children=(
                Element("TYPE", NS_CARD, text=kind or "image/png"),
                Element("BINVAL", NS_CARD, text=data.text),
            ),
        )
        card = question.card or Element("vCard", NS_CARD)
        without = card.without(lambda child: child.name == "PHOTO")
        question.card = without.with_child(photo)

    def card_changed(self, news: CardChanged) -> None:
        """Section 3.2: the picture of a card is published, and nowhere else from then on."""
        photo = news.card.child("PHOTO")
        text = "" if photo is None else photo.child_text("BINVAL") or ""
        try:
            picture = base64.b64decode("".join(text.split()), validate=True)
        except ValueError:  # also what is not ASCII
            return  # as it came it stays in the card, where clients may make of it what they can
        if photo is None or not picture:
            news.later.append(self._take_away(news.owner))
            return
        news.card = news.card.without(lambda child: child is photo)
        kind = photo.child_text("TYPE") or "image/png"
        news.later.append(self._publish(news.owner, picture, kind))

    async def _take_away(self, owner: Jid) -> None:
        """XEP-0084, 4.5: an empty `<metadata/>` is no avatar."""
        if owner in self._hashes:
            await self._host.nodes.publish(owner, METADATA, Element("metadata", METADATA))

    async def _publish(self, owner: Jid, picture: bytes, kind: str) -> None:
        nodes = self._host.nodes
        name = hashlib.sha1(picture, usedforsecurity=False).hexdigest()
        if self._hashes.get(owner) == name:
            return
        data = Element("data", DATA, text=base64.b64encode(picture).decode())
        await nodes.publish(owner, DATA, data, name, otherwise=OPEN)
        attrs = {"id": name, "bytes": str(len(picture)), "type": kind}
        metadata = Element("metadata", METADATA, children=(Element("info", METADATA, attrs),))
        await nodes.publish(owner, METADATA, metadata, name, otherwise=OPEN)


def is_called(data: Element, name: str) -> bool:
    """Section 3.1: "SHOULD verify that the SHA-1 hash of the image matches the id"."""
    try:
        picture = base64.b64decode("".join(data.text.split()), validate=True)
    except ValueError:  # also what is not ASCII
        return False
    return hashlib.sha1(picture, usedforsecurity=False).hexdigest() == name.lower()


def naming(name: str | None) -> Element:
    """What presence says of a picture; an empty `<photo/>`: there is none."""
    photo = Element("photo", NS_UPDATE, text=name or "")
    return Element("x", NS_UPDATE, children=(photo,))


def own_info(metadata: Element) -> Element | None:
    """The `<info/>` of the picture that is published here, not somewhere else (section 3.1)."""
    for info in metadata:
        if info.name == "info" and info.get("id") and not info.get("url"):
            return info
    return None

"""XEP-0045, 7.4, 7.5 and 8.1: what is said to all, in private, and the subject.

Theory of operation. What is said to all takes its place in the journal, with the room as the one
archive that holds it, before anybody hears of it; when it is committed it is written once, with
its id, and sent to all who are in the room then. So the sender's acknowledgement covers it, and
who is away finds it. What is not worth keeping (chat states) waits behind what its sender said
before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from magpie.features.rooms.names import NS_OCCUPANT, NS_SID, NS_USER
from magpie.features.rooms.pace import spend
from magpie.features.rooms.ranks import ROLE_RANK
from magpie.features.rooms.room import Occupant, Room
from magpie.server.api import Host, Multicast, Session, with_stanza_id
from magpie.storage import rooms as table
from magpie.storage.journal import Committed, Entry
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.jid import Jid
from magpie.xmpp.stanza import Message
from magpie.xmpp.worth import LASTING, worth_of_content

SUBJECT_MAX = 4_096  # characters
PM_LEAST = {"anyone": "visitor", "participants": "participant", "moderators": "moderator"}

Heard = Callable[[Room, Multicast, Committed, Occupant | None], None]


class Speaking:
    """Sends what occupants say.

    Attributes:
        heard: told of what was said to all, when it is on disk.
    """

    def __init__(self, host: Host, pace: float) -> None:
        self._host = host
        self._pace = pace
        self.heard: Heard = lambda room, copy, committed, sender: None

    # To all

    def to_all(
        self, room: Room, occupant: Occupant, message: Message, origin: Session | None
    ) -> None:
        """7.4: reflect what an occupant says.

        Raises:
            StanzaError: it has no voice, or says too much at a time.
        """
        element = message.element
        is_subject = element.has("subject") and not (element.has("body") or element.has("thread"))
        self._check(room, occupant, is_subject)
        spend(occupant, self._pace, self._host.clock.monotonic())
        if is_subject and len(message.subject or "") > SUBJECT_MAX:
            raise StanzaError("not-acceptable", f"A subject has {SUBJECT_MAX} characters at most.")
        said = reflected(element, room, occupant)
        done = self._subject(room, occupant, message) if is_subject else None
        self.say(room, said, message, occupant, origin, done)

    def say(
        self,
        room: Room,
        said: Element,
        message: Message,
        occupant: Occupant | None,
        origin: Session | None,
        done: Callable[[], None] | None = None,
    ) -> None:
        """Store and send `said`, which `message` asked for; `done` when it is on disk."""
        sender = room.jid if occupant is None else occupant.jid
        is_kept = room.options.is_archived and not room.is_locked
        if not is_kept or worth_of_content(message) is not LASTING:

            def send() -> None:
                if done is not None:
                    done()
                self.fan_out(room, Multicast(said), sender)

            self._host.messages.behind(origin, send)
            return

        def committed(outcome: Committed) -> None:
            if done is not None:
                done()
            copy = Multicast(with_stanza_id(said, outcome.stanza_id, room.jid))
            self.fan_out(room, copy, sender, outcome.id)
            self.heard(room, copy, outcome, occupant)

        entry = Entry(
            at=self._host.clock.now(),
            sender=message.sender.text,
            recipient=sender.text,
            kind="groupchat",
            stanza=said.to_bytes(NS_CLIENT),
            body=message.body,
            origin=None,
            owners=((room.jid.text, room.jid.text),),
        )
        self._host.messages.store(entry, message.element, origin, committed)

    def fan_out(self, room: Room, copy: Multicast, sender: Jid, number: int = 0) -> None:
        """Send to all who are in the room; those who are still told of the past get it after."""
        services = self._host.services
        if not room.arriving:
            services.send_to_many(copy, sender, room.devices.values())
            return
        ready = []
        for device in room.devices.values():
            if device.backlog is None:
                ready.append(device)
            else:
                device.backlog.append((number, copy))
        services.send_to_many(copy, sender, ready)

    def _check(self, room: Room, occupant: Occupant, is_subject: bool) -> None:
        if is_subject:
            is_allowed = occupant.role == "moderator" or (
                room.options.may_change_subject and occupant.role == "participant"
            )
            if not is_allowed:
                raise StanzaError("forbidden", "Only moderators change the subject.")  # 8.1
        elif occupant.role == "visitor":
            raise StanzaError("forbidden", "You have no voice in this room.")  # 7.4

    def _subject(self, room: Room, occupant: Occupant, message: Message) -> Callable[[], None]:
        """Write a new subject, in the batch of its message or before; what then follows."""
        values = {
            "subject": message.subject or "",
            "subject_by": occupant.jid.text,
            "subject_at": self._host.clock.now(),
        }
        if not room.is_locked:
            self._host.db.enqueue(table.change, room.jid.text, values)

        def done() -> None:
            room.row = replace(room.row, **values)  # type: ignore[arg-type]

        return done

    # In private

    def in_private(
        self, room: Room, occupant: Occupant, message: Message, origin: Session | None
    ) -> None:
        """7.5: to all devices of one occupant, in its archive once.

        Raises:
            StanzaError: the room does not let it, or there is nobody of that nick.
        """
        assert message.to is not None
        if message.type == "groupchat":
            raise StanzaError("bad-request", "What is for all goes to the room.")
        target = room.occupants.get(message.to)
        if target is None:
            raise StanzaError("item-not-found", "There is nobody of that nick.")
        least = PM_LEAST.get(room.options.allow_pm)
        if message.type != "error" and (
            least is None or ROLE_RANK[occupant.role] < ROLE_RANK[least]
        ):
            raise StanzaError("forbidden", "Private messages are not allowed here.")
        whisper = element_of(message.element, occupant)
        if not whisper.has("x", NS_USER):
            whisper = whisper.with_child(Element("x", NS_USER))
        self._host.messages.hold(origin)
        devices = list(target.devices.values())
        first, *others = devices
        for device in others:  # one row in the archive is enough
            self._host.services.send_to_many(Multicast(whisper), occupant.jid, (device,))
        self._host.relay.send(whisper.with_attr("to", first.jid.text))


def is_not_theirs(child: Element, by: str) -> bool:
    """What only the room may say: whose words they are, under which id."""
    return child.ns in (NS_OCCUPANT, NS_USER) or (
        child.ns == NS_SID and child.name == "stanza-id" and child.get("by") == by
    )


def reflected(element: Element, room: Room, occupant: Occupant) -> Element:
    """The message as it goes to all."""
    by = room.jid.text
    if any(child.__class__ is Element and is_not_theirs(child, by) for child in element):
        element = element.without(lambda child: is_not_theirs(child, by))
    attrs = {**element.attrs, "from": occupant.jid.text, "type": "groupchat"}
    attrs.pop("to", None)
    inner = element.inner_bytes()
    plain = Element("message", NS_CLIENT, attrs, element.nodes, inner=inner)
    return plain.with_written(occupant.id, occupant.id_wire)


def element_of(element: Element, occupant: Occupant) -> Element:
    """A private message as its recipient gets it, without an addressee."""
    left = element.without(
        lambda child: child.ns == NS_OCCUPANT or (child.ns == NS_USER and bool(child.nodes))
    )
    attrs = {**left.attrs, "from": occupant.jid.text}
    attrs.pop("to", None)
    return Element("message", NS_CLIENT, attrs, (*left.nodes, occupant.id))

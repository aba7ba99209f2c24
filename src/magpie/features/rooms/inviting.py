"""XEP-0045, 7.8, 7.13 and 8.6: invitations, what becomes of them, and requests for voice."""

from __future__ import annotations

from dataclasses import replace

from magpie.features.rooms.admin import Admin
from magpie.features.rooms.broadcast import Event
from magpie.features.rooms.names import NS_CONFERENCE, NS_USER, REGISTER, REQUEST
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Occupant, Room
from magpie.server.api import Host, MayTalk, Multicast, Session
from magpie.storage import rooms as table
from magpie.xmpp import forms
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form, Option, typed
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.stanza import Message

INVITED_MAX = 50  # in one message


class Inviting:
    """Takes the messages to a room that are not for all who are in it."""

    def __init__(self, host: Host, admin: Admin) -> None:
        self._host = host
        self._admin = admin

    def message(
        self, room: Room, occupant: Occupant, message: Message, origin: Session | None
    ) -> None:
        """A message of an occupant's to the room itself.

        Raises:
            StanzaError: it is not allowed, or means nothing.
        """
        user = message.child("x", NS_USER)
        if user is not None and user.has("invite"):
            self._invite(room, occupant, message, user, origin)
        elif user is not None and user.has("decline"):
            self._decline(room, message, user)
        elif (submit := message.child("x", forms.NS)) is not None:
            self._form(room, occupant, Form.parse(submit))
        elif message.has("body"):
            raise StanzaError("bad-request", "What is for all is of type groupchat.")  # 15.2

    def from_outside(self, room: Room, message: Message, origin: Session | None) -> None:
        """A message of who is not in the room."""
        user = message.child("x", NS_USER)
        affiliation = room.affiliation(message.sender)
        if user is not None and user.has("decline") and affiliation != "outcast":
            self._decline(room, message, user)
            return
        is_invitation = user is not None and user.has("invite") and message.type != "groupchat"
        if is_invitation and is_at_least(affiliation, "member"):  # membership counts, not presence
            assert user is not None
            self._invite(room, None, message, user, origin)
            return
        raise StanzaError("not-acceptable", "You are not in the room.", by=room.jid.text)  # 7.4

    # Invitations

    def _invite(
        self,
        room: Room,
        occupant: Occupant | None,
        message: Message,
        user: Element,
        origin: Session | None,
    ) -> None:
        """7.8.2: each is sent on in the room's name; in a members-only room it makes a member."""
        options = room.options
        least = "member" if options.may_invite else "admin"
        affiliation = room.affiliation(message.sender)
        if options.is_members_only and not is_at_least(affiliation, least):
            raise StanzaError("forbidden", "Only admins invite to this room.")
        if occupant is not None and occupant.role == "visitor":
            raise StanzaError("forbidden", "Visitors do not invite.")
        invites = [child for child in user if child.name == "invite" and child.ns == NS_USER]
        if len(invites) > INVITED_MAX:
            raise StanzaError("policy-violation", f"{INVITED_MAX} invitations at a time.")
        wanted = [(self._invitee(one), one) for one in invites]
        for jid, _ in wanted:
            self._check(message.sender, jid)
        if options.is_members_only:
            self._make_members(room, [jid for jid, _ in wanted])
        self._host.messages.hold(origin)
        for jid, invite in wanted:
            self._host.relay.send(self._invitation(room, message, jid, invite))

    def _check(self, sender: Jid, to: Jid) -> None:
        """Words go from one to the other: a room is no way round who is limited, or blocks."""
        if self._host.ask(MayTalk(sender, to.bare)).refused:
            raise StanzaError("service-unavailable")

    def _invitee(self, invite: Element) -> Jid:
        try:
            jid = Jid.parse(invite.get("to") or "")
        except JidError as error:
            raise StanzaError("jid-malformed", "An invitation is to somebody.") from error
        host = self._host
        if jid.domain == host.domain and not host.accounts.is_there(jid.bare):
            raise StanzaError("item-not-found", f"There is no {jid.bare}.")
        return jid

    def _make_members(self, room: Room, jids: list[Jid]) -> None:
        changed = []
        for jid in jids:
            before = room.known(jid.bare)
            if before.affiliation == "outcast":
                raise StanzaError("forbidden", f"{jid.bare} is banned.")
            if before.affiliation == "none":
                changed.append((before, replace(before, affiliation="member")))
        self._admin.check_circle(room, changed)
        if changed and not room.is_locked:
            members = [member for _, member in changed]
            self._host.db.enqueue(table.put_members, room.jid.text, members)
        for before, member in changed:
            self._admin.enter(room, before, member)

    def _invitation(self, room: Room, message: Message, to: Jid, invite: Element) -> Element:
        inviter = message.sender.bare.text
        passed = ("reason", "continue")
        inside = tuple(one for one in invite if one.name in passed and one.ns == NS_USER)
        words: list[Element] = [Element("invite", NS_USER, {"from": inviter}, inside)]
        direct = {"jid": room.jid.text}
        reason = invite.child_text("reason")
        if reason:
            direct["reason"] = reason
        if room.options.password:
            words.append(Element("password", NS_USER, text=room.options.password))
            direct["password"] = room.options.password
        continued = invite.child("continue")
        if continued is not None:
            direct["continue"] = "true"
            if continued.get("thread"):
                direct["thread"] = continued.get("thread") or ""
        x = Element("x", NS_USER, {}, tuple(words))
        attrs = {"from": room.jid.text, "to": to.text}
        if message.id:
            attrs["id"] = message.id
        # XEP-0249 beside it: many clients read only that
        children = (x, Element("x", NS_CONFERENCE, direct))
        return Element("message", NS_CLIENT, attrs, children)

    def _decline(self, room: Room, message: Message, user: Element) -> None:
        """7.8.2: the inviter is told."""
        decline = user.child("decline")
        assert decline is not None
        try:
            to = Jid.parse(decline.get("to") or "")
        except JidError as error:
            raise StanzaError("jid-malformed", "To whom?") from error
        inside = tuple(child for child in decline if child.name == "reason" and child.ns == NS_USER)
        told = Element("decline", NS_USER, {"from": message.sender.bare.text}, inside)
        attrs = {"from": room.jid.text, "to": to.text}
        if message.id:
            attrs["id"] = message.id
        x = Element("x", NS_USER, {}, (told,))
        occupant = room.occupants.get(to)  # the invitation may have come from a nick
        targets = [to] if occupant is None else [one.jid for one in occupant.devices.values()]
        self._check(message.sender, to if occupant is None else occupant.account)
        for target in targets:
            element = Element("message", NS_CLIENT, {**attrs, "to": target.text}, (x,))
            self._host.relay.send(element)

    # Forms

    def _form(self, room: Room, occupant: Occupant, form: Form) -> None:
        if form.form_type == REQUEST:
            if form.get("muc#request_allow") is None:
                self._request_voice(room, occupant, form)
            else:
                self._answer_voice(room, occupant, form)
        elif form.form_type == REGISTER:
            self._answer_registration(room, occupant, form)
        else:
            raise StanzaError("bad-request", "What form is that?")

    def _request_voice(self, room: Room, occupant: Occupant, form: Form) -> None:
        """7.13: the moderators are asked."""
        if form.get("muc#role") != "participant":
            raise StanzaError("bad-request", "Only voice can be asked for.")
        if occupant.role != "visitor":
            raise StanzaError("not-allowed", "You have voice.")
        assert occupant.speaker is not None
        roles = (Option("participant", "Participant"),)
        fields = [
            Field("muc#role", "list-single", ("participant",), "Requested role", options=roles),
            Field("muc#jid", "jid-single", (occupant.speaker.jid.text,), "Address"),
            Field("muc#roomnick", "text-single", (occupant.nick,), "Nick"),
            Field("muc#request_allow", "boolean", ("false",), "Grant voice to this person?"),
        ]
        asked = typed("form", REQUEST, fields, "Voice request").to_element()
        attrs = {"from": room.jid.text}
        copy = Multicast(Element("message", NS_CLIENT, attrs, (asked,)))
        for moderator in room.moderators():
            self._host.services.send_to_many(copy, room.jid, moderator.devices.values())

    def _answer_voice(self, room: Room, occupant: Occupant, form: Form) -> None:
        """8.6."""
        if occupant.role != "moderator":
            raise StanzaError("forbidden", "Only moderators grant voice.")
        target = room.at(form.get("muc#roomnick") or "")
        if target is None:
            raise StanzaError("item-not-found", "There is nobody of that nick.")
        allow = form.field("muc#request_allow")
        if allow is not None and allow.is_true and target.role == "visitor":
            member = replace(room.known(target.account), role="participant")
            if not room.is_locked:
                self._host.db.enqueue(table.put_members, room.jid.text, [member])
            room.put(member)
            self._admin.set_role(room, target, "participant", Event(actor=occupant.nick))

    def _answer_registration(self, room: Room, occupant: Occupant, form: Form) -> None:
        """9.9: an admin lets somebody in for good, or not."""
        if not is_at_least(room.affiliation(occupant.account), "admin"):
            raise StanzaError("forbidden", "Only admins admit members.")
        allow = form.field("muc#register_allow")
        try:
            jid = Jid.parse(form.get("muc#jid") or "").bare
        except JidError as error:
            raise StanzaError("jid-malformed") from error
        before = room.known(jid)
        if allow is None or not allow.is_true or before.affiliation != "none":
            return
        nick = self._admin.checked_nick(room, jid, form.get("muc#register_roomnick") or "")
        member = replace(before, affiliation="member", nick=nick)
        self._admin.check_circle(room, [(before, member)])
        if not room.is_locked:
            self._host.db.enqueue(table.put_members, room.jid.text, [member])
        self._admin.apply(room, before, member, "", occupant.nick)

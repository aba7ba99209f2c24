"""XEP-0317: hats, which say what somebody is in this room beside role and affiliation.

Owners and admins make them and give them to people by ad-hoc commands (XEP-0050).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace

from magpie.features.rooms.broadcast import Broadcast
from magpie.features.rooms.names import NS_COMMANDS
from magpie.features.rooms.owner import Owner
from magpie.features.rooms.ranks import is_at_least
from magpie.features.rooms.room import Room
from magpie.server.api import Host, IqRequest
from magpie.storage import rooms as table
from magpie.xmpp import forms
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form, Option, typed, validate
from magpie.xmpp.jid import Jid

FORM_TYPE = "urn:xmpp:hats:commands"
PREFIX = "urn:xmpp:hats:commands:"
COMMANDS = (  # the first is for everybody
    ("list", "Hats of this room"),
    ("list-assigned", "Who wears what"),
    ("create", "Make a hat"),
    ("destroy", "Destroy a hat"),
    ("assign", "Give somebody a hat"),
    ("unassign", "Take a hat away"),
)
HATS_MAX = 50  # of one room
LENGTH_MAX = 256  # characters of each part of one
TITLE = Field("hats#title", label="Title", is_required=True)
URI = Field("hats#uri", label="URI", is_required=True)
HUE = Field("hats#hue", label="Hue")
WHO = Field("hats#jid", "jid-single", label="Address", is_required=True)
COLUMNS = (Field("hats#title"), Field("hats#uri"), Field("hats#hue"))

Hat = dict[str, str]
Act = Callable[[Room, dict[str, str]], Awaitable[None]]


class Hats:
    """Answers the commands of one host's rooms."""

    def __init__(self, host: Host, broadcast: Broadcast, owner: Owner) -> None:
        self._host = host
        self._broadcast = broadcast
        self._owner = owner
        self._acts: dict[str, tuple[Callable[[Room], tuple[Field, ...]], Act]] = {
            "create": (lambda room: (TITLE, URI, HUE), self._create),
            "destroy": (lambda room: (choice(room),), self._destroy),
            "assign": (lambda room: (WHO, choice(room)), self._assign),
            "unassign": (lambda room: (WHO, choice(room)), self._unassign),
        }

    async def command(self, room: Room, request: IqRequest) -> Element:
        """One step: the form, or what was filled in."""
        node = request.payload.get("node") or ""
        name = node.removeprefix(PREFIX)
        if node == name or name not in dict(COMMANDS):
            raise StanzaError("item-not-found", "There is no such command.")
        if name == "list":
            return self._answer(request, report(hats_of(room)))
        if not is_at_least(room.affiliation(request.sender), "admin"):
            raise StanzaError("forbidden", "Only owners and admins give hats.")
        if name == "list-assigned":
            return self._answer(request, assigned(room))
        if request.payload.get("action") == "cancel":
            return self._answer(request, None, "canceled")
        fields, act = self._acts[name]
        declared = fields(room)
        submit = request.payload.child("x", forms.NS)
        if submit is None:
            form = typed("form", FORM_TYPE, declared, dict(COMMANDS)[name])
            return self._answer(request, form.to_element(), "executing")
        answers = validate(Form.parse(submit), declared)
        values = {name: field.value or "" for name, field in answers.items()}
        if any(len(value) > LENGTH_MAX for value in values.values()):
            raise StanzaError("not-acceptable", f"{LENGTH_MAX} characters at most.")
        async with room.changing:
            await act(room, values)
        self._owner.notify(room, [104])
        return self._answer(request, None)

    @staticmethod
    def _answer(request: IqRequest, form: Element | None, status: str = "completed") -> Element:
        attrs = {
            "node": request.payload.get("node") or "",
            "sessionid": request.payload.get("sessionid") or secrets.token_hex(8),
            "status": status,
        }
        children: tuple[Element, ...] = () if form is None else (form,)
        if status == "executing":
            done = (Element("complete", NS_COMMANDS),)
            actions = Element("actions", NS_COMMANDS, {"execute": "complete"}, done)
            children = (actions, *children)
        return Element("command", NS_COMMANDS, attrs, children)

    async def _write(self, room: Room, hats: list[Hat], members: list[table.Member]) -> None:
        text = json.dumps(hats)
        if not room.is_locked:
            await self._host.db.write(table.configure, room.jid.text, {"hats": text}, members)
        room.row = replace(room.row, hats=text)
        for member in members:
            room.put(member)

    async def _create(self, room: Room, values: dict[str, str]) -> None:
        hat = {"title": values[TITLE.var], "uri": values[URI.var]}
        if values[HUE.var]:
            hat["hue"] = values[HUE.var]
        hats = [one for one in hats_of(room) if one["uri"] != hat["uri"]]
        if len(hats) >= HATS_MAX:
            raise StanzaError("resource-constraint", f"A room has {HATS_MAX} hats at most.")
        await self._write(room, [*hats, hat], [])
        self._show(room, hat["uri"])

    async def _destroy(self, room: Room, values: dict[str, str]) -> None:
        uri = values["hat"]
        wearers = [one for one in room.members.values() if uri in json.loads(one.hats)]
        bare = [replace(one, hats=without(one, uri)) for one in wearers]
        await self._write(room, [one for one in hats_of(room) if one["uri"] != uri], bare)
        for one in wearers:
            self._show_wearer(room, Jid.parse(one.jid))

    async def _assign(self, room: Room, values: dict[str, str]) -> None:
        account, uri = Jid.parse(values[WHO.var]).bare, values["hat"]
        member = room.known(account)
        worn = [*json.loads(without(member, uri)), uri]
        await self._write(room, hats_of(room), [replace(member, hats=json.dumps(worn))])
        self._show_wearer(room, account)

    async def _unassign(self, room: Room, values: dict[str, str]) -> None:
        account, uri = Jid.parse(values[WHO.var]).bare, values["hat"]
        member = room.known(account)
        await self._write(room, hats_of(room), [replace(member, hats=without(member, uri))])
        self._show_wearer(room, account)

    def _show(self, room: Room, uri: str) -> None:
        for occupant in room.occupants.values():
            if any(hat["uri"] == uri for hat in room.hats(occupant.account)):
                self._broadcast.show(room, occupant)

    def _show_wearer(self, room: Room, account: Jid) -> None:
        for occupant in room.occupants_of(account):
            self._broadcast.show(room, occupant)


def hats_of(room: Room) -> list[Hat]:
    """Those that the room has."""
    found: list[Hat] = json.loads(room.row.hats)
    return found


def without(member: table.Member, uri: str) -> str:
    """The hats of a member but for one, as they are stored."""
    return json.dumps([one for one in json.loads(member.hats) if one != uri])


def choice(room: Room) -> Field:
    """Which hat."""
    options = tuple(Option(hat["uri"], hat["title"]) for hat in hats_of(room))
    if not options:
        raise StanzaError("item-not-found", "The room has no hats.")
    return Field("hat", "list-single", label="Hat", options=options, is_required=True)


def row_of(hat: Hat, *more: Field) -> tuple[Field, ...]:
    """One row of a report."""
    values = (hat["title"], hat["uri"], hat.get("hue", ""))
    cells = zip(COLUMNS, values, strict=True)
    return (*more, *(replace(column, type="", values=(value,)) for column, value in cells if value))


def report(hats: list[Hat]) -> Element:
    """All hats of a room."""
    rows = tuple(row_of(hat) for hat in hats)
    return Form("result", title="Hats", reported=COLUMNS, items=rows).to_element()


def assigned(room: Room) -> Element:
    """Who wears what."""
    rows = []
    for jid in sorted(room.members, key=str):
        who = Field("hats#jid", "", (jid.text,))
        rows += [row_of(hat, who) for hat in room.hats(jid)]
    columns = (Field("hats#jid"), *COLUMNS)
    return Form("result", title="Hats given", reported=columns, items=tuple(rows)).to_element()

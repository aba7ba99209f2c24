"""XEP-0050: Ad-Hoc Commands. Forms of the server's that any client can show and send back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from inspect import isawaitable

from magpie.server.api import (
    AdHocCall,
    AdHocCommand,
    AdHocResult,
    DiscoInfo,
    DiscoItems,
    Host,
    IqRequest,
    Scope,
    Session,
    SessionClosed,
    Xep,
)
from magpie.xmpp import forms
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Form

XEPS = (Xep(50, version="1.3.0"),)
NS = "http://jabber.org/protocol/commands"
ACTIONS = ("execute", "cancel", "prev", "next", "complete")
OPEN_MAX = 10  # commands that one device has under way; the oldest makes room
IDLE_MAX = 900.0  # seconds until one that nobody goes on with is forgotten


def setup(host: Host) -> None:
    """List the commands of the domain, and run them."""
    host.advertise(NS)
    commands = Commands(host)
    host.on_iq("set", NS, "command", commands.execute, scope=Scope.HOST)
    host.answer(DiscoItems, commands.list)
    host.answer(DiscoInfo, commands.describe)
    host.watch(SessionClosed, commands.closed)


@dataclass(slots=True)
class Execution:
    """A command under way: section 3.3 calls it a session.

    Attributes:
        stage: which form was sent last.
        at: when it was last touched, in the clock's seconds.
    """

    id: str
    command: AdHocCommand
    call: AdHocCall
    at: float
    stage: int = 0

    @property
    def is_last(self) -> bool:
        return self.stage == len(self.command.forms) - 1


class Commands:
    """The executions of one host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._open: dict[Session, dict[str, Execution]] = {}

    # Section 2.2: what there is

    def list(self, question: DiscoItems) -> None:
        """Who asks sees what they may run."""
        if question.node == NS and question.target == self._host.jid:
            question.known = True
            for command in self._host.adhoc:
                if command.is_for(question.asker.bare):
                    question.items.append((self._host.domain, command.node, command.name))

    def describe(self, question: DiscoInfo) -> None:
        """The list itself, or one command."""
        if question.node is None or question.target != self._host.jid:
            return
        if question.node == NS:
            question.known = True
            question.identities.append(("automation", "command-list", "Commands"))
            question.features.append(NS)
            return
        command = self._host.adhoc.get(question.node)
        if command is not None:
            if not command.is_for(question.asker.bare):
                raise StanzaError("forbidden")
            question.known = True
            question.identities.append(("automation", "command-node", command.name))
            question.features += (NS, forms.NS)

    # Section 2.4: running one

    async def execute(self, request: IqRequest) -> Element:
        """One step of one command."""
        payload = request.payload
        command = self._host.adhoc.get(payload.get("node") or "")
        if command is None:
            raise StanzaError("item-not-found")
        if not command.is_for(request.session.account):
            raise StanzaError("forbidden", type="cancel")  # 4.4
        action = payload.get("action") or "execute"
        if action not in ACTIONS:
            raise refused("malformed-action")
        wanted = payload.get("sessionid")
        if wanted is None:
            return await self._begin(request.session, command, action)
        execution = self._find(request.session, command, wanted)
        if action == "cancel":
            self._end(execution)
            return answer(execution.id, command, "canceled")
        return await self._go_on(execution, action, payload)

    async def _begin(self, session: Session, command: AdHocCommand, action: str) -> Element:
        if action != "execute":
            raise refused("bad-action")
        now = self._host.clock.monotonic()
        execution = Execution(secrets.token_urlsafe(12), command, AdHocCall(session), now)
        if not command.forms:
            return await self._complete(execution)
        mine = self._open.setdefault(session, {})
        for old in list(mine.values()):
            if old.at < now - IDLE_MAX or len(mine) >= OPEN_MAX:
                del mine[old.id]
        mine[execution.id] = execution
        return await self._show(execution)

    def _find(self, session: Session, command: AdHocCommand, wanted: str) -> Execution:
        mine = self._open.get(session, {})
        execution = mine.get(wanted)
        now = self._host.clock.monotonic()
        if execution is None or execution.at < now - IDLE_MAX:
            mine.pop(wanted, None)
            raise refused("session-expired", "not-allowed")
        if execution.command is not command:
            raise refused("bad-sessionid")
        execution.at = now
        return execution

    async def _go_on(self, execution: Execution, action: str, payload: Element) -> Element:
        if action == "execute":
            action = "complete" if execution.is_last else "next"
        if action == "prev":
            if execution.stage == 0:
                raise refused("bad-action")
            execution.stage -= 1
            return await self._show(execution)
        if (action == "complete") != execution.is_last:
            raise refused("bad-action")
        await self._take(execution, payload)
        if action == "complete":
            return await self._complete(execution)
        execution.stage += 1
        return await self._show(execution)

    async def _take(self, execution: Execution, payload: Element) -> None:
        """Read the form that was submitted. 3.5.1: one of type "cancel" counts as submitted."""
        found = payload.child("x", forms.NS)
        if found is None:
            raise refused("bad-payload")
        form = await form_of(execution)
        try:
            answered = replace(Form.parse(found), type="submit")
            execution.call.answers |= forms.validate(answered, form.fields)
        except StanzaError as error:
            raise refused("bad-payload", text=error.text) from error

    async def _show(self, execution: Execution) -> Element:
        """The form of the stage, with what was answered there before."""
        form = await form_of(execution)
        known = execution.call.answers
        fields = tuple(
            replace(one, values=known[one.var].values)
            if one.var in known and one.type != "hidden"
            else one
            for one in form.fields
        )
        default = "complete" if execution.is_last else "next"
        buttons = [Element("prev", NS)] if execution.stage else []
        actions = Element("actions", NS, {"execute": default}, (*buttons, Element(default, NS)))
        shown = replace(form, fields=fields).to_element()
        return answer(execution.id, execution.command, "executing", actions, shown)

    async def _complete(self, execution: Execution) -> Element:
        """Run it. 3.6: one that fails has completed too, and says so in a note."""
        try:
            result = await execution.command.run(execution.call)
        except ValueError as error:
            note = Element("note", NS, {"type": "error"}, text=str(error))
            self._end(execution)
            return answer(execution.id, execution.command, "completed", note)
        self._end(execution)
        return answer(execution.id, execution.command, "completed", *shown_result(result))

    def _end(self, execution: Execution) -> None:
        self._open.get(execution.call.session, {}).pop(execution.id, None)

    def closed(self, news: SessionClosed) -> None:
        """What a device has not finished is forgotten with it."""
        self._open.pop(news.session, None)


async def form_of(execution: Execution) -> Form:
    """The form of the stage."""
    form = execution.command.forms[execution.stage](execution.call)
    return await form if isawaitable(form) else form


def shown_result(result: AdHocResult) -> list[Element]:
    shown = []
    if result.note:
        shown.append(Element("note", NS, {"type": "info"}, text=result.note))
    if result.form is not None:
        shown.append(result.form.to_element().with_child(*result.inside))
    return shown


def answer(id: str, command: AdHocCommand, status: str, *content: Element) -> Element:
    """The `<command/>` of a result. What is said in it is English (3.7)."""
    attrs = {"node": command.node, "sessionid": id, "status": status, "xml:lang": "en"}
    return Element("command", NS, attrs, content)


def refused(specific: str, condition: str = "bad-request", text: str = "") -> StanzaError:
    """4.4: an error with what is wrong with the command."""
    return StanzaError(condition, text, extra=Element(specific, NS))

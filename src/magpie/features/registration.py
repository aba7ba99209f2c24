"""XEP-0077: In-Band Registration. Sign up, change one's password, delete one's account.

Also with an invitation: XEP-0445, Pre-Authenticated In-Band Registration.
"""

from __future__ import annotations

from dataclasses import replace

from magpie.server.api import (
    AccountError,
    Host,
    IqRequest,
    PreAuthFeatures,
    PreAuthIq,
    Scope,
    Xep,
    check_password,
)
from magpie.storage.invitations import Invitation
from magpie.xmpp import forms
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form
from magpie.xmpp.jid import Jid, JidError

XEPS = (Xep(77, version="2.4"), Xep(445, version="0.2.0"))
NS = "jabber:iq:register"
NS_FEATURE = "http://jabber.org/features/iq-register"
NS_TOKEN = "urn:xmpp:ibr-token:0"
NS_PREAUTH = "urn:xmpp:pars:0"
INVITATION = "invitation"  # of a stream's memory: what was shown, and when
CHANGE = "jabber:iq:register:changepassword"
CANCEL = "jabber:iq:register:cancel"

WELCOME = "Choose a name and a password for your account on {domain}."
FORM_TYPE = Field("FORM_TYPE", "hidden", (NS,))
USERNAME = Field("username", "text-single", label="Name", is_required=True)
PASSWORD = Field("password", "text-private", label="Password", is_required=True)


def setup(host: Host) -> None:
    """Offer registration to those who may, and account care to those who are in."""
    counter = Counter(host)
    host.advertise(NS)
    host.answer(PreAuthFeatures, counter.offer)
    host.on_preauth(NS, "query", counter.register)
    host.on_preauth(NS_PREAUTH, "preauth", counter.show_token)
    own = Scope.SELF | Scope.HOST
    host.on_iq("get", NS, "query", registered, scope=own)
    host.on_iq("set", NS, "query", care, scope=own)
    host.on_iq("set", NS, "query", refuse, scope=Scope.ACCOUNT)


# Before authentication


class Counter:
    """Where strangers ask for an account."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def offer(self, question: PreAuthFeatures) -> None:
        """Section 8, and XEP-0445, 3: the stream features."""
        if not question.is_secure:
            return
        if self._host.registrar.mode != "closed":
            question.features.append(Element("register", NS_TOKEN))
        if self._host.registrar.is_open_to(question.address):
            question.features.append(Element("register", NS_FEATURE))

    async def show_token(self, request: PreAuthIq) -> None:
        """XEP-0445, 4: an invitation is shown, and used only when the account is made."""
        if request.element.get("type") != "set":
            raise StanzaError("bad-request")
        token = request.payload.get("token") or ""
        try:
            found = await self._host.invitations.find(token, request.address)
            if not self._host.invitations.makes_account(found):
                raise StanzaError("item-not-found", "This invitation makes no account.")
        except AccountError as error:
            raise StanzaError(error.condition, str(error)) from error
        request.memory[INVITATION] = (found, self._host.clock.now())

    async def register(self, request: PreAuthIq) -> Element | None:
        """A request on a stream that nobody has signed in on yet."""
        registrar = self._host.registrar
        found, held_since = request.memory.get(INVITATION, (None, 0))
        if found is None and not registrar.is_open_to(request.address):
            raise StanzaError("service-unavailable", registrar.why_closed())
        if not request.is_secure:
            raise StanzaError("not-authorized", "A password may travel here only under TLS.")
        if request.element.get("type") == "get":
            return self._form(found)
        if request.payload.has("remove", NS):
            raise StanzaError("unexpected-request")  # section 3.2: who are you?
        name, password = submitted(request.payload, NS)
        try:
            if found is None:
                await registrar.register(name, password, request.address)
            else:
                await self._host.invitations.register(
                    found.token, name, password, request.address, held_since
                )
        except AccountError as error:
            kept = error.condition in ("conflict", "resource-constraint")
            condition = error.condition if kept else "not-acceptable"
            raise StanzaError(condition, str(error)) from error
        return None

    def _form(self, found: Invitation | None) -> Element:
        """Section 3.1 and 4: the fields, for old clients and as a form."""
        text = WELCOME.format(domain=self._host.domain)
        name = Jid.parse(found.target).local if found is not None and found.target else ""
        username = replace(USERNAME, values=(name,)) if name else USERNAME
        fields = (FORM_TYPE, username, PASSWORD)
        form = Form("form", fields, title="New account", instructions=(text,))
        return Element(
            "query",
            NS,
            children=(
                Element("instructions", NS, text=text),
                Element("username", NS, text=name),
                Element("password", NS),
                form.to_element(),
            ),
        )


# What is submitted


def submitted(query: Element, form_type: str) -> tuple[str, str]:
    """Name and password, from the form or else from the fields of old (section 6)."""
    found = query.child("x", forms.NS)
    if found is None:
        return single(query, "username"), single(query, "password")
    form = Form.parse(found)
    if form.type != "submit" or form.form_type not in (None, NS, form_type):
        raise StanzaError("bad-request", "Another form was expected.")
    if sum(field.var in ("username", "password") for field in form.fields) > 2:
        raise StanzaError("bad-request", "A field is there twice.")
    return form.get("username") or "", form.get("password") or ""


def single(query: Element, name: str) -> str:
    """The text of the only child of that name."""
    found = [child for child in query if child.name == name and child.ns == NS]
    if len(found) > 1:
        raise StanzaError("bad-request", f"{name} is there twice.")
    return found[0].text if found else ""


# With an account


def registered(request: IqRequest) -> Element:
    """Section 3.1: what is on file for somebody who has signed in."""
    children = (
        Element("registered", NS),
        Element("username", NS, text=request.session.account.local),
        Element("password", NS),
    )
    return Element("query", NS, children=children)


async def care(request: IqRequest) -> None:
    """Change the password, or delete the account."""
    query = request.payload
    if query.has("remove", NS):
        if len(query.children) > 1:  # table 2: MUST be the only child
            raise StanzaError("bad-request")
        await remove(request)
    else:
        await change_password(request)


async def remove(request: IqRequest) -> None:
    """Section 3.2: the result, then the end of all streams with not-authorized."""
    request.reply()
    await request.host.accounts.delete(request.session.account)


async def change_password(request: IqRequest) -> None:
    """Section 3.3. An empty password MUST NOT be set."""
    session = request.session
    account = session.account
    name, password = submitted(request.payload, CHANGE)
    if not name or not password:
        raise StanzaError("bad-request", "Name and new password are needed.")
    if session.wire is None or not session.wire.is_secure:
        raise StanzaError("not-authorized", "A password may travel here only under TLS.")
    accounts = request.host.accounts
    try:
        given = Jid.parse(name) if "@" in name else accounts.jid(name)
    except (AccountError, JidError) as error:
        raise StanzaError("not-acceptable", "That is no account's name.") from error
    try:
        if given != account:
            raise StanzaError("not-allowed", "This is not your account.")
        check_password(account, password)
        await accounts.set_password(account, password)
    except AccountError as error:
        raise StanzaError("not-acceptable", str(error)) from error


def refuse(_: IqRequest) -> None:
    """Nobody cares for another's account."""
    raise StanzaError("forbidden")

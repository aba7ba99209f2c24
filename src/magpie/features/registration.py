"""XEP-0077: In-Band Registration. Sign up, change one's password, delete one's account."""

from __future__ import annotations

from collections import deque
from ipaddress import ip_address, ip_network
from math import ceil

from magpie.server.api import (
    AccountError,
    Host,
    IqRequest,
    PreAuthFeatures,
    PreAuthIq,
    Registration,
    Scope,
    Xep,
)
from magpie.xmpp import forms
from magpie.xmpp.confusables import is_mixed, skeleton
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form
from magpie.xmpp.jid import Jid

XEPS = (Xep(77, version="2.4"),)
NS = "jabber:iq:register"
NS_FEATURE = "http://jabber.org/features/iq-register"
HOUR = 3600.0  # seconds
CHANGE = "jabber:iq:register:changepassword"
CANCEL = "jabber:iq:register:cancel"

WELCOME = "Choose a name and a password for your account on {domain}."
FORM_FIELDS = (
    Field("FORM_TYPE", "hidden", (NS,)),
    Field("username", "text-single", label="Name", is_required=True),
    Field("password", "text-private", label="Password", is_required=True),
)


def setup(host: Host) -> None:
    """Offer registration to those who may, and account care to those who are in."""
    registrar = Registrar(host, host.config(Registration))
    host.advertise(NS)
    host.answer(PreAuthFeatures, registrar.offer)
    host.on_preauth(NS, "query", registrar.preauth)
    own = Scope.SELF | Scope.HOST
    host.on_iq("get", NS, "query", registered, scope=own)
    host.on_iq("set", NS, "query", care, scope=own)
    host.on_iq("set", NS, "query", refuse, scope=Scope.ACCOUNT)


# Before authentication


class Registrar:
    """Makes accounts for those who may have one."""

    def __init__(self, host: Host, config: Registration) -> None:
        self._host = host
        self._mode = config.mode
        self._reserved = {skeleton(name) for name in config.reserved}
        self._rate = Rate(host)

    def is_open_to(self, address: str) -> bool:
        """Whether somebody at that IP address may register at all."""
        if self._mode == "lan":
            return is_local(address)
        return self._mode == "open"  # "invite": nobody without a token

    def offer(self, question: PreAuthFeatures) -> None:
        """Section 8: the stream feature."""
        if question.is_secure and self.is_open_to(question.address):
            question.features.append(Element("register", NS_FEATURE))

    async def preauth(self, request: PreAuthIq) -> Element | None:
        """A request on a stream that nobody has signed in on yet."""
        if not self.is_open_to(request.address):
            raise StanzaError("service-unavailable", self._why_closed())
        if not request.is_secure:
            raise StanzaError("not-authorized", "A password may travel here only under TLS.")
        if request.element.get("type") == "get":
            return self._form()
        if request.payload.has("remove", NS):
            raise StanzaError("unexpected-request")  # section 3.2: who are you?
        name, password = submitted(request.payload, NS)
        await self._register(name, password, request.address)
        return None

    def _why_closed(self) -> str:
        if self._mode == "lan":
            return "Accounts on this server are for its local network."
        if self._mode == "invite":
            return "Accounts on this server are by invitation."
        return "This server makes no accounts for now. Ask those who run it."

    def _form(self) -> Element:
        """Section 3.1 and 4: the fields, for old clients and as a form."""
        text = WELCOME.format(domain=self._host.domain)
        form = Form("form", FORM_FIELDS, title="New account", instructions=(text,))
        return Element(
            "query",
            NS,
            children=(
                Element("instructions", NS, text=text),
                Element("username", NS),
                Element("password", NS),
                form.to_element(),
            ),
        )

    async def _register(self, name: str, password: str, address: str) -> None:
        accounts = self._host.accounts
        try:
            account = accounts.jid(name)
            self._check_name(account)
            check_password(account, password)
            self._rate.check(address)
            self._rate.note(address)  # at once: others may ask while this one is made
            try:
                await accounts.create(name, password)
            except BaseException:
                self._rate.take_back(address)
                raise
        except AccountError as error:
            condition = "conflict" if error.condition == "conflict" else "not-acceptable"
            raise StanzaError(condition, str(error)) from error

    def _check_name(self, account: Jid) -> None:
        """Nobody signs up as the server's people, or as somebody else's double."""
        accounts = self._host.accounts
        if accounts.is_there(account):
            raise AccountError("conflict", f"The name “{account.local}” is taken.")
        if skeleton(account.local) in self._reserved:
            raise AccountError("conflict", f"The name “{account.local}” is reserved.")
        if accounts.lookalike(account) is not None:
            text = f"The name “{account.local}” looks like that of another account."
            raise AccountError("conflict", text)
        if is_mixed(account.local):
            text = f"The name “{account.local}” mixes letters that look alike."
            raise AccountError("not-acceptable", text)


class Rate:
    """How many accounts one address has made in the last hour."""

    def __init__(self, host: Host) -> None:
        self._clock = host.clock
        self._most = host.limits.registrations_per_address if host.limits.enabled else 0
        self._made: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Refuse an address that has made too many."""
        if not self._most:
            return
        now = self._clock.monotonic()
        self._forget(now)
        made = self._made.get(block(address))
        if made is not None and len(made) >= self._most:
            minutes = ceil((made[0] + HOUR - now) / 60)
            text = f"Too many accounts were made from your address. Try again in {minutes} minutes."
            raise StanzaError("resource-constraint", text)

    def note(self, address: str) -> None:
        """An account was made."""
        if self._most:
            self._made.setdefault(block(address), deque()).append(self._clock.monotonic())

    def take_back(self, address: str) -> None:
        """The account that was noted last was not made."""
        made = self._made.get(block(address))
        if made:
            made.pop()

    def _forget(self, now: float) -> None:
        for address, made in list(self._made.items()):
            while made and made[0] <= now - HOUR:
                made.popleft()
            if not made:
                del self._made[address]


def is_local(address: str) -> bool:
    """An address of this machine or of a local network (RFC 1918, 4193, link-local)."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return any(ip in network for network in LOCAL if network.version == ip.version)


LOCAL = [
    ip_network(text)
    for text in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
]


def block(address: str) -> str:
    """What counts as one address: of IPv6 the /64 that one household has."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = getattr(ip, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(ip) if ip.version == 4 else str(ip_network((int(ip) >> 64 << 64, 64)))


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


def check_password(account: Jid, password: str) -> None:
    """The rules that `Accounts` does not know: it checks the length."""
    if not password:
        raise AccountError("not-acceptable", "A password is missing.")
    if password.casefold() in (account.local, account.text):
        raise AccountError("not-acceptable", "The password may not be the name.")


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
        if given != account:
            raise StanzaError("not-allowed", "This is not your account.")
        check_password(account, password)
        await accounts.set_password(account, password)
    except AccountError as error:
        raise StanzaError("not-acceptable", str(error)) from error


def refuse(_: IqRequest) -> None:
    """Nobody cares for another's account."""
    raise StanzaError("forbidden")

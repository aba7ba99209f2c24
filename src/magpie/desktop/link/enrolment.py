"""Making an account (XEP-0077), with an invitation (XEP-0445), and changing its password."""

from magpie.desktop.core.entities.account import Invitation
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.invitation import read
from magpie.desktop.core.link import Login
from magpie.desktop.link.names import (
    NS_COMMANDS,
    NS_DATA,
    NS_DISCO_ITEMS,
    NS_INVITE,
    NS_PREAUTH,
    NS_REGISTER,
    add,
    child,
    children,
    form_value,
    get,
    make,
)
from magpie.desktop.link.stream import Stream

REFUSALS = {
    Reason.NAME_TAKEN: Reason.NAME_TAKEN,
    Reason.NAME_INVALID: Reason.NAME_INVALID,
    Reason.REFUSED: Reason.SIGN_UP_CLOSED,
    Reason.UNSUPPORTED: Reason.SIGN_UP_CLOSED,
    Reason.NO_SUCH_ADDRESS: Reason.SIGN_UP_CLOSED,
    Reason.UNAVAILABLE: Reason.SIGN_UP_CLOSED,
}


async def enrol(stream: Stream, login: Login) -> None:
    """Make the account, on a stream that has not signed in.

    Raises:
        Problem: NAME_TAKEN, SIGN_UP_CLOSED, INVITATION_INVALID, PASSWORD_REFUSED, …
    """
    name, _, domain = login.address.partition("@")
    stream._always_send_everything = True  # the library holds back what comes before the session
    try:
        if login.token:
            await _present(stream, domain, login.token)
        fields = await _asked(stream)
        query = make("query", NS_REGISTER)
        known = {"username": name, "password": login.password, "email": "", "name": name}
        for field in fields - set(known):
            raise Problem(Reason.SIGN_UP_CLOSED, field)  # a form that only a browser can fill in
        for field in fields & {"username", "password", "name"} or {"username", "password"}:
            add(query, field, NS_REGISTER, known[field])
        await _set(stream, query)
    finally:
        stream._always_send_everything = False


async def change_password(stream: Stream, address: str, password: str) -> None:
    """XEP-0077, 3.3."""
    query = make("query", NS_REGISTER)
    add(query, "username", NS_REGISTER, address.partition("@")[0])
    add(query, "password", NS_REGISTER, password)
    try:
        await stream.ask("set", query, to=address.partition("@")[2])
    except Problem as problem:
        if problem.reason is Reason.REFUSED:
            raise Problem(Reason.PASSWORD_REFUSED, problem.detail) from None
        raise


async def invite(stream: Stream, domain: str) -> Invitation:
    """XEP-0401, 4.1: the server's command that makes an invitation."""
    node = f"{NS_INVITE}#invite"
    found = await stream.ask("get", make("query", NS_DISCO_ITEMS, node=NS_COMMANDS), to=domain)
    items = children(child(found, "query", NS_DISCO_ITEMS), "item", NS_DISCO_ITEMS)
    if all(get(item, "node") != node for item in items):
        raise Problem(Reason.UNSUPPORTED)
    command = make("command", NS_COMMANDS, node=node, action="execute")
    answer = child(await stream.ask("set", command, to=domain), "command", NS_COMMANDS)
    if child(answer, "x", NS_DATA) is None:
        raise Problem(Reason.REFUSED)
    link = form_value(answer, "landing-url") or form_value(answer, "uri")
    invitation = read(link) or read(form_value(answer, "uri"))
    if invitation is None:
        raise Problem(Reason.UNEXPECTED, "an invitation that cannot be read")
    return invitation


async def _present(stream: Stream, domain: str, token: str) -> None:
    """XEP-0445, 4: the token, before anything is asked for."""
    try:
        await stream.ask("set", make("preauth", NS_PREAUTH, token=token), to=domain)
    except Problem as problem:
        if problem.reason in (Reason.UNSUPPORTED, Reason.NO_SUCH_ADDRESS):
            return  # a server without invitations: it may be open to all
        raise Problem(Reason.INVITATION_INVALID, problem.detail) from None


async def _asked(stream: Stream) -> set[str]:
    """Which fields the server asks for."""
    try:
        answer = await stream.ask("get", make("query", NS_REGISTER))
    except Problem as problem:
        raise Problem(REFUSALS.get(problem.reason, problem.reason), problem.detail) from None
    query = child(answer, "query", NS_REGISTER)
    ignored = {"instructions", "registered", "x", "key"}
    names = {one.tag.rpartition("}")[2] for one in (query if query is not None else ())}
    return names - ignored


async def _set(stream: Stream, query: object) -> None:
    try:
        await stream.ask("set", query)  # type: ignore[arg-type]
    except Problem as problem:
        reason = REFUSALS.get(problem.reason, problem.reason)
        if "password" in problem.detail.lower():
            reason = Reason.PASSWORD_REFUSED
        raise Problem(reason, problem.detail) from None

"""What the commands of administrators have in common: their names, fields and results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from magpie.server.api import AdHocCall, AdHocCommand, AdHocForm, AdHocFunction, Host
from magpie.xmpp.forms import Field, Form, typed

NS = "http://jabber.org/protocol/admin"
MANY = 1_000  # accounts that one command takes


def command(
    host: Host, node: str, name: str, run: AdHocFunction, *forms: AdHocForm
) -> AdHocCommand:
    """A command for administrators; `node` is what stands after the XEP's namespace."""
    full = node if ":" in node else f"{NS}#{node}"
    return AdHocCommand(full, name, host.accounts.is_admin, run, forms)


def asking(title: str, *fields: Field) -> AdHocForm:
    """A form that is always the same."""
    form = typed("form", NS, fields, title)
    return lambda _: form


def accounts_field(label: str) -> Field:
    """`accountjids`: several accounts."""
    return Field("accountjids", "jid-multi", (), label, is_required=True)


def account_field(label: str) -> Field:
    """`accountjid`: one account."""
    return Field("accountjid", "jid-single", (), label, is_required=True)


def text_field(var: str, label: str, text: str = "") -> Field:
    """Several lines."""
    return Field(var, "text-multi", tuple(text.splitlines()), label, is_required=True)


def result(fields: Iterable[Field]) -> Form:
    """What is shown in the end."""
    return typed("result", NS, fields)


def accounts_of(call: AdHocCall) -> tuple[str, ...]:
    """The accounts that were named. Raises ValueError for too many."""
    found = tuple(dict.fromkeys(call.values("accountjids")))
    if len(found) > MANY:
        raise ValueError(f"{MANY} accounts at a time.")
    return found


async def run(host: Host, call: AdHocCall, name: str, /, **args: object) -> Any:
    """Run a command of the server's registry for whoever runs this one.

    Raises:
        CommandError: a ValueError with a sentence.
    """
    return await host.commands.run(name, args, actor=call.session.account.text)


async def run_for_each(host: Host, call: AdHocCall, name: str) -> None:
    """The same for every account that was named; those that fail do not keep the others from it.

    Raises:
        ValueError: what went wrong, a line for each.
    """
    wrong = []
    for account in accounts_of(call):
        try:
            await run(host, call, name, name=account)
        except ValueError as error:
            wrong.append(f"{account}: {error}")
    if wrong:
        raise ValueError("\n".join(wrong))

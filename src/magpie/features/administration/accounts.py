"""XEP-0133, 4.1 to 4.7 and 4.29: making accounts, and what is done to them."""

from __future__ import annotations

from collections.abc import Iterator

from magpie.features.administration.form import (
    NS,
    account_field,
    accounts_field,
    accounts_of,
    asking,
    command,
    run,
    run_for_each,
)
from magpie.server.api import AdHocCall, AdHocCommand, AdHocFunction, AdHocResult, Host
from magpie.xmpp.forms import Field, Form, typed
from magpie.xmpp.jid import Jid

PASSWORD = Field("password", "text-private", (), "Password", is_required=True)
AGAIN = Field("password-verify", "text-private", (), "Password, once more", is_required=True)


def account_commands(host: Host) -> Iterator[AdHocCommand]:
    """The commands."""
    changes = Changes(host)
    address = account_field("The new account's address")
    form = asking("Add an account", address, PASSWORD, AGAIN)
    yield command(host, "add-user", "Add account", changes.add, form)
    for node, name, done in (
        ("delete-user", "Delete accounts", "user.delete"),
        ("disable-user", "Disable accounts", "user.disable"),
        ("reenable-user", "Enable accounts", "user.enable"),
    ):
        form = asking(name, accounts_field("Accounts"))
        yield command(host, node, name, changes.each(done), form)
    form = asking("End sessions", accounts_field("Accounts, or full addresses of devices"))
    yield command(host, "end-user-session", "End sessions", changes.end, form)
    form = asking("Change a password", account_field("The account"), PASSWORD)
    yield command(host, "change-user-password", "Change password", changes.password, form)
    yield command(host, "edit-admin", "Edit administrators", changes.admins, changes.admin_form)


class Changes:
    """Runs them on one host."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def add(self, call: AdHocCall) -> AdHocResult:
        """4.1."""
        if call.get("password") != call.get("password-verify"):
            raise ValueError("The two passwords are not the same.")
        password = call.get("password")
        await run(self._host, call, "user.add", name=call.get("accountjid"), password=password)
        return AdHocResult(note="The account was made.")

    def each(self, name: str) -> AdHocFunction:
        """4.2 to 4.4: the same is done to several accounts."""

        async def done(call: AdHocCall) -> AdHocResult:
            await run_for_each(self._host, call, name)
            return AdHocResult(note="Done.")

        return done

    async def end(self, call: AdHocCall) -> AdHocResult:
        """4.5: "If the JID is of the form <user@host/resource>, … only that resource"."""
        ended = 0
        for text in accounts_of(call):
            jid = Jid.parse(text)
            args = {"name": jid.bare.text, "device": jid.resource}
            ended += await run(self._host, call, "user.kick", **args)
        sessions = "1 session was" if ended == 1 else f"{ended} sessions were"
        return AdHocResult(note=f"{sessions} ended.")

    async def password(self, call: AdHocCall) -> AdHocResult:
        """4.7."""
        args = {"name": call.get("accountjid"), "password": call.get("password")}
        await run(self._host, call, "user.password", **args)
        return AdHocResult(note="The password was changed.")

    def admin_form(self, _call: AdHocCall) -> Form:
        """4.29: the list as it is."""
        held = tuple(account.text for account in self._host.accounts.admins())
        field = Field("adminjids", "jid-multi", held, "Administrators", is_required=True)
        return typed("form", NS, (field,), "Edit administrators")

    async def admins(self, call: AdHocCall) -> AdHocResult:
        """4.29: the list is whole. Who is in it no more is a member."""
        wanted = {Jid.parse(text).bare for text in call.values("adminjids")}
        held = set(self._host.accounts.admins())
        if call.session.account not in wanted:
            raise ValueError("You cannot take yourself off the list.")
        for account in sorted(wanted - held, key=str):
            await run(self._host, call, "user.role", name=account.text, role="admin")
        for account in sorted(held - wanted, key=str):
            await run(self._host, call, "user.role", name=account.text, role="member")
        return AdHocResult(note="The list was changed.")

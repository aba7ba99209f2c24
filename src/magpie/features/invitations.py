"""XEP-0401: Easy User Onboarding. Invitations out of any client, as commands with a link.

XEP-0379 is played by `subscriptions`, which shows the token to `Invitations.introduce`.
"""

from __future__ import annotations

from magpie.server.api import (
    AdHocCall,
    AdHocCommand,
    AdHocResult,
    Host,
    Xep,
    invitation_form,
)
from magpie.storage.invitations import ACCOUNT, CONTACT, Invitation
from magpie.xmpp.forms import Field, Form
from magpie.xmpp.jid import Jid

XEPS = (
    Xep(401, version="0.6.0"),
    Xep(379, version="0.3.3", note="By the server, for the accounts of its own domain."),
)
NS = "urn:xmpp:invite"
ACCOUNT_FORM = Form(
    "form",
    (
        Field("username", label="User name, if it is not to be chosen"),
        Field("roster-subscription", "boolean", ("true",), label="Add each other as contacts"),
    ),
    title="Invite somebody to an account",
)


def setup(host: Host) -> None:
    """Offer both commands to those whose they are."""
    inviter = Inviter(host)
    invite = AdHocCommand(f"{NS}#invite", "Invite user", inviter.may_invite, inviter.invite)
    create = AdHocCommand(
        f"{NS}#create-account",
        "Create account",
        host.accounts.is_admin,
        inviter.create_account,
        (lambda _: ACCOUNT_FORM,),
    )
    host.adhoc.add(invite)
    host.adhoc.add(create)


class Inviter:
    """Makes the invitations of accounts."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def may_invite(self, account: Jid) -> bool:
        """Who reaches only their circles brings in nobody."""
        return not self._host.accounts.is_limited(account)

    async def invite(self, call: AdHocCall) -> AdHocResult:
        """Section 4.1: a contact for whoever runs it, with an account where that may be."""
        wanted = Invitation("", CONTACT, 0, inviter=call.session.account.text)
        return self._shown(await self._host.invitations.create(wanted))

    async def create_account(self, call: AdHocCall) -> AdHocResult:
        """Section 4.4. "The username MUST be a valid localpart"; it is kept until it is used."""
        name = call.get("username").strip()
        target = self._host.accounts.jid(name).text if name else ""
        inviter = call.session.account.text if call.is_true("roster-subscription") else ""
        wanted = Invitation("", ACCOUNT, 0, inviter=inviter, target=target)
        return self._shown(await self._host.invitations.create(wanted))

    def _shown(self, made: Invitation) -> AdHocResult:
        return AdHocResult(invitation_form(self._host, made))

"""XEP-0157: Contact Addresses for XMPP Services. Who answers for this server."""

from __future__ import annotations

from dataclasses import fields

from magpie.server.api import Contact, DiscoInfo, Host, Xep
from magpie.xmpp.forms import Field, Form

XEPS = (Xep(157, version="1.1.1"),)
FORM_TYPE = "http://jabber.org/network/serverinfo"


def setup(host: Host) -> None:
    """Add the addresses of the settings to what discovery says of the domain."""
    config = host.config(Contact)
    addresses = tuple(
        Field(f"{field.name}-addresses", "list-multi", tuple(getattr(config, field.name)))
        for field in sorted(fields(config), key=lambda one: one.name)
        if getattr(config, field.name)
    )
    if not addresses:
        return
    form_type = Field("FORM_TYPE", "hidden", (FORM_TYPE,))
    form = Form("result", (form_type, *addresses)).to_element()

    def tell(question: DiscoInfo) -> None:
        """Section 3: an extended form (XEP-0128) of the domain itself."""
        if question.target == host.jid and question.node is None:
            question.forms.append(form)

    host.answer(DiscoInfo, tell)

"""To which of one's accounts something belongs: said only where one has several."""

from magpie.desktop.core.api import Client
from magpie.desktop.ui import faces


def address(client: Client, account: int) -> str:
    """The account's address; "" where there is no other."""
    found = client.accounts.items.find(account)
    return found.address if found and len(client.accounts.items) > 1 else ""


def mark(client: Client, account: int) -> dict[str, str]:
    """The roles that `AccountMark.qml` needs."""
    of = address(client, account)
    return {"account": of, "accountTint": faces.tint(of) if of else "transparent"}

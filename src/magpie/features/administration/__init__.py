"""XEP-0133: Service Administration. What the command line does, in the forms of any client.

Each command runs one of the server's registry (`host.commands`), as the command line and the web
console do, so it is checked and noted down the same whoever runs it.

* `accounts`: one account, or several: making, deleting, switching off, signing out;
* `looking`: numbers, lists, and what is known of one account;
* `announcing`: announcements, the message of the day, the greeting of new accounts;
* `circles`: ours, beyond the XEP.
"""

from __future__ import annotations

from magpie.features.administration.accounts import account_commands
from magpie.features.administration.announcing import announcement_commands
from magpie.features.administration.circles import circle_commands
from magpie.features.administration.looking import looking_commands
from magpie.server.api import Host, Xep

XEPS = (
    Xep(
        133,
        version="1.3.1",
        note="Without the lists of blocked servers, restart and shutdown: those are settings, and "
        "the system's.",
    ),
)


def setup(host: Host) -> None:
    """Offer the commands to administrators."""
    for commands in (account_commands, looking_commands, announcement_commands, circle_commands):
        for command in commands(host):
            host.adhoc.add(command)

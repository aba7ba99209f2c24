"""Where people find the server, as lines to copy; and what it may be called."""

import socket
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from magpie.desktop.console.entities import About
from magpie.xmpp.jid import Jid, JidError

translate = QCoreApplication.translate


def addresses(about: About) -> list[dict[str, str]]:
    """{label, value} of each; nothing while the server does not run."""
    lines = [(translate("console", "Domain"), about.domain)]
    lines += [(translate("console", "On your network"), place) for place in about.near]
    lines += [(translate("console", "Web site"), url) for url in about.urls if not is_here(url)]
    lines += [(translate("console", "Here"), about.local_url)]
    lines += [(translate("console", "Fingerprint"), about.fingerprint)]
    return [{"label": label, "value": value} for label, value in lines if value]


def is_here(url: str) -> bool:
    """Whether it leads nowhere from other machines."""
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")


def guessed_domain() -> str:
    """The machine's name on its network."""
    name = socket.gethostname().partition(".")[0].lower() or "localhost"
    return name if name == "localhost" else f"{name}.local"


def is_domain(text: str) -> bool:
    """Whether accounts can be of that domain."""
    try:
        jid = Jid.parse(text)
    except JidError:
        return False
    return not jid.local and not jid.resource and ":" not in text

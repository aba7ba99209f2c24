"""Debian's Gajim, set up for our server and no other."""

import json
import sqlite3
import ssl

from tests.live.clients import give_away
from tests.live.program import Program
from tests.live.screen import Screen

SCHEMA = """
    CREATE TABLE settings (name TEXT UNIQUE, settings TEXT);
    CREATE TABLE account_settings (account TEXT UNIQUE, settings TEXT);
    PRAGMA user_version = 5;
"""
# Nothing that asks, plays, or looks for anything elsewhere
APP = {
    "use_keyring": False,
    "remote_control": True,
    "check_for_update": False,
    "ask_offline_status": False,
    "plugins_update_check": False,
    "show_status_icon": False,
    "show_notifications": False,
}


class Gajim:
    """The program on a screen.

    Attributes:
        folder: all that it keeps.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self.folder = screen.home / "gajim"

    def start(self) -> None:
        self._screen.starts("gajim", "-c", str(self.folder), "--verbose")

    async def opens(self, uri: str) -> None:
        """As when a link is pressed somewhere."""
        await self._screen.runs("gajim", "-c", str(self.folder), uri)

    def heard(self) -> list[str]:
        """The texts of all messages that it keeps."""
        with sqlite3.connect(f"file:{self.folder}/logs.db?mode=ro", uri=True) as db:
            rows = db.execute("SELECT message FROM logs WHERE message IS NOT NULL").fetchall()
        db.close()
        return [text for (text,) in rows]

    def pictures(self) -> set[str]:
        """The hashes of the avatars that it has fetched."""
        return {file.name for file in (self.folder / "avatars").glob("*")}


def set_up(
    screen: Screen,
    server: Program,
    jid: str,
    password: str,
    *plugins: str,
    encrypted: tuple[str, ...] = (),
) -> Gajim:
    """Give Gajim this account, and trust in the server's certificate.

    `encrypted`: with whom it talks by OMEMO.
    """
    folder = screen.home / "gajim"
    certificates = folder / "cert_store"
    certificates.mkdir(parents=True)
    pem = ssl.get_server_certificate((server.host, server.tls_port))
    (certificates / "server").write_text(pem)
    name, domain = jid.split("@")
    account = {
        "name": name,
        "hostname": domain,
        "password": password,
        "savepass": True,
        "active": True,
        "autoconnect": True,
        "account_label": name,
        "resource": "gajim",
        "use_custom_host": True,
        "custom_host": server.host,
        "custom_port": server.port,
        "custom_type": "START TLS",
    }
    active = {plugin: {"active": True} for plugin in plugins}
    workspace = {"workspace": {"name": "Magpie", "color": "", "avatar_sha": "", "chats": []}}
    rows = {
        "app": APP,
        "soundevents": {},
        "status_presets": {},
        "proxies": {},
        "plugins": active,
        "workspaces": workspace,
    }
    with sqlite3.connect(folder / "settings.sqlite") as db:
        db.executescript(SCHEMA)
        values = [(key, json.dumps(value)) for key, value in rows.items()]
        db.executemany("INSERT INTO settings VALUES (?, ?)", values)
        contacts = {one: {"encryption": "OMEMO"} for one in encrypted}
        settings = json.dumps({"account": account, "contact": contacts, "group_chat": {}})
        db.execute("INSERT INTO account_settings VALUES (?, ?)", ("account", settings))
    db.close()
    give_away(screen.home)
    return Gajim(screen)

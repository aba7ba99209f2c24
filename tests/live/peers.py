"""Other servers with people on them, and what they write when they are asked for an export."""

import asyncio
import json
import shutil
import subprocess
import urllib.request
from pathlib import Path
from string import Template
from typing import Any

from tests.live.ejabberd import Machine
from tests.live.friends import PATIENCE, Friend
from tests.live.prosody import Prosody, free_port

MIGRATION = Template("""
input {
  hosts = { ["localhost"] = { "accounts", "roster", "vcard", "private", "archive-archive",
    "pep-pubsub" } };
  type = "internal";
  path = "$folder/data";
}
output {
  hosts = { ["localhost"] = { "accounts", "roster", "vcard", "private", "archive-archive",
    "pep-pubsub" } };
  type = "xep0227";
  path = "$folder/export";
}
""")
EJABBERD = Template("""
loglevel: warning
hosts: ["localhost"]
certfiles: ["$folder/localhost.pem"]
listen:
  - port: $port
    ip: "127.0.0.1"
    module: ejabberd_c2s
    starttls: true
  - port: $http
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers:
      /api: mod_http_api
api_permissions:
  "an export, from this machine":
    who: [{ip: 127.0.0.0/8}]
    what: [export_piefxis]
auth_method: internal
auth_password_format: $format
registration_timeout: infinity
access_rules:
  local: {allow: all}
modules:
  mod_blocking: {}
  mod_caps: {}
  mod_disco: {}
  mod_http_api: {}
  mod_last: {}
  mod_mam: {default: always}
  mod_offline: {}
  mod_privacy: {}
  mod_private: {}
  mod_pubsub: {plugins: [flat, pep]}
  mod_register: {ip_access: all, access: all}
  mod_roster: {versioning: true}
  mod_vcard: {}
""")
NEEDED = "apt-get install -y --no-install-recommends prosody ejabberd"


async def two_lives(server: Any) -> None:
    """Romeo and Juliet come, meet, talk, and leave something of everything behind."""
    romeo = Friend(server, "romeo", "orchard", signs_up=True)
    juliet = Friend(server, "juliet", "balcony", signs_up=True)
    nurse = Friend(server, "nurse", "hall", signs_up=True)
    for one in (romeo, juliet, nurse):
        for plugin in ("xep_0049", "xep_0054", "xep_0163", "xep_0172", "xep_0191"):
            one.register_plugin(plugin)
        await one.is_there()
    romeo.send_presence_subscription("juliet@localhost")
    await romeo.sees("juliet@localhost")
    await juliet.sees("romeo@localhost")
    romeo.update_roster("juliet@localhost", name="My love", groups=["Capulets"])
    await romeo.says("juliet@localhost", "But soft")
    await juliet.hears("romeo@localhost", "But soft")
    await juliet.says("romeo@localhost", "Ay me")
    await romeo.hears("juliet@localhost", "Ay me")
    card = romeo.plugin["xep_0054"].make_vcard()
    card["FN"] = "Romeo Montague"
    await romeo.plugin["xep_0054"].publish_vcard(vcard=card, timeout=PATIENCE)
    await romeo.plugin["xep_0172"].publish_nick("Romy")
    await keep(romeo)
    await romeo.plugin["xep_0191"].block(["tybalt@localhost"], timeout=PATIENCE)
    nurse.auto_authorize = None
    asked = asyncio.Event()
    nurse.add_event_handler("presence_subscribe", lambda _: asked.set())
    romeo.send_presence_subscription("nurse@localhost")
    await asyncio.wait_for(asked.wait(), PATIENCE)
    await nurse.leaves()
    await romeo.says("nurse@localhost", "Greet thy lady")
    await keep(romeo)  # what was sent before is handled by now
    for one in (romeo, juliet):
        await one.leaves()


async def keep(friend: Friend) -> None:
    """Put something into private storage."""
    iq = friend.make_iq_set()
    query = friend.Iq().xml.makeelement("{jabber:iq:private}query", {})
    prefs = query.makeelement("{exodus:prefs}exodus", {})
    prefs.text = "dark"
    query.append(prefs)
    iq.xml.append(query)
    await iq.send(timeout=PATIENCE)


def export_of_prosody(server: Prosody) -> Path:
    """What its migrator makes of the folder of a Prosody that was stopped: a folder."""
    target = server.folder / "export"
    target.mkdir()
    config = server.folder / "migrator.cfg.lua"
    config.write_text(MIGRATION.substitute(folder=server.folder))
    # Its driver writes where Prosody's own data usually are: the program is told another place
    program = server.folder / "prosody-migrator"
    text = Path("/usr/bin/prosody-migrator").read_text()
    program.write_text(text.replace("/var/lib/prosody", str(target)))
    for file in (target, config, program):
        shutil.chown(file, "prosody", "prosody")
    run = ["lua5.4", str(program), "--config", str(config)]
    subprocess.run(run, check=True, capture_output=True, user="prosody")
    return target


class Ejabberd(Machine):
    """An ejabberd that can be asked for an export."""

    def __init__(self, format: str = "scram") -> None:
        super().__init__("localhost")
        self.http = free_port()
        values = {"folder": self.folder, "port": self.port, "http": self.http, "format": format}
        (self.folder / "ejabberd.yml").write_text(EJABBERD.substitute(values))
        (self.folder / "export").mkdir()

    def export(self) -> Path:
        """What `ejabberdctl export_piefxis` makes, asked for by HTTP: a folder."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.http}/api/export_piefxis",
            data=json.dumps({"dir": str(self.folder / "export")}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            answer.read()
        return self.folder / "export"

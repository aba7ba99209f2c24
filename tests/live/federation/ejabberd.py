"""Debian's ejabberd as a process of its own: one more server that we did not write.

The Erlang machine is started directly, as `ejabberdctl foreground` would, but without a node name:
so nothing listens for other Erlang nodes, and no epmd is needed.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path
from string import Template
from typing import Self

from tests.live.federation.nameserver import NameServer
from tests.live.prosody import answers, certify, free_port

READY_WITHIN = 60.0
LIBRARY = "/usr/lib/x86_64-linux-gnu"
SCHEMA = Path("/usr/share/ejabberd/sql/lite.sql")  # Mnesia forgets what came just before a kill
FLAGS = "+sbwt none +sbwtdcpu none +sbwtdio none -noinput".split()  # noqa: SIM905
CONFIG = Template("""
loglevel: warning
log_rotate_count: 0
hosts: ["$domain"]
certfiles: ["$certificate"]
ca_file: "$authorities"
s2s_use_starttls: required
s2s_max_retry_delay: 2
s2s_dns_retries: 1
listen:
  - {port: $port, ip: "127.0.0.1", module: ejabberd_c2s, starttls: true, shaper: none,
     access: all, max_stanza_size: 262144}
  - {port: $s2s, ip: "127.0.0.1", module: ejabberd_s2s_in, shaper: none}
  - {port: $https, ip: "127.0.0.1", module: ejabberd_http, tls: true,
     request_handlers: {/upload: mod_http_upload}}
auth_method: sql
auth_password_format: scram
default_db: sql
sql_type: sqlite
sql_database: "$folder/ejabberd.sqlite"
registration_timeout: infinity
disable_sasl_mechanisms: [digest-md5, X-OAUTH2]
access_rules:
  local: {allow: all}
  pubsub_createnode: {allow: all}
modules:
  mod_adhoc: {}
  mod_blocking: {}
  mod_caps: {}
  mod_carboncopy: {}
  mod_disco: {}
  mod_http_upload: {host: "upload.$domain", put_url: "https://localhost:$https/upload",
    docroot: "$folder/upload"}
  mod_last: {}
  mod_mam: {default: always, assume_mam_usage: true}
  mod_muc: {host: "rooms.$domain", default_room_options: {mam: true}}
  mod_offline: {}
  mod_ping: {}
  mod_privacy: {}
  mod_private: {}
  mod_pubsub: {access_createnode: pubsub_createnode, plugins: [flat, pep]}
  mod_register: {ip_access: all, access: all, welcome_message: {}}
  mod_roster: {}
$dialback  mod_stream_mgmt: {}
  mod_time: {}
  mod_vcard: {}
  mod_version: {}
""")


class Ejabberd:
    """On loopback, in a folder of its own; the same attributes as `Program`.

    It finds other servers by the name server. With an `authority` it trusts certificates by it, and
    nothing else.
    """

    host = "127.0.0.1"

    def __init__(self, domain: str, names: NameServer, authority: Path | None = None) -> None:
        self.domain = domain
        self.port, self.s2s, self.https = free_port(), free_port(), free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="ejabberd-"))
        self.authority = certify(self.folder, domain, authority)
        pair = self.folder / "localhost.pem"
        pair.write_bytes(b"".join(one.read_bytes() for one in self.folder.glob("localhost.*")))
        self._configure(pair, self.authority)
        where = f"{{nameserver,{{127,0,0,1}},{names.port}}}"
        inetrc = f'{{resolv_conf,""}}.\n{{lookup,["file","dns"]}}.\n{where}.\n'
        (self.folder / "inetrc").write_text(inetrc)

    def _configure(self, certificate: Path, authorities: Path) -> None:
        text = CONFIG.substitute(
            domain=self.domain,
            folder=self.folder,
            port=self.port,
            s2s=self.s2s,
            https=self.https,
            certificate=certificate,
            authorities=authorities,
            dialback="  mod_s2s_dialback: {}\n" if authorities.name == "localhost.crt" else "",
        )
        (self.folder / "ejabberd.yml").write_text(text)
        database = sqlite3.connect(self.folder / "ejabberd.sqlite")
        database.executescript(SCHEMA.read_text())
        database.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        """Start, and return when it answers."""
        root = os.geteuid() == 0
        if root:
            for file in (self.folder, *self.folder.rglob("*")):
                shutil.chown(file, "ejabberd", "ejabberd")
        environment = {
            "EJABBERD_CONFIG_PATH": str(self.folder / "ejabberd.yml"),
            "EJABBERD_LOG_PATH": str(self.folder / "ejabberd.log"),
            "ERL_CRASH_DUMP": str(self.folder / "crash.dump"),
            "ERL_INETRC": str(self.folder / "inetrc"),
            "ERL_LIBS": LIBRARY,
            "HOME": str(self.folder),
        }
        self.process = subprocess.Popen(
            ["erl", *FLAGS, "-mnesia", "dir", f'"{self.folder}/spool"', "-s", "ejabberd"],
            env=os.environ | environment,
            user="ejabberd" if root else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + READY_WITHIN
        while not (answers(self.port) and answers(self.s2s) and answers(self.https)):
            assert time.monotonic() < end, self.log()
            time.sleep(0.1)

    def log(self) -> str:
        log = self.folder / "ejabberd.log"
        return log.read_text() if log.exists() else "it wrote nothing"

    def kill(self) -> None:
        """It has no time to say goodbye; `start` brings it back."""
        self.process.kill()
        self.process.wait(10)

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder)

    def errors(self) -> list[str]:
        """It warns of what it likes; that is not our subject."""
        return []

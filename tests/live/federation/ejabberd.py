"""Debian's ejabberd that talks to other servers."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from string import Template

from tests.live.ejabberd import Machine
from tests.live.federation.nameserver import NameServer
from tests.live.prosody import free_port

SCHEMA = Path("/usr/share/ejabberd/sql/lite.sql")  # Mnesia forgets what came just before a kill
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


class Ejabberd(Machine):
    """It finds other servers by the name server. With an `authority` it trusts certificates by it,
    and nothing else.
    """

    def __init__(self, domain: str, names: NameServer, authority: Path | None = None) -> None:
        super().__init__(domain, authority)
        self.s2s, self.https = free_port(), free_port()
        self._configure(self.pair, self.authority)
        where = f"{{nameserver,{{127,0,0,1}},{names.port}}}"
        inetrc = f'{{resolv_conf,""}}.\n{{lookup,["file","dns"]}}.\n{where}.\n'
        (self.folder / "inetrc").write_text(inetrc)

    def ports(self) -> Sequence[int]:
        """Where it answers when it is ready."""
        return self.port, self.s2s, self.https

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

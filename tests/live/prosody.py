"""Debian's Prosody as a process of its own: a server that we did not write, for our clients."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Self

READY_WITHIN = 15.0
CONFIG = Template("""
data_path = "$folder/data"
certificates = "$folder"
$extra
log = { warn = "$folder/prosody.log" }
interfaces = { "127.0.0.1" }
c2s_ports = { $port }
c2s_direct_tls_ports = {}
s2s_ports = { $s2s }
s2s_direct_tls_ports = {}
plugin_paths = { "$folder" }
http_ports = {}
https_ports = { $https }
proxy65_ports = { $proxy }
proxy65_interfaces = { "127.0.0.1" }
https_interfaces = { "127.0.0.1" }
ssl = { certificate = "$folder/localhost.crt", key = "$folder/localhost.key", cafile = "$cafile" }
https_ssl = { certificate = "$folder/localhost.crt", key = "$folder/localhost.key" }
modules_enabled = {
  "roster", "saslauth", "tls", "disco", "posix", "blocklist", "carbons", "csi_simple", "pep",
  "private", "smacks", "vcard4", "vcard_legacy", "ping", "register_ibr", "time", "version", "mam",
  $modules
}
modules_disabled = { $disabled }
c2s_require_encryption = true
allow_registration = true
authentication = "internal_hashed"
storage = "internal"
archive_expires_after = "never"
http_host = "localhost"
http_external_url = "https://localhost:$https/"
VirtualHost "$domain"
Component "proxy.$domain" "proxy65"
  proxy65_address = "127.0.0.1"
Component "upload.$domain" "http_file_share"
  http_host = "localhost"
Component "rooms.$domain" "muc"
  modules_enabled = { "muc_mam" }
""")


# Where the servers of some domains are: this machine has no DNS of its own
ROUTES = Template("""
module:set_global()
local service, manual = require "net.resolvers.service", require "net.resolvers.manual"
local ports, new = { $ports }, service.new
service.new = function (host, name, kind, extra)
  if ports[host] then
    local place = { "tcp4", "127.0.0.1", ports[host], extra }
    return manual.new(name == "xmpp-server" and { place } or {}, "tcp", extra)
  end
  return new(host, name, kind, extra)
end
""")


class Prosody:
    """On loopback, in a folder of its own; the same attributes as `Program`.

    With `routes`, it talks to other servers: the port of each of these domains' on this machine.
    `modules` are what it has besides, `extra` more lines of its settings. Its certificate vouches
    for itself, or is by an `authority`, whom it trusts.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        domain: str = "localhost",
        routes: Mapping[str, int] | None = None,
        modules: Sequence[str] = ("dialback",),
        extra: str = "",
        authority: Path | None = None,
    ) -> None:
        self.domain = domain
        self.s2s = free_port()
        self.port, self.https = free_port(), free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="prosody-"))
        self.authority = certify(self.folder, domain, authority)
        routes = routes or {}
        config = CONFIG.substitute(
            folder=self.folder,
            port=self.port,
            https=self.https,
            proxy=free_port(),
            domain=domain,
            s2s=self.s2s,
            modules=", ".join(f'"{name}"' for name in (*modules, *(["routes"] if routes else []))),
            extra=extra,
            cafile=self.authority,
            disabled="" if routes else '"s2s"',
        )
        (self.folder / "data").mkdir()
        (self.folder / "prosody.cfg.lua").write_text(config)
        ports = ", ".join(f'["{name}"] = {port}' for name, port in routes.items())
        (self.folder / "mod_routes.lua").write_text(ROUTES.substitute(ports=ports))

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        """Start, and return when it answers."""
        user = "prosody" if os.geteuid() == 0 else None  # it refuses to run as root
        if user is not None:
            for file in (self.folder, *self.folder.rglob("*")):
                shutil.chown(file, user, user)
        config = str(self.folder / "prosody.cfg.lua")
        self.process = subprocess.Popen(
            ["prosody", "-F", "--config", config], user=user, stdout=subprocess.DEVNULL
        )
        end = time.monotonic() + READY_WITHIN
        while not answers(self.port):
            assert time.monotonic() < end, (self.folder / "prosody.log").read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        """End it; its folder stays."""
        self.process.terminate()
        self.process.wait(10)

    def kill(self) -> None:
        """It has no time to say goodbye; `start` brings it back."""
        self.process.kill()
        self.process.wait(10)

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def errors(self) -> list[str]:
        """It warns of what it likes; that is not our subject."""
        return []


def certify(folder: Path, domain: str, authority: Path | None) -> Path:
    """`localhost.key` and `localhost.crt` in the folder; the file by which to trust it.

    It vouches for itself, where no authority does.
    """
    if authority is None:
        make_certificate(folder / "localhost", domain)
        return folder / "localhost.crt"
    signed_certificate(folder, domain, authority)
    copy = folder / "authority.crt"  # where the server's own user may read it
    copy.write_bytes(authority.read_bytes())
    return copy


def new_authority(folder: Path) -> Path:
    """The certificate of an authority; its key is beside it."""
    make_certificate(folder / "authority", "An authority", "-addext", "keyUsage=keyCertSign")
    return folder / "authority.crt"


def signed_certificate(folder: Path, domain: str, authority: Path) -> None:
    """The same by the authority, for servers that connect, too."""
    signer = "-CA", str(authority), "-CAkey", str(authority.with_suffix(".key"))
    usage = "basicConstraints=critical,CA:false", "extendedKeyUsage=serverAuth,clientAuth"
    more = [word for one in usage for word in ("-addext", one)]
    make_certificate(folder / "localhost", domain, *signer, *more)


def make_certificate(file: Path, domain: str, *more: str) -> None:
    names = ",".join(f"DNS:{name}" for name in ("localhost", domain, f"*.{domain}"))
    key, certificate = file.with_suffix(".key"), file.with_suffix(".crt")
    command = "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"
    subject = "-subj", f"/CN={domain}", "-addext", f"subjectAltName={names}"
    files = "-keyout", str(key), "-out", str(certificate)
    subprocess.run([*command, *subject, *files, *more], check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1.0).close()
    except OSError:
        return False
    return True

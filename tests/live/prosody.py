"""Debian's Prosody as a process of its own: a server that we did not write, for our clients."""

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from string import Template
from typing import Self

READY_WITHIN = 15.0
CONFIG = Template("""
data_path = "$folder/data"
certificates = "$folder"
log = { warn = "$folder/prosody.log" }
interfaces = { "127.0.0.1" }
c2s_ports = { $port }
c2s_direct_tls_ports = {}
s2s_ports = {}
http_ports = {}
https_ports = { $https }
proxy65_ports = { $proxy }
proxy65_interfaces = { "127.0.0.1" }
https_interfaces = { "127.0.0.1" }
ssl = { certificate = "$folder/localhost.crt", key = "$folder/localhost.key" }
https_ssl = { certificate = "$folder/localhost.crt", key = "$folder/localhost.key" }
modules_enabled = {
  "roster", "saslauth", "tls", "disco", "posix", "blocklist", "carbons", "csi_simple", "pep",
  "private", "smacks", "vcard4", "vcard_legacy", "ping", "register_ibr", "time", "version", "mam",
}
modules_disabled = { "s2s" }
c2s_require_encryption = true
allow_registration = true
authentication = "internal_hashed"
storage = "internal"
archive_expires_after = "never"
http_host = "localhost"
http_external_url = "https://localhost:$https/"
VirtualHost "localhost"
Component "proxy.localhost" "proxy65"
  proxy65_address = "127.0.0.1"
Component "upload.localhost" "http_file_share"
  http_host = "localhost"
""")


class Prosody:
    """On loopback, in a folder of its own; the same attributes as `Program`."""

    domain = "localhost"
    host = "127.0.0.1"

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="prosody-"))
        self.port, self.https = free_port(), free_port()
        (self.folder / "data").mkdir()
        (self.folder / "prosody.cfg.lua").write_text(
            CONFIG.substitute(
                folder=self.folder, port=self.port, https=self.https, proxy=free_port()
            )
        )
        key, certificate = self.folder / "localhost.key", self.folder / "localhost.crt"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
                *("-keyout", str(key), "-out", str(certificate)),
            ],
            check=True,
            capture_output=True,
        )
        for file in (self.folder, *self.folder.rglob("*")):
            shutil.chown(file, "prosody", "prosody")  # it refuses to run as root
        config = str(self.folder / "prosody.cfg.lua")
        self.process = subprocess.Popen(
            ["prosody", "-F", "--config", config], user="prosody", stdout=subprocess.DEVNULL
        )
        end = time.monotonic() + READY_WITHIN
        while not answers(self.port):
            assert time.monotonic() < end, (self.folder / "prosody.log").read_text()
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder)

    def errors(self) -> list[str]:
        """It warns of what it likes; that is not our subject."""
        return []


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

"""nginx as a proxy in front of the server, as docs/proxy.md says."""

import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from tests.live.program import Program
from tests.structure.project import ROOT

MAIN = """\
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
worker_processes 1;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{site}
}}
"""
STARTS_WITHIN = 10.0


def documented() -> str:
    """The example of the documentation."""
    text = (ROOT / "docs/proxy.md").read_text()
    found = re.search(r"^```nginx\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


class Nginx:
    """One nginx with the documented site, on a free port with the server's own certificate.

    Attributes:
        url: where it is, as browsers see it.
    """

    def __init__(self, port: int) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="magpie-nginx-"))
        self.port = port
        self.url = f"https://localhost:{port}"

    def start(self, server: Program) -> Self:
        """Run before `server`, whose site is known by now."""
        site = (
            documented()
            .replace("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;")
            .replace("listen [::]:443 ssl;", "")
            .replace("chat.example", "localhost")
            .replace("/etc/ssl/localhost.pem", str(server.data / "tls/server.crt"))
            .replace("/etc/ssl/localhost.key", str(server.data / "tls/server.key"))
            .replace("http://127.0.0.1:5280", server.http)
        )
        config = self._folder / "nginx.conf"
        config.write_text(MAIN.format(folder=self._folder, site=site))
        self._process = subprocess.Popen(
            ["nginx", "-c", str(config), "-p", str(self._folder), "-e", f"{self._folder}/error.log"]
        )
        until = time.monotonic() + STARTS_WITHIN
        while not is_open(self.port):
            assert self._process.poll() is None, (self._folder / "error.log").read_text()
            assert time.monotonic() < until, "nginx does not start"
            time.sleep(0.02)
        return self

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        shutil.rmtree(self._folder)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])

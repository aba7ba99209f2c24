"""The real program as a process of its own, started and stopped by its id."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Self

MAGPIE = Path(sys.executable).with_name("magpie")
READY = re.compile(
    r"magpie \S+ ready: \S+ on (\S+:\d+(?:, \S+:\d+)*)(?:; web on (.*?))?(?:; servers on .*)?"
)
READY_WITHIN = 20.0  # seconds, beside whatever else this machine does
STOP_WITHIN = 5.0
QUIET = {"limits.enabled": "false", "log.level": "info"}  # one address makes all our accounts


class Program:
    """`magpie serve` on loopback, in a folder of its own.

    Attributes:
        port, tls_port: where STARTTLS and direct TLS are.
        https, http: the addresses of its web site.
        addresses: all of them, "HOST:PORT", STARTTLS first.
        data: its folder; `authority` the certificate that it is to be trusted by.
        log: the lines it has written.
    """

    host = "127.0.0.1"

    def __init__(self, domain: str = "localhost", **settings: str) -> None:
        self.domain = domain
        self.data = Path(tempfile.mkdtemp(prefix="magpie-"))
        self.authority = self.data / "tls/authority.crt"
        self.settings = QUIET | settings
        self.log: list[str] = []
        self.port = self.tls_port = 0
        self.https = self.http = ""
        self.addresses: list[str] = []

    def __enter__(self) -> Self:
        try:
            self.start()
        except AssertionError:
            self.process.kill()
            self.process.wait()
            shutil.rmtree(self.data)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            shutil.rmtree(self.data)

    def start(self) -> None:
        """Start, and return when it is ready."""
        listen = ("c2s.listen", self.port), ("c2s.direct_tls", self.tls_port)
        values = {key: f'["{self.host}:{port}"]' for key, port in listen}
        for key, url in (("http.tls_listen", self.https), ("http.listen", self.http)):
            values[key] = f'["{self.host}:{url.rpartition(":")[2] or 0}"]'
        values["bytestreams.listen"] = f'["{self.host}:0"]'
        values |= self.settings
        command = [str(MAGPIE), "serve", "--data", str(self.data), "--domain", self.domain]
        for key, value in values.items():
            command += ["--set", f"{key}={value}"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._lines = lines = SimpleQueue()
        threading.Thread(target=self._read, args=(self.process, lines), daemon=True).start()
        found = READY.fullmatch(self.waits_for(READY.pattern, READY_WITHIN))
        assert found is not None
        for url in (found[2] or "").split(", "):
            if url.startswith("https:"):
                self.https = url
            elif url:
                self.http = url
        self.addresses = found[1].split(", ")
        self.port, self.tls_port = (port_of(self.addresses[at]) for at in (0, -1))

    def stop(self) -> None:
        """SIGTERM: it ends by itself within five seconds, with exit code 0."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("it did not stop within five seconds:\n" + self.tail()) from None
        assert code == 0, f"exit code {code}:\n{self.tail()}"

    def kill(self) -> None:
        """It has no time to say goodbye; `start` brings it back."""
        self.process.kill()
        self.process.wait()

    def waits_for(self, pattern: str, within: float = 10.0) -> str:
        """The first new line of its output that has this in it."""
        end = time.monotonic() + within
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except Empty:
                raise AssertionError(f"no line with {pattern}:\n{self.tail()}") from None
            assert line is not None, f"it ended:\n{self.tail()}"
            if re.search(pattern, line):
                return line

    def errors(self) -> list[str]:
        """What it has logged as errors, with what follows them."""
        return [line for line in self.log if re.match(r"\S+ error ", line) or line[:1] == " "]

    def tail(self) -> str:
        return "\n".join(self.log[-40:])

    def runs(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command of the program, over the same folder."""
        command = [str(MAGPIE), *arguments, "--data", str(self.data)]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    def adds(self, name: str, password: str) -> None:
        done = self.runs("user", "add", name, "--password", password)
        assert done.returncode == 0, done.stderr

    def _read(self, process: subprocess.Popen[str], lines: SimpleQueue[str | None]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.log.append(line.rstrip("\n"))
                lines.put(self.log[-1])
        lines.put(None)


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])

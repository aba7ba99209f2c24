"""A name server of our own on loopback: where the servers of some domains are, by real DNS."""

import socket
import threading
from collections.abc import Mapping, Sequence
from typing import Self

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

STARTTLS, DIRECT = "_xmpp-server._tcp", "_xmpps-server._tcp"
Service = tuple[int, int, int, str]  # priority, weight, port, target


def starttls(port: int, *domains: str) -> dict[str, Sequence[Service]]:
    """Records that lead to a port of this machine."""
    return {f"{STARTTLS}.{domain}": [(0, 0, port, "localhost")] for domain in domains}


class NameServer:
    """Answers over UDP from what it has; of all else it says that there is no such name.

    Attributes:
        records: SRV records by name; `address` of every host is this machine's.
        asked: (name, type) of all questions, in order.
    """

    host = "127.0.0.1"

    def __init__(self, records: Mapping[str, Sequence[Service]] | None = None) -> None:
        self.records = dict(records or {})
        self.asked: list[tuple[str, str]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((self.host, 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", (self.host, self.port))
        self._thread.join(10)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            data, sender = self._socket.recvfrom(4_096)
            if not data:
                return
            self._socket.sendto(self._answer(dns.message.from_wire(data)).to_wire(), sender)

    def _answer(self, question: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(question)
        name = question.question[0].name
        text = name.to_text(omit_final_dot=True).lower()
        kind = question.question[0].rdtype
        self.asked.append((text, dns.rdatatype.to_text(kind)))
        found: list[str] = []
        if kind == dns.rdatatype.SRV:
            services = self.records.get(text, ())
            found = [f"{a} {b} {port} {target}." for a, b, port, target in services]
        elif self._is_host(text):
            found = [self.host] if kind == dns.rdatatype.A else []
        if found:
            answer.answer.append(dns.rrset.from_text(name, 1, "IN", kind, *found))
        elif text not in self.records and not self._is_host(text):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer

    def _is_host(self, text: str) -> bool:
        targets = {target for many in self.records.values() for *_, target in many}
        return text in targets

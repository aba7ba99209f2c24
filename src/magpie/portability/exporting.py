"""An export: everything that accounts have here, in XEP-0227's form. One view of the database.

Nothing is written to the database, so the server may run meanwhile. Messages go through in pages.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from magpie.portability import files, messages, nodes, person, rooms
from magpie.portability.names import OWN, PIE
from magpie.portability.output import Output, Sheet, opened
from magpie.portability.report import Report
from magpie.storage import accounts, meta
from magpie.storage.ids import Ids
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid


class Unknown(Exception):
    """An account that there is none of."""


def export(conn: Connection, target: Path, blobs: Path, wanted: Sequence[str] = ()) -> Report:
    """Write accounts to `target`, by their names, or (none given) the whole server.

    Raises:
        Unknown: there is no such account, or nothing at all.
        OSError: it cannot be written.
    """
    domain = (meta.get(conn, meta.DOMAIN) or b"").decode()
    if not domain:
        raise Unknown("there are no accounts here")
    everybody = [jid for jid, _ in accounts.list_all(conn)]
    chosen = everybody
    if wanted:
        chosen = [f"{name}@{domain}" for name in wanted]
        for name, jid in zip(wanted, chosen, strict=True):
            if jid not in everybody:
                raise Unknown(f"there is no account “{name}”")
    with opened(target) as output:
        exporter = Exporter(conn, output, Jid.parse(domain), blobs)
        exporter.write(chosen, with_server=not wanted)
    return exporter.report


class Exporter:
    """Writes one export."""

    def __init__(self, conn: Connection, output: Output, domain: Jid, blobs: Path) -> None:
        self._conn = conn
        self._output = output
        self._domain = domain
        self._blobs = blobs
        self._key = meta.key(conn)
        self._ids = Ids(self._key)
        self.report = Report()

    def write(self, chosen: Sequence[str], *, with_server: bool) -> None:
        """These accounts; `with_server`: and what is nobody's alone."""
        main = self._output.main
        main.start("server-data", PIE)
        # Under this key the ids of messages stay what they are, in a folder that is new
        key = {"key": base64.b64encode(self._key).decode(), "domain": self._domain.text}
        main.add(Element("server", OWN, key))
        with self._output.part(main, f"{self._domain}.xml") as sheet:
            sheet.start("host", PIE, {"jid": self._domain.text})
            for jid in chosen:
                name = Jid.parse(jid).local
                with self._output.part(sheet, self._domain.text, f"{name}.xml") as own:
                    self._write_account(jid, name, own)
            if with_server:
                self._write_server(sheet)
            sheet.end()
        main.end()

    def _write_account(self, jid: str, name: str, sheet: Sheet) -> None:
        owner = accounts.get(self._conn, jid)
        assert owner is not None
        sheet.start("user", PIE, {"name": name})
        for element in person.elements(self._conn, owner):
            sheet.add(element)
            if element.name == "query" and element.ns == "jabber:iq:roster":
                self.report.count("contacts", len(element.children))
        conn, ids, report = self._conn, self._ids, self.report
        report.count("nodes", nodes.write(conn, jid, sheet, is_account=True))
        report.count("messages", messages.write_archive(conn, jid, ids, sheet))
        report.count("waiting", messages.write_waiting(conn, jid, self._domain, ids, sheet))
        taken = messages.taken(conn, jid, ids)
        if taken is not None:
            sheet.add(taken)
        for element in files.elements(conn, jid, ids, self._blobs, self._output, report):
            sheet.add(element)
        sheet.end()
        report.count("accounts")

    def _write_server(self, sheet: Sheet) -> None:
        conn, report = self._conn, self.report
        for jid in rooms.names(conn):
            names = (self._domain.text, "rooms", f"{Jid.parse(jid).local}.xml")
            with self._output.part(sheet, *names) as own:
                report.count("room messages", rooms.write(conn, jid, self._ids, own))
            report.count("rooms")
        report.count("circles", rooms.write_circles(conn, sheet))
        service = f"pubsub.{self._domain}"
        if nodes.count(conn, service):
            sheet.start("service", OWN, {"jid": service})
            report.count("nodes", nodes.write(conn, service, sheet, is_account=False))
            sheet.end()

"""XEP-0377: Spam Reporting. Who blocks somebody may say why; the administrators hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from magpie.server.api import BlockAsked, Host, Xep, get_logger, iso, option
from magpie.storage import archive, reports
from magpie.storage.errors import ItemNotFound
from magpie.storage.reports import Report
from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.jid import Jid, JidError
from magpie.xmpp.parser import parse_element

XEPS = (Xep(377, version="0.5.0", note="Reports go to the administrators, and nowhere else."),)
NS = "urn:xmpp:reporting:1"
NS_SID = "urn:xmpp:sid:0"
REASONS = {"urn:xmpp:reporting:spam": "spam", "urn:xmpp:reporting:abuse": "abuse"}
COMMENT_MAX = 1_000  # characters
MESSAGES_MAX = 50  # in one report
ID_MAX = 200  # characters of a message's id
SHOWN_MAX = 1_000  # in one list
DAY = 86_400 * 1_000_000  # µs

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Config:
    """What people report about others (XEP-0377)."""

    SECTION: ClassVar[str] = "reports"

    per_day: int = option(
        20,
        min=0,
        doc="How many reports of one account reach the administrators in a day; 0 for any number.",
    )


def setup(host: Host) -> None:
    """Take reports with blocks, and offer the commands on them."""
    host.advertise(NS)
    reporting = Reporting(host, host.config(Config).per_day if host.limits.enabled else 0)
    host.answer(BlockAsked, reporting.asked)
    for function in (reporting.list, reporting.show, reporting.delete):
        host.command(f"reports.{function.__name__}", function)


class Reporting:
    """The reports of one host."""

    def __init__(self, host: Host, per_day: int) -> None:
        self._host = host
        self._per_day = per_day

    # Section 5

    def asked(self, question: BlockAsked) -> None:
        """What cannot be understood is left out: whom it is about is blocked in any case."""
        for item in question.items:
            element = item.child("report", NS)
            report = None if element is None else self._read(question.owner, item, element)
            if report is not None:
                question.later.append(self._take(report))

    def _read(self, owner: Jid, item: Element, element: Element) -> Report | None:
        reason = REASONS.get(element.get("reason") or "")
        try:
            accused = Jid.parse(item.get("jid") or "")
        except JidError:
            return None
        if reason is None:
            return None
        ids = [
            child.get("id") or ""
            for child in element
            if (child.name, child.ns) == ("stanza-id", NS_SID)
        ]
        messages = tuple(one for one in ids if 0 < len(one) <= ID_MAX)[:MESSAGES_MAX]
        comment = " ".join((element.child_text("text", NS) or "").split())[:COMMENT_MAX]
        now = self._host.clock.now()
        return Report(now, owner.text, accused.text, reason, comment, messages)

    async def _take(self, report: Report) -> None:
        since = report.at - DAY
        number = await self._host.db.write(reports.add, report, since, self._per_day)
        if number is None:
            log.warning("report.dropped", jid=report.reporter, reason="too many in a day")
            return
        log.info("report.taken", jid=report.reporter, about=report.accused, reason=report.reason)
        for admin in self._host.accounts.admins():
            body = Element("body", NS_CLIENT, text=sentence(report, number))
            self._host.send_message(
                Element("message", NS_CLIENT, {"to": admin.text, "type": "normal"}, (body,))
            )

    # The commands

    async def show(self, id: int) -> dict[str, Any]:
        """A report, with the messages that it names as far as its reporter still has them."""
        report = await self._host.db.read(reports.get, id)
        if report is None:
            raise ValueError(f"there is no report {id}")
        found = []
        for text in report.messages:
            message = await self._message(report.reporter, text)
            if message is not None:
                found.append(message)
        return described(report) | {"messages": found}

    async def _message(self, owner: str, text: str) -> dict[str, Any] | None:
        number = self._host.journal.ids.decode(text)
        if number is None:
            return None
        try:
            query = archive.Query(owner, ids=(number,))
            page = await self._host.db.read(archive.query, query)
        except ItemNotFound:
            return None
        (row,) = page.messages
        body = parse_element(row.stanza).child_text("body") or ""
        return {"at": iso(row.at), "from": row.sender, "body": body}

    async def delete(self, id: int) -> None:
        """Forget a report."""
        if not await self._host.db.write(reports.remove, id):
            raise ValueError(f"there is no report {id}")

    async def list(self, limit: int = 100) -> list[dict[str, Any]]:
        """The newest reports, the newest first."""
        found = await self._host.db.read(reports.newest, min(max(limit, 1), SHOWN_MAX))
        return [described(one) for one in found]


def sentence(report: Report, number: int) -> str:
    """What administrators read."""
    words = f"Report {number}: {report.reporter} has blocked {report.accused} for {report.reason}"
    words += f", with the words: “{report.comment}”." if report.comment else "."
    if report.messages:
        count = len(report.messages)
        words += " 1 message is named." if count == 1 else f" {count} messages are named."
    return words


def described(report: Report) -> dict[str, Any]:
    """A report as JSON has it; `messages` are how many it names."""
    return report._asdict() | {"at": iso(report.at), "messages": len(report.messages)}

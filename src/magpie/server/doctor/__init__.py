"""What keeps a server from working, or soon will: one sentence each, that can be acted on.

Each check is a plain function from a `Case` to findings, and changes nothing. The server may run
meanwhile or not; some checks ask differently then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from magpie.server.doctor import certificate, database, federation, machine, network
from magpie.server.doctor.case import Case, Finding

Check = Callable[[Case], Iterator[Finding]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("data folder", machine.check_folder),
    ("disk", machine.check_disk),
    ("clock", machine.check_clock),
    ("limits of the system", machine.check_limits),
    ("database", database.check_database),
    ("certificate", certificate.check_certificate),
    ("ports", network.check_ports),
    ("web site", network.check_site),
    ("name", network.check_name),
    ("federation", federation.check_federation),
)
"""What is looked at, in this order: what comes first may explain what comes later."""


def examine(case: Case) -> Iterator[tuple[str, list[Finding]]]:
    """Each check's name with what it found."""
    for name, check in CHECKS:
        try:
            findings = list(check(case))
        except OSError as error:
            findings = [Finding("trouble", f"cannot look: {error.strerror or error}")]
        yield name, findings

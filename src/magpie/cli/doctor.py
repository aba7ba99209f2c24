"""`magpie doctor`: what is wrong with a server, in one sentence for each trouble."""

import sqlite3
from pathlib import Path
from typing import Annotated, Any

import typer

from magpie.cli.common import Data, Failure, Set, data_folder, load_settings


def doctor(
    verbose: Annotated[bool, typer.Option("--verbose", help="Name what is well, too.")] = False,
    data: Data = None,
    set: Set = None,
) -> None:
    """Look for what keeps the server from working: folder, disk, clock, certificate, ports, name.

    It changes nothing, and the server may run meanwhile. The exit code is 1 when there is trouble.
    """
    from magpie.server.doctor import examine

    folder = data_folder(data)
    case = case_of(folder, load_settings(folder, set or ()))
    counts = {"trouble": 0, "warning": 0}
    for name, findings in examine(case):
        for finding in findings:
            counts[finding.level] += 1
            typer.echo(f"{finding.level}: {name}: {finding.text}")
        if verbose and not findings:
            typer.echo(f"well: {name}")
    running = "runs" if case.is_running else "does not run"
    typer.echo(f"The server of {case.domain} {running}; {summed(counts)}.")
    if counts["trouble"]:
        raise typer.Exit(1)


def summed(counts: dict[str, int]) -> str:
    troubles, warnings = counts["trouble"], counts["warning"]
    if not troubles and not warnings:
        return "nothing is wrong"
    many = "1 trouble" if troubles == 1 else f"{troubles} troubles"
    few = "1 warning" if warnings == 1 else f"{warnings} warnings"
    return f"{many}, {few}"


def case_of(folder: Path, settings: Any) -> Any:
    """What there is to look at. Raises Failure."""
    import asyncio

    from magpie.base.clock import SystemClock
    from magpie.base.control import CommandError, connect
    from magpie.server.doctor.case import Case
    from magpie.server.settings import Server

    async def is_running() -> bool:
        client = await connect(folder)
        if client is not None:
            await client.close()
        return client is not None

    try:
        runs = asyncio.run(is_running())
    except CommandError as error:
        raise Failure(str(error)) from None
    domain, former, newest = remembered(folder, settings)
    return Case(
        settings=settings,
        data=folder,
        domain=domain or settings.get(Server).domain,
        former=former,
        is_running=runs,
        newest=newest,
        now=SystemClock().now(),
    )


def remembered(folder: Path, settings: Any) -> tuple[str, tuple[str, ...], int]:
    """The domain, those before it, and the newest message's time, of an SQLite database."""
    from json import loads

    from magpie.server.doctor.database import reading
    from magpie.server.settings import Storage
    from magpie.storage import meta
    from magpie.storage.folder import DATABASE

    file = folder / DATABASE
    if settings.get(Storage).url is not None or not file.exists():
        return "", (), 0
    try:
        with reading(file) as conn:
            facts = dict(conn.execute("SELECT name, value FROM meta"))
            (newest,) = conn.execute("SELECT max(at) FROM message").fetchone()
    except sqlite3.Error:
        return "", (), 0  # the check of the database says why
    domains = tuple(loads(facts.get(meta.FORMER, b"{}")))
    return bytes(facts.get(meta.DOMAIN, b"")).decode(), domains, newest or 0

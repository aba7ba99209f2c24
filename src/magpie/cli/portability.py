"""`magpie export`, `magpie import`: accounts go to another server, and come from one (XEP-0227)."""

from pathlib import Path
from typing import Annotated, Any

import typer

from magpie.cli.common import Data, Failure, Set, carefully, data_folder, load_settings


def export(
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|DIR",
            help="One file where it ends in .xml; else a new folder, with uploaded files.",
        ),
    ],
    user: Annotated[
        list[str] | None,
        typer.Argument(help="User names; without any, all of them, and rooms and circles."),
    ] = None,
    data: Data = None,
    set: Set = None,
) -> None:
    """Write accounts with everything that is theirs, as other servers can read it (XEP-0227).

    The server may run. Whoever has the file can sign in as these people: keep it safe.
    """
    import asyncio

    from magpie.portability.exporting import Unknown
    from magpie.portability.exporting import export as write
    from magpie.server.settings import Storage
    from magpie.storage import snapshot
    from magpie.storage.folder import DATABASE

    folder = data_folder(data)
    if not folder.is_dir():
        raise Failure(f"{folder}: there is no such data folder")
    settings = load_settings(folder, set or ())
    url = settings.get(Storage).url or f"sqlite:///{folder / DATABASE}"
    names = list(dict.fromkeys(user or ()))
    target, blobs = output.expanduser().absolute(), folder / "uploads"

    def work() -> Any:
        try:
            return asyncio.run(snapshot.read(url, write, target, blobs, names))
        except Unknown as error:
            raise Failure(str(error)) from None

    typer.echo(carefully(work).table())


def import_(
    source: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="What was exported.")],
    merge: Annotated[
        bool, typer.Option("--merge", help="Give accounts that are there already what they lack.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    data: Data = None,
    set: Set = None,
) -> None:
    """Take accounts in that another server has written (XEP-0227): ours, Prosody's, ejabberd's.

    The server must have been stopped. Each account comes as a whole or not at all; what is here
    already stays as it is. A new data folder takes the domain of the file.
    """
    import asyncio

    from magpie.portability.reading import Unusable, sources
    from magpie.portability.report import Report

    folder = data_folder(data)
    settings = load_settings(folder, set or ())
    report = Report()

    def work() -> None:
        try:
            sources(source.expanduser())  # before a data folder is made for nothing
            asyncio.run(_take_in(settings, folder, source.expanduser(), report, merge, dry_run))
        except Unusable as error:
            raise Failure(str(error)) from None

    try:
        carefully(work)
    finally:
        if table := report.table():
            typer.echo(table)
    if dry_run:
        typer.echo("\nThis was only tried: nothing has changed.")


async def _take_in(
    settings: Any, data: Path, source: Path, report: Any, merges: bool, is_trial: bool
) -> None:
    import asyncio
    import os
    from contextlib import nullcontext

    from magpie.base.clock import SystemClock
    from magpie.base.log import configure
    from magpie.portability.importing import Importer, Wishes
    from magpie.server.settings import Server, Storage, local_domain
    from magpie.storage import meta
    from magpie.storage.database import Database
    from magpie.storage.folder import DATABASE, Folder

    configure("warning")
    os.umask(0o077)
    wishes = Wishes(SystemClock().now(), data / "uploads", merges, is_trial)
    wanted = settings.get(Server).domain
    usual = None if wanted == local_domain() else wanted
    is_new = not await asyncio.to_thread((data / DATABASE).exists)
    with nullcontext() if is_trial and is_new else Folder.open(data) as folder:
        url = settings.get(Storage).url
        if folder is not None:
            url = url or folder.database_url
        database = await Database.open(url or "sqlite://", folder=folder)
        try:
            stored = await database.read(meta.get, meta.DOMAIN)
            domain = usual if stored is None else stored.decode()
            await Importer(database, domain, wishes, report).run(source)
        finally:
            await database.close()

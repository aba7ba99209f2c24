"""`magpie rename NEW`: the server moves to another domain."""

from pathlib import Path
from typing import Annotated, Any

import typer

from magpie.cli.common import Data, Failure, Set, carefully, data_folder, load_settings


def rename(
    domain: Annotated[str, typer.Argument(help="The new domain: what is to stand after the @.")],
    keep: Annotated[
        str, typer.Option(metavar="TIME", help="How long the old addresses answer, too.")
    ] = "90 days",
    data: Data = None,
    set: Set = None,
) -> None:
    """Move the server to another domain, with all accounts, contacts and messages.

    The server must have been stopped. Passwords stay. Until the time is over, people may sign in
    and be written to under the old domain.
    """
    import asyncio

    from magpie.base.config import duration
    from magpie.server.settings import checked_domain

    folder = data_folder(data)
    if not folder.is_dir():
        raise Failure(f"{folder}: there is no such data folder")
    try:
        new, seconds = checked_domain(domain), duration(keep)
    except ValueError as error:
        raise Failure(str(error)) from None
    settings = load_settings(folder, set or ())
    typer.echo(carefully(lambda: asyncio.run(renamed(settings, folder, new, seconds))))


async def renamed(settings: Any, data: Path, new: str, keep: float) -> str:
    """Do it; what was done, for the operator. Raises StorageError."""
    from magpie.base.clock import SystemClock, iso
    from magpie.server.settings import Storage
    from magpie.storage import meta
    from magpie.storage.database import Database
    from magpie.storage.errors import StorageError
    from magpie.storage.folder import Folder
    from magpie.storage.rename import former, rename
    from magpie.storage.schema import backup
    from magpie.storage.size import database_file

    with Folder.open(data) as folder:
        url = settings.get(Storage).url or folder.database_url
        database = await Database.open(url, folder=folder)
        try:
            stored = await database.read(meta.get, meta.DOMAIN)
            old = (stored or b"").decode()
            if not old or old == new:
                raise StorageError(f"The domain is {new} already." if old else "Nothing is here.")
            file = await database.read(database_file)
            copy = backup(Path(file), old) if file else None
            until = SystemClock().now() + int(keep * 1_000_000)
            domains = await database.read(former) | {old: until}
            domains.pop(new, None)
            changed = await database.write(rename, old, new, domains)
        finally:
            await database.close()
    lines = [f"{old} is {new} now; {changed} entries have changed."]
    lines.append(f"Addresses of {old} answer until {iso(until)[:10]}.")
    if copy is not None:
        lines.append(f"As it was before: {copy}")
    return "\n".join(lines)

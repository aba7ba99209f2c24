"""What the commands share: where the data folder is, who carries a command out, what is wrong."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from magpie.base.config import Override, Settings

Run = Callable[[str, Mapping[str, object]], Awaitable[Any]]
"""Runs one command of the server's registry, there or here."""

Data = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="The data folder; by default one named magpie among your programs' data, "
        "such as ~/.local/share/magpie.",
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SECTION.KEY=VALUE",
        help="A setting for this run, whatever the file in the data folder says; repeatable.",
    ),
]


class Failure(Exception):
    """Why a command was not carried out: its text goes to standard error, line by line."""


def data_folder(given: Path | None) -> Path:
    """The folder of the option, or the usual one; absolute."""
    from platformdirs import user_data_path

    if given is not None and not given.name:
        raise Failure("--data: name a folder")
    return (given or user_data_path("magpie", appauthor=False)).expanduser().absolute()


def load_settings(data: Path, overrides: Sequence["str | Override"]) -> "Settings":
    """The settings of the data folder. Raises Failure with a line for each error."""
    from magpie.app import sections
    from magpie.base.config import SettingsError, load

    try:
        return load(data / "magpie.toml", overrides, sections())
    except SettingsError as error:
        raise Failure(str(error)) from None


def carefully(work: Callable[[], Any]) -> Any:
    """What `work` returns. Raises Failure for what an operator can mend."""
    from magpie.app import StartError
    from magpie.base.control import CommandError
    from magpie.server.tls import TlsError
    from magpie.storage.errors import StorageError

    try:
        return work()
    except (StartError, StorageError, TlsError, CommandError) as error:
        raise Failure(" ".join(str(error).split())) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename is not None else ""
        raise Failure(f"{where}{error.strerror or error}") from None
    except KeyboardInterrupt:
        raise Failure("stopped") from None


def with_commands(
    data: Path | None,
    overrides: Sequence[str] | None,
    work: Callable[[Run], Awaitable[Any]],
    *,
    creates: bool = False,
) -> Any:
    """Let the server that runs on the folder do `work`; when none runs, do it here.

    `creates`: a folder that is not there is made. Raises Failure.
    """
    import asyncio

    from magpie.base.control import connect

    folder = data_folder(data)
    if not creates and not folder.is_dir():
        raise Failure(f"{folder}: there is no such data folder; magpie serve makes it")

    async def there_or_here() -> Any:
        client = await connect(folder)
        if client is None:
            return await here(folder, overrides or (), work)
        async with client:
            return await work(client.run)

    return carefully(lambda: asyncio.run(there_or_here()))


async def here(data: Path, overrides: Sequence[str], work: Callable[[Run], Awaitable[Any]]) -> Any:
    """Open the data folder, as a server would but without listening, and do `work`."""
    from magpie.app import open_offline
    from magpie.base.log import configure

    settings = load_settings(data, overrides)
    configure("warning")
    async with open_offline(settings, data) as commands:
        return await work(commands.run)

"""The command line: `magpie serve`, `magpie user …`, `magpie bench …`.

Whatever a command needs beside this file is imported when it runs, since `--help` must be quick:
this is the one module where imports stand inside functions. Errors are one line each on standard
error, `magpie: …`, and the exit code is 2.
"""

import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from magpie import __version__
from magpie.bench.cli import app as bench

if TYPE_CHECKING:
    from magpie.base.config import Override, Settings

Run = Callable[[str, Mapping[str, object]], Awaitable[Any]]
"""Runs one command of the server's registry, there or here."""

TOGETHER = 8  # accounts that are made at the same time
FAILURE = 2

# Loading rich for a help page would take longer than all the rest.
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
user = typer.Typer(help="Accounts, whether the server runs or not.", no_args_is_help=True)
GROUPS = {"user": user, "bench": bench}
for title, group in GROUPS.items():
    app.add_typer(group, name=title)

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
Name = Annotated[str, typer.Argument(help="The user name: what stands before the @.")]
Password = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT",
        help="The password, or - to read it from standard input; without it, you are asked.",
    ),
]


class Failure(Exception):
    """Why a command was not carried out: its text goes to standard error, line by line."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit: the entry point of the package."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = program(given)(given, prog_name="magpie", standalone_mode=False)
    except Failure as failure:
        fail(str(failure))
    except (typer.Abort, KeyboardInterrupt):
        fail("stopped")
    except Exception as error:
        # A wrong option or argument: Typer does not publish the class, only what it can do
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        if (text := message()).startswith("Usage:"):  # of a command that was called bare
            typer.echo(text)
            sys.exit(FAILURE)
        fail(text)
    sys.exit(code if isinstance(code, int) else 0)


def program(arguments: Sequence[str]) -> typer.Typer:
    """The commands that these arguments can reach.

    Groups that they do not name are there for the list of commands only: Typer would look at every
    parameter of all commands before it runs one, which takes half of the time of `--help`.
    """
    if "_MAGPIE_COMPLETE" in os.environ:  # the shell asks what there is
        return app
    asked = next((one for one in arguments if not one.startswith("-")), "")
    small = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
    small.registered_callback = app.registered_callback
    small.registered_commands = app.registered_commands
    for title, group in GROUPS.items():
        small.add_typer(group if title == asked else typer.Typer(help=group.info.help), name=title)
    return small


def fail(text: str) -> NoReturn:
    for line in text.splitlines():
        typer.echo(f"magpie: {line}", err=True)
    sys.exit(FAILURE)


def show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"magpie {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Say which version."),
    ] = False,
) -> None:
    """An instant messaging system on the open XMPP standard."""


@app.command()
def serve(
    data: Data = None,
    domain: Annotated[
        str | None, typer.Option(metavar="NAME", help="What stands after the @ in addresses.")
    ] = None,
    workers: Annotated[
        int, typer.Option(metavar="N", help="How many processes share the work; for now, one.")
    ] = 1,
    set: Set = None,
) -> None:
    """Run the server in the foreground, until SIGTERM or Ctrl-C.

    It prints one line when it is ready. SIGHUP reads the certificate anew.
    """
    if workers != 1:
        why = "several need the cluster, which is not there yet" if workers > 1 else "at least 1"
        raise Failure(f"--workers {workers}: {why}")

    import uvloop

    from magpie.app import serve as run_server
    from magpie.base.config import Override
    from magpie.base.log import configure, get_logger
    from magpie.server.settings import Logging

    overrides: list[str | Override] = list(set or ())
    if domain is not None:
        overrides.append(Override(f"server.domain={domain}", "--domain"))
    folder = data_folder(data)
    settings = load_settings(folder, overrides)
    logging = settings.get(Logging)
    configure(logging.level, logging.format)
    for warning in settings.warnings:
        get_logger(__name__).warning("settings.outdated", reason=warning)
    allow_many_files()
    carefully(lambda: uvloop.run(run_server(settings, folder)))


@user.command("add")
def user_add(
    name: Annotated[str | None, typer.Argument(help="The user name.", show_default=False)] = None,
    password: Password = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Make many accounts: a line NAME,PASSWORD for each; - is standard input.",
        ),
    ] = None,
    data: Data = None,
    set: Set = None,
) -> None:
    """Make an account, or many."""
    if source is not None:
        if name is not None or password is not None:
            raise Failure("--from names the accounts: leave NAME and --password out")
        with_commands(data, set, lambda run: add_many(run, source), creates=True)
    elif name is None:
        raise Failure("a user name is missing, or --from FILE")
    else:
        args = {"name": name, "password": asked_password(password)}
        typer.echo(with_commands(data, set, lambda run: run("user.add", args), creates=True))


@user.command("list")
def user_list(
    json: Annotated[bool, typer.Option("--json", help="As one line of JSON.")] = False,
    data: Data = None,
    set: Set = None,
) -> None:
    """Show all accounts: their names, which are disabled, how many devices are connected."""
    from json import dumps

    accounts = with_commands(data, set, lambda run: run("user.list", {}))
    if json:
        typer.echo(dumps(accounts))
        return
    width = max((len(account["name"]) for account in accounts), default=0)
    for account in accounts:
        devices = account["devices"]
        notes = ["disabled"] if account["disabled"] else []
        if devices:
            notes.append("1 device" if devices == 1 else f"{devices} devices")
        typer.echo(f"{account['name']:<{width}}  {', '.join(notes)}".rstrip())


@user.command("password")
def user_password(
    name: Name, password: Password = None, data: Data = None, set: Set = None
) -> None:
    """Give an account a new password."""
    args = {"name": name, "password": asked_password(password)}
    with_commands(data, set, lambda run: run("user.password", args))


@user.command("disable")
def user_disable(name: Name, data: Data = None, set: Set = None) -> None:
    """Sign an account out and let it sign in no more."""
    with_commands(data, set, lambda run: run("user.disable", {"name": name}))


@user.command("enable")
def user_enable(name: Name, data: Data = None, set: Set = None) -> None:
    """Let a disabled account sign in again."""
    with_commands(data, set, lambda run: run("user.enable", {"name": name}))


@user.command("delete")
def user_delete(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    data: Data = None,
    set: Set = None,
) -> None:
    """Delete an account with its contacts and messages."""
    if not yes:
        if not sys.stdin.isatty():
            raise Failure(f"user delete {name}: add --yes, since nobody can be asked")
        typer.confirm(f"Delete {name} with all messages?", abort=True)
    with_commands(data, set, lambda run: run("user.delete", {"name": name}))


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
    from magpie.server.commands import CommandError
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

    from magpie.server.control import connect

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


async def add_many(run: Run, source: Path) -> None:
    """Make all accounts of a file. What is wrong with some does not keep others from being made.

    Raises Failure with a line for each account that was not made.
    """
    import asyncio

    from magpie.server.commands import CommandError

    accounts = read_accounts(source)
    wrong: list[tuple[int, str]] = []
    queue = iter(accounts)

    async def add_next() -> None:
        for line, name, password in queue:
            try:
                await run("user.add", {"name": name, "password": password})
            except CommandError as error:
                wrong.append((line, f"{source}:{line}: {error}"))

    await asyncio.gather(*(add_next() for _ in range(TOGETHER)))
    made = len(accounts) - len(wrong)
    typer.echo("1 account was made" if made == 1 else f"{made} accounts were made")
    if wrong:
        raise Failure("\n".join(text for _, text in sorted(wrong)))


def read_accounts(source: Path) -> list[tuple[int, str, str]]:
    """Line, name and password of each account in a file. Raises Failure with every bad line."""
    import csv

    try:
        text = sys.stdin.read() if str(source) == "-" else source.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Failure(f"{source}: it is not UTF-8") from None
    except OSError as error:
        raise Failure(f"{source}: {error.strerror}") from None
    rows = csv.reader(text.splitlines(), skipinitialspace=True)
    found, wrong = [], []
    for row in rows:
        if len(row) == 2:
            found.append((rows.line_num, row[0].strip(), row[1]))
        elif row:
            wrong.append(f"{source}:{rows.line_num}: write it as NAME,PASSWORD")
    if wrong:
        raise Failure("\n".join(wrong))
    return found


def asked_password(given: str | None) -> str:
    """The password of the option, of standard input, or of whoever sits at the terminal."""
    if given == "-":
        return sys.stdin.readline().rstrip("\r\n")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Failure("a password is missing: --password - reads it from standard input")
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt="Once more")
    return answer


def allow_many_files() -> None:
    """Let the process have as many connections as the system allows it."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

"""The command line: `magpie serve`, `magpie user …`, `magpie bench …` and the others.

Whatever a command needs beside this package is imported when it runs, since `--help` must be quick:
these are the modules where imports stand inside functions. Errors are one line each on standard
error, `magpie: …`, and the exit code is 2.
"""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from magpie import __version__
from magpie.bench.cli import app as bench
from magpie.cli.announce import announce, motd, welcome
from magpie.cli.chat import chat
from magpie.cli.circle import circle
from magpie.cli.common import Data, Failure, Set, carefully, data_folder, load_settings
from magpie.cli.console import console
from magpie.cli.doctor import doctor
from magpie.cli.hooks import hooks
from magpie.cli.invite import invite
from magpie.cli.portability import export, import_
from magpie.cli.rename import rename
from magpie.cli.reports import audit, reports
from magpie.cli.uploads import uploads
from magpie.cli.user import user

FAILURE = 2

# Loading rich for a help page would take longer than all the rest.
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
GROUPS = {
    "user": user,
    "circle": circle,
    "invite": invite,
    "uploads": uploads,
    "reports": reports,
    "motd": motd,
    "welcome": welcome,
    "bench": bench,
}
for title, group in GROUPS.items():
    app.add_typer(group, name=title)
app.command()(chat)
app.command()(console)
app.command()(announce)
app.command()(audit)
app.command()(hooks)
app.command()(rename)
app.command()(doctor)
app.command()(export)
app.command("import")(import_)


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
    attended: Annotated[
        bool,
        typer.Option(
            "--attended",
            help="For a program that starts it and holds its standard input: end when that ends, "
            "unless a line was written there.",
        ),
    ] = False,
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
    carefully(lambda: uvloop.run(run_server(settings, folder, attended=attended)))


def allow_many_files() -> None:
    """Let the process have as many connections as the system allows it."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

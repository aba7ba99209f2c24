"""`magpie announce`, `magpie motd …`, `magpie welcome …`: what the server says to people."""

from typing import Annotated

import typer

from magpie.cli.common import Data, Set, with_commands

motd = typer.Typer(help="The message of the day: everybody is told it once.", no_args_is_help=True)
welcome = typer.Typer(help="What new accounts are told.", no_args_is_help=True)
Text = Annotated[str, typer.Argument(metavar="TEXT", help="What is said.")]


def announce(
    text: Text,
    subject: Annotated[str, typer.Option(metavar="TEXT", help="What stands above it.")] = "",
    online: Annotated[
        bool, typer.Option("--online", help="Only to those who are signed in now.")
    ] = False,
    data: Data = None,
    set: Set = None,
) -> None:
    """Tell everybody something; who is away finds it later."""
    args = {"text": text, "subject": subject, "online": online}
    told = with_commands(data, set, lambda run: run("announcement.send", args))
    typer.echo("1 account was told" if told == 1 else f"{told} accounts were told")


@motd.command("set")
def motd_set(text: Text, data: Data = None, set: Set = None) -> None:
    """Tell everybody once: now, or when they are next here."""
    with_commands(data, set, lambda run: run("motd.set", {"text": text}))


@motd.command("show")
def motd_show(data: Data = None, set: Set = None) -> None:
    """Show it."""
    typer.echo(with_commands(data, set, lambda run: run("motd.show", {})))


@motd.command("delete")
def motd_delete(data: Data = None, set: Set = None) -> None:
    """Tell it nobody any more."""
    with_commands(data, set, lambda run: run("motd.delete", {}))


@welcome.command("set")
def welcome_set(text: Text, data: Data = None, set: Set = None) -> None:
    """Tell it each account that is made from now on."""
    with_commands(data, set, lambda run: run("welcome.set", {"text": text}))


@welcome.command("show")
def welcome_show(data: Data = None, set: Set = None) -> None:
    """Show it."""
    typer.echo(with_commands(data, set, lambda run: run("welcome.show", {})))


@welcome.command("delete")
def welcome_delete(data: Data = None, set: Set = None) -> None:
    """Tell new accounts nothing."""
    with_commands(data, set, lambda run: run("welcome.delete", {}))

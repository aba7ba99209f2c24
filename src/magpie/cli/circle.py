"""`magpie circle …`: groups of accounts that see each other and have a room."""

import sys
from typing import Annotated

import typer

from magpie.cli.common import Data, Failure, Set, with_commands

circle = typer.Typer(
    help="Circles: accounts that see each other online and have a room.", no_args_is_help=True
)
Circle = Annotated[str, typer.Argument(metavar="CIRCLE", help="What the circle is called.")]
Names = Annotated[list[str], typer.Argument(metavar="NAME...", help="User names.")]


@circle.command("create")
def circle_create(
    circle: Circle,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Who is in it.")
    ] = None,
    data: Data = None,
    set: Set = None,
) -> None:
    """Make a circle, with a room for its members; shows the room's address."""
    args = {"circle": circle, "members": names or []}
    typer.echo(with_commands(data, set, lambda run: run("circle.create", args))["room"])


@circle.command("list")
def circle_list(
    json: Annotated[bool, typer.Option("--json", help="As one line of JSON.")] = False,
    data: Data = None,
    set: Set = None,
) -> None:
    """Show all circles: what they are called, who is in them."""
    from json import dumps

    found = with_commands(data, set, lambda run: run("circle.list", {}))
    if json:
        typer.echo(dumps(found))
        return
    width = max((len(one["name"]) for one in found), default=0)
    for one in found:
        typer.echo(f"{one['name']:<{width}}  {', '.join(one['members'])}".rstrip())


@circle.command("add")
def circle_add(circle: Circle, names: Names, data: Data = None, set: Set = None) -> None:
    """Put accounts into a circle."""
    args = {"circle": circle, "members": names}
    with_commands(data, set, lambda run: run("circle.add", args))


@circle.command("remove")
def circle_remove(circle: Circle, names: Names, data: Data = None, set: Set = None) -> None:
    """Take accounts out of a circle."""
    args = {"circle": circle, "members": names}
    with_commands(data, set, lambda run: run("circle.remove", args))


@circle.command("rename")
def circle_rename(
    circle: Circle,
    name: Annotated[str, typer.Argument(help="What it is called from now on.")],
    data: Data = None,
    set: Set = None,
) -> None:
    """Call a circle something else; its room keeps its address."""
    args = {"circle": circle, "name": name}
    with_commands(data, set, lambda run: run("circle.rename", args))


@circle.command("delete")
def circle_delete(
    circle: Circle,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    data: Data = None,
    set: Set = None,
) -> None:
    """Delete a circle with its room; the accounts stay."""
    if not yes:
        if not sys.stdin.isatty():
            raise Failure(f"circle delete {circle}: add --yes, since nobody can be asked")
        typer.confirm(f"Delete {circle} with all that was said in its room?", abort=True)
    with_commands(data, set, lambda run: run("circle.delete", {"circle": circle}))

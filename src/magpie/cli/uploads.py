"""`magpie uploads …`: the files that people have sent."""

from typing import Annotated

import typer

from magpie.cli.common import Data, Set, with_commands

uploads = typer.Typer(help="The files that people have sent.", no_args_is_help=True)


@uploads.command("list")
def uploads_list(
    name: Annotated[str, typer.Argument(help="The user name: what stands before the @.")],
    json: Annotated[bool, typer.Option("--json", help="As one line of JSON.")] = False,
    data: Data = None,
    set: Set = None,
) -> None:
    """Show the files of an account, the newest first: id, size in bytes, time, name."""
    from json import dumps

    files = with_commands(data, set, lambda run: run("uploads.list", {"name": name}))
    if json:
        typer.echo(dumps(files))
        return
    for file in files:
        typer.echo(f"{file['id']}  {file['size']:>13,}  {file['at'][:19]}  {file['name']}")


@uploads.command("delete")
def uploads_delete(
    id: Annotated[str, typer.Argument(help="The file's id, as uploads list shows it.")],
    data: Data = None,
    set: Set = None,
) -> None:
    """Delete a file for good; messages that show it stay."""
    with_commands(data, set, lambda run: run("uploads.delete", {"id": id}))

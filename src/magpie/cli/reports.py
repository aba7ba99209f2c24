"""`magpie reports …` and `magpie audit`: what people complain of, and what was done."""

from typing import Annotated

import typer

from magpie.cli.common import Data, Set, with_commands

reports = typer.Typer(help="What people have reported.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As one line of JSON.")]
Id = Annotated[int, typer.Argument(help="The report's number.")]
Limit = Annotated[int, typer.Option(metavar="N", min=1, help="How many at most.")]


@reports.command("list")
def reports_list(
    limit: Limit = 100, json: Json = False, data: Data = None, set: Set = None
) -> None:
    """Show the newest reports: number, time, who about whom, why."""
    from json import dumps

    found = with_commands(data, set, lambda run: run("reports.list", {"limit": limit}))
    if json:
        typer.echo(dumps(found))
        return
    for one in found:
        about = f"{one['reporter']} about {one['accused']}: {one['reason']}"
        comment = f", “{one['comment']}”" if one["comment"] else ""
        typer.echo(f"{one['id']:>5}  {one['at'][:19]}  {about}{comment}")


@reports.command("show")
def reports_show(id: Id, json: Json = False, data: Data = None, set: Set = None) -> None:
    """Show a report with the messages that it names."""
    from json import dumps

    one = with_commands(data, set, lambda run: run("reports.show", {"id": id}))
    if json:
        typer.echo(dumps(one))
        return
    typer.echo(f"{one['at'][:19]}  {one['reporter']} about {one['accused']}: {one['reason']}")
    if one["comment"]:
        typer.echo(one["comment"])
    for message in one["messages"]:
        typer.echo(f"{message['at'][:19]}  {message['from']}: {message['body']}")


@reports.command("delete")
def reports_delete(id: Id, data: Data = None, set: Set = None) -> None:
    """Forget a report."""
    with_commands(data, set, lambda run: run("reports.delete", {"id": id}))


def audit(limit: Limit = 100, json: Json = False, data: Data = None, set: Set = None) -> None:
    """Show what was done by those who run the server: time, who, what; the newest first."""
    from json import dumps

    found = with_commands(data, set, lambda run: run("audit.list", {"limit": limit}))
    if json:
        typer.echo(dumps(found))
        return
    for one in found:
        actor = one["actor"] or "(command line)"
        typer.echo(f"{one['at'][:19]}  {actor}  {one['action']} {one['target']}".rstrip())

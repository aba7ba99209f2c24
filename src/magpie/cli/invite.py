"""`magpie invite …`: invitations, whether the server runs or not."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from magpie.cli.common import Data, Failure, Set, with_commands

invite = typer.Typer(help="Invitations to an account.", no_args_is_help=True)
Qr = Annotated[
    Path | None,
    typer.Option(
        "--qr",
        metavar="FILE",
        help="Write the QR code to a file, PNG or SVG by its name; - shows it here, as it is shown "
        "in a terminal anyhow.",
    ),
]


@invite.command("create")
def invite_create(
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The user name; without it, it can be chosen.")
    ] = "",
    contact: Annotated[
        str, typer.Option(metavar="NAME", help="The account whose contact they become.")
    ] = "",
    admin: Annotated[
        bool, typer.Option("--admin", help="The account is an administrator's.")
    ] = False,
    limited: Annotated[
        bool, typer.Option("--limited", help="The account reaches only those of its circles.")
    ] = False,
    circle: Annotated[
        str, typer.Option(metavar="CIRCLE", help="The circle that the account is put into.")
    ] = "",
    room: Annotated[
        str,
        typer.Option(
            metavar="ROOM",
            help="The room that whoever comes is a member of: its address, or what it is called.",
        ),
    ] = "",
    uses: Annotated[
        int, typer.Option(metavar="N", help="How many people may use it; 0 is any number.")
    ] = 1,
    expires: Annotated[
        str, typer.Option(metavar="TIME", help='How long it is good, such as "2 days".')
    ] = "",
    comment: Annotated[
        str, typer.Option(metavar="TEXT", help="A note for the list of invitations.")
    ] = "",
    qr: Qr = None,
    data: Data = None,
    set: Set = None,
) -> None:
    """Invite somebody: a link, and the same as a QR code."""
    if admin and limited:
        raise Failure("--admin and --limited: leave one of both out")
    args = {
        "name": name,
        "contact": contact,
        "role": "admin" if admin else "limited" if limited else "member",
        "circle": circle,
        "room": room,
        "uses": uses,
        "expires": expires,
        "comment": comment,
    }
    show(with_commands(data, set, lambda run: run("invite.create", args), creates=True), qr)


@invite.command("list")
def invite_list(
    json: Annotated[bool, typer.Option("--json", help="As one line of JSON.")] = False,
    data: Data = None,
    set: Set = None,
) -> None:
    """Show the invitations that can be used: token, for whom, how often, until when."""
    from json import dumps

    found = with_commands(data, set, lambda run: run("invite.list", {}))
    if json:
        typer.echo(dumps(found))
        return
    for one in found:
        times = f"{one['used']} of {one['uses']}" if one["uses"] else f"{one['used']} times"
        notes = [one["kind"], one["role"], f"used {times}"]
        notes += [f"for {one['name']}"] if one["name"] else []
        notes += [f"into {into}"] if (into := one["circle"] or one["room"]) else []
        notes += [f"by {one['inviter']}"] if one["inviter"] else []
        notes += [f"until {one['expires']}"] if one["expires"] else []
        notes += [one["comment"]] if one["comment"] else []
        typer.echo(f"{one['token']}  {', '.join(notes)}")


@invite.command("revoke")
def invite_revoke(
    token: Annotated[str, typer.Argument(help="The token, or the whole link.")],
    data: Data = None,
    set: Set = None,
) -> None:
    """Let an invitation be used no more."""
    with_commands(data, set, lambda run: run("invite.revoke", {"token": token}))


def show(made: dict[str, Any], qr: Path | None) -> None:
    """The link of an invitation, and its code. Raises Failure."""
    from magpie.base.qr import save, terminal

    link = made["url"] or made["uri"]
    if not link:
        raise Failure("there is no web site to open the link: http.tls_listen is empty")
    typer.echo(link)
    near = made["near_url"] or link
    if near != link:
        typer.echo(near)
    if qr is not None and str(qr) != "-":
        try:
            save(near, qr)
        except (ValueError, OSError) as error:
            raise Failure(str(error)) from None
    elif qr is not None or sys.stdout.isatty():
        typer.echo(terminal(near, is_colored=sys.stdout.isatty()))

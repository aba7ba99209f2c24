"""`magpie user …`: accounts, whether the server runs or not."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from magpie.cli.common import Data, Failure, Run, Set, with_commands
from magpie.cli.invite import Qr, show

TOGETHER = 8  # accounts that are made at the same time

user = typer.Typer(help="Accounts, whether the server runs or not.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The user name: what stands before the @.")]
Password = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT",
        help="The password, or - to read it from standard input; without it, you are asked.",
    ),
]


@user.command("add")
def user_add(
    name: Annotated[str | None, typer.Argument(help="The user name.", show_default=False)] = None,
    password: Password = None,
    admin: Annotated[bool, typer.Option("--admin", help="It is an administrator's.")] = False,
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
        if name is not None or password is not None or admin:
            raise Failure("--from names the accounts: leave NAME, --password and --admin out")
        with_commands(data, set, lambda run: add_many(run, source), creates=True)
    elif name is None:
        raise Failure("a user name is missing, or --from FILE")
    else:
        args = {"name": name, "password": asked_password(password)}
        args["role"] = "admin" if admin else "member"
        typer.echo(with_commands(data, set, lambda run: run("user.add", args), creates=True))


@user.command("list")
def user_list(
    json: Annotated[bool, typer.Option("--json", help="As one line of JSON.")] = False,
    data: Data = None,
    set: Set = None,
) -> None:
    """Show all accounts: their names and roles, who is disabled, how many devices they have."""
    from json import dumps

    accounts = with_commands(data, set, lambda run: run("user.list", {}))
    if json:
        typer.echo(dumps(accounts))
        return
    width = max((len(account["name"]) for account in accounts), default=0)
    for account in accounts:
        devices = account["devices"]
        notes = [account["role"]] if account["role"] != "member" else []
        notes += ["disabled"] if account["disabled"] else []
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


@user.command("reset")
def user_reset(name: Name, qr: Qr = None, data: Data = None, set: Set = None) -> None:
    """Show a link with which somebody sets a new password; it is good for a day."""
    show(with_commands(data, set, lambda run: run("user.reset", {"name": name})), qr)


@user.command("role")
def user_role(
    name: Name,
    role: Annotated[str, typer.Argument(help="admin, member or limited.")],
    data: Data = None,
    set: Set = None,
) -> None:
    """Make an account an administrator's, a member's, or limited to its circles."""
    with_commands(data, set, lambda run: run("user.role", {"name": name, "role": role}))


@user.command("disable")
def user_disable(name: Name, data: Data = None, set: Set = None) -> None:
    """Sign an account out and let it sign in no more."""
    with_commands(data, set, lambda run: run("user.disable", {"name": name}))


@user.command("enable")
def user_enable(name: Name, data: Data = None, set: Set = None) -> None:
    """Let a disabled account sign in again."""
    with_commands(data, set, lambda run: run("user.enable", {"name": name}))


@user.command("kick")
def user_kick(
    name: Name,
    device: Annotated[
        str, typer.Argument(metavar="[DEVICE]", help="One device only, as its address ends.")
    ] = "",
    data: Data = None,
    set: Set = None,
) -> None:
    """End the sessions of an account; its clients may come back at once."""
    ended = with_commands(data, set, lambda run: run("user.kick", {"name": name, "device": device}))
    typer.echo("1 session was ended" if ended == 1 else f"{ended} sessions were ended")


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


async def add_many(run: Run, source: Path) -> None:
    """Make all accounts of a file. What is wrong with some does not keep others from being made.

    Raises Failure with a line for each account that was not made.
    """
    import asyncio

    from magpie.base.control import CommandError

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

"""`magpie bench …`: the works of the load generator as commands.

Nothing here imports asyncio, TLS or the works themselves: the main program mounts these commands,
and its `--help` must stay quick. A command's module is loaded when the command runs.
"""

import importlib
from collections.abc import Awaitable
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(help="Put load on any XMPP server and measure it.", no_args_is_help=True)

Host = Annotated[str, typer.Option(help="Where the server listens.")]
Port = Annotated[int, typer.Option(help="Its port for clients.")]
Domain = Annotated[str, typer.Option(help="The domain that it serves.")]
Users = Annotated[str, typer.Option(help="Accounts are this prefix and a number from 0.")]
Password = Annotated[str, typer.Option(help="The password of all of them.")]
Register = Annotated[bool, typer.Option("--register", help="Sign the accounts up first.")]
Pid = Annotated[
    list[int] | None, typer.Option(help="A process of the server, for CPU and memory; repeatable.")
]
TlsMode = Annotated[str, typer.Option("--tls", help="none, starttls or direct.")]
Mechanism = Annotated[str, typer.Option(help="SASL mechanism; by default the best offered.")]
Json = Annotated[bool, typer.Option("--json", help="The result as one line of JSON.")]
Seconds = Annotated[float, typer.Option(help="How long to measure.")]
Carbons = Annotated[bool, typer.Option(help="Enable message carbons.")]
Acks = Annotated[bool, typer.Option(help="Enable stream management.")]


def _module(name: str) -> Any:
    return importlib.import_module(f"magpie.bench.{name}")


def _start(context: typer.Context, work: str, options: str, accounts: int) -> None:
    """Run the work of this name: its own options are what is left of the command's arguments."""
    given = dict(context.params)
    target_module = _module("target")
    target = target_module.Target(
        host=given.pop("host"),
        port=given.pop("port"),
        domain=given.pop("domain"),
        prefix=given.pop("users"),
        password=given.pop("password"),
        mechanism=given.pop("mechanism"),
        tls=target_module.Tls(given.pop("tls")),
        pids=tuple(given.pop("pid") or ()),
        is_websocket=given.pop("websocket", False),
    )
    is_new, as_json = given.pop("register"), given.pop("as_json")
    if "carbons" in given:
        wants = _module("sessions").Wants
        given["wants"] = wants(carbons=given.pop("carbons"), acks=given.pop("acks"))
    module = _module(work)
    job = getattr(module, work)(target, getattr(module, options)(**given))
    try:
        result = _module("loop").run(_registered(target, accounts if is_new else 0, job))
    except (_module("wire").WireError, OSError, TimeoutError) as failure:
        typer.echo(f"{target.host}:{target.port}: {failure or 'no answer in time'}", err=True)
        raise typer.Exit(1) from None
    _module("report").show(result, as_json)
    if result.faults:
        raise typer.Exit(1)


async def _registered(target: Any, accounts: int, job: Awaitable[Any]) -> Any:
    """Sign the accounts up, then run the job."""
    await _module("sessions").sign_up_all(target, range(accounts))
    return await job


@app.command()
def chat(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 5222,
    domain: Domain = "localhost",
    users: Users = "user",
    password: Password = "secret",
    register: Register = False,
    pid: Pid = None,
    tls: TlsMode = "none",
    mechanism: Mechanism = "",
    as_json: Json = False,
    pairs: Annotated[int, typer.Option(help="How many pairs.")] = 20,
    window: Annotated[int, typer.Option(help="Messages on their way for each pair.")] = 10,
    seconds: Annotated[float, typer.Option(help="How long to measure.")] = 5.0,
    warmup: Annotated[float, typer.Option(help="Seconds before that.")] = 2.0,
    ack_every: Annotated[
        int, typer.Option(help="Messages between two requests for acknowledgement.")
    ] = 5,
    prefs: Annotated[
        str, typer.Option(help="Set this archive preference first: always or never.")
    ] = "",
    is_stored: Annotated[
        bool, typer.Option("--store/--no-store", help="Mark messages no-store.")
    ] = True,
    websocket: Annotated[
        bool, typer.Option("--websocket", help="By WebSocket: the port is that of the web site.")
    ] = False,
    carbons: Carbons = True,
    acks: Acks = True,
) -> None:
    """Pairs of users in a closed loop: how much is delivered, in order and exactly once."""
    _start(context, "chat", "Chat", 2 * pairs)


@app.command()
def burst(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 5222,
    domain: Domain = "localhost",
    users: Users = "user",
    password: Password = "secret",
    register: Register = False,
    pid: Pid = None,
    tls: TlsMode = "none",
    mechanism: Mechanism = "",
    as_json: Json = False,
    window: Annotated[int, typer.Option(help="Messages on their way.")] = 100,
    seconds: Annotated[float, typer.Option(help="How long to measure.")] = 5.0,
    warmup: Annotated[float, typer.Option(help="Seconds before that.")] = 2.0,
    ack_every: Annotated[
        int, typer.Option(help="Messages between two requests for acknowledgement.")
    ] = 5,
    carbons: Carbons = True,
    acks: Acks = True,
) -> None:
    """One sender, one receiver, many messages on their way."""
    _start(context, "burst", "Chat", 2)


@app.command()
def rate(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 5222,
    domain: Domain = "localhost",
    users: Users = "user",
    password: Password = "secret",
    register: Register = False,
    pid: Pid = None,
    tls: TlsMode = "none",
    mechanism: Mechanism = "",
    as_json: Json = False,
    rate: Annotated[float, typer.Option(help="Messages a second, of all users together.")] = 1000.0,
    sessions: Annotated[int, typer.Option(help="How many users.")] = 200,
    seconds: Annotated[float, typer.Option(help="How long to measure.")] = 8.0,
    warmup: Annotated[float, typer.Option(help="Seconds before that.")] = 2.0,
    ack_every: Annotated[
        int, typer.Option(help="Messages between two requests for acknowledgement.")
    ] = 5,
    carbons: Carbons = True,
    acks: Acks = True,
) -> None:
    """A fixed rate of messages: what latency users see."""
    _start(context, "rate", "Rate", sessions)


@app.command()
def idle(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 5222,
    domain: Domain = "localhost",
    users: Users = "user",
    password: Password = "secret",
    register: Register = False,
    pid: Pid = None,
    tls: TlsMode = "none",
    mechanism: Mechanism = "",
    as_json: Json = False,
    sessions: Annotated[int, typer.Option(help="How many sessions.")] = 500,
    rest: Annotated[float, typer.Option(help="Seconds of silence before memory is read.")] = 12.0,
    carbons: Carbons = True,
    acks: Acks = True,
) -> None:
    """Sessions that do nothing: memory for each. Needs --pid."""
    _start(context, "idle", "Idle", sessions)


@app.command()
def login(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 5222,
    domain: Domain = "localhost",
    users: Users = "user",
    password: Password = "secret",
    register: Register = False,
    pid: Pid = None,
    tls: TlsMode = "none",
    mechanism: Mechanism = "",
    as_json: Json = False,
    accounts: Annotated[int, typer.Option(help="How many accounts take turns.")] = 64,
    at_once: Annotated[int, typer.Option(help="Logins under way at a time.")] = 8,
    seconds: Annotated[float, typer.Option(help="How long to measure.")] = 4.0,
) -> None:
    """Log in, bind, send presence and log out, over and over."""
    _start(context, "login", "Login", accounts)


@app.command()
def presence(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 5222,
    domain: Domain = "localhost",
    users: Users = "user",
    password: Password = "secret",
    register: Register = False,
    pid: Pid = None,
    tls: TlsMode = "none",
    mechanism: Mechanism = "",
    as_json: Json = False,
    sessions: Annotated[int, typer.Option(help="How many users arrive.")] = 300,
    at_once: Annotated[int, typer.Option(help="Logins under way at a time.")] = 16,
    patience: Annotated[float, typer.Option(help="Seconds to wait for the last presence.")] = 120.0,
    carbons: Carbons = True,
    acks: Acks = True,
) -> None:
    """A storm of logins in one group, and the presence stanzas that it makes."""
    _start(context, "presence", "Storm", sessions)


@app.command()
def muc(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 5222,
    domain: Domain = "localhost",
    users: Users = "user",
    password: Password = "secret",
    register: Register = False,
    pid: Pid = None,
    tls: TlsMode = "none",
    mechanism: Mechanism = "",
    as_json: Json = False,
    occupants: Annotated[int, typer.Option(help="How many are in the room.")] = 100,
    window: Annotated[int, typer.Option(help="Messages on their way, each of another.")] = 10,
    seconds: Annotated[float, typer.Option(help="How long to measure.")] = 5.0,
    warmup: Annotated[float, typer.Option(help="Seconds before that.")] = 2.0,
) -> None:
    """One room: how much of what is said there is delivered, once and in one order."""
    _start(context, "muc", "Muc", occupants)


@app.command()
def archive(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 5222,
    domain: Domain = "localhost",
    users: Users = "user",
    password: Password = "secret",
    register: Register = False,
    pid: Pid = None,
    tls: TlsMode = "none",
    mechanism: Mechanism = "",
    as_json: Json = False,
    owner: Annotated[
        int, typer.Option(help="The number of the account that reads its archive.")
    ] = 0,
    pages: Annotated[int, typer.Option(help="How many pages.")] = 600,
    page: Annotated[int, typer.Option(help="Messages on a page.")] = 50,
    warmup: Annotated[int, typer.Option(help="Pages before that.")] = 60,
) -> None:
    """Pages out of an archive that is there already."""
    _start(context, "archive", "Archive", 0)


@app.command()
def search(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 5222,
    domain: Domain = "localhost",
    users: Users = "user",
    password: Password = "secret",
    register: Register = False,
    pid: Pid = None,
    tls: TlsMode = "none",
    mechanism: Mechanism = "",
    as_json: Json = False,
    owner: Annotated[
        int, typer.Option(help="The number of the account that searches its archive.")
    ] = 0,
    history: Annotated[int, typer.Option(help="How many messages there are.")] = 1_000_000,
    searches: Annotated[int, typer.Option(help="How many searches.")] = 2_000,
    page: Annotated[int, typer.Option(help="Messages on a page.")] = 50,
    warmup: Annotated[int, typer.Option(help="Searches before that.")] = 100,
) -> None:
    """Words, characters and phrases in the archive that `bench compare` fills."""
    _start(context, "search", "Search", 0)


@app.command()
def file(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 5222,
    domain: Domain = "localhost",
    users: Users = "user",
    password: Password = "secret",
    register: Register = False,
    pid: Pid = None,
    tls: TlsMode = "none",
    mechanism: Mechanism = "",
    as_json: Json = False,
    size: Annotated[int, typer.Option(help="Of the file, in MB.")] = 1_000,
    nginx: Annotated[bool, typer.Option(help="Measure nginx beside it.")] = True,
) -> None:
    """One large file up and down, over the web site without TLS, and through nginx."""
    _start(context, "file", "File", 1)


@app.command()
def compare(
    templates: Annotated[Path, typer.Option(help="The peers' configurations.")] = Path("bench"),
    document: Annotated[
        Path, typer.Option(help="Where the table goes when everything has run.")
    ] = Path("docs/performance.md"),
    results: Annotated[
        Path | None,
        typer.Option(help="JSON file that keeps results: what does not run now is taken from it."),
    ] = None,
    works: Annotated[
        list[str] | None, typer.Option("--work", help="Only this; repeatable.")
    ] = None,
    servers: Annotated[
        list[str] | None, typer.Option("--server", help="Only this; repeatable.")
    ] = None,
    tries: Annotated[
        int, typer.Option(help="How often to measure, at most, when something disturbs.")
    ] = 2,
) -> None:
    """Magpie, Prosody and ejabberd, one after the other, and a table of it all."""
    module = _module("compare")
    comparison = module.Comparison(templates, document, results, works or (), servers or (), tries)
    typer.echo(_module("loop").run(module.compare(comparison)))

"""The composition root: plain constructor calls, in order. Only here everything is seen."""

from __future__ import annotations

import asyncio
import errno
import gc
import importlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from magpie import __version__
from magpie.base import attendance, memory
from magpie.base.clock import SystemClock
from magpie.base.config import Address, Settings, render_reference
from magpie.base.invitation import Link
from magpie.base.log import get_logger
from magpie.base.qr import terminal
from magpie.features import FEATURES
from magpie.server import events, news, questions
from magpie.server import settings as server_settings
from magpie.server.commands import Commands
from magpie.server.components.settings import Components
from magpie.server.compose import make_host
from magpie.server.control import serve_control
from magpie.server.door import Door
from magpie.server.host import Host
from magpie.server.http import Http
from magpie.server.invites import first_invitation, near
from magpie.server.lan import Lan, Service, announced
from magpie.server.listeners import Listeners
from magpie.server.reach import find_reach
from magpie.server.s2s.settings import S2s
from magpie.server.settings import C2s, Server, Storage, Tls, local_domain
from magpie.server.tls import Certificates, TlsError
from magpie.storage import meta
from magpie.storage.blobs import LocalBlobs
from magpie.storage.database import Database
from magpie.storage.folder import Folder
from magpie.storage.rename import former
from magpie.web.entrance import Entrance

log = get_logger(__name__)
T = TypeVar("T")


class StartError(Exception):
    """Why the server cannot start, in one line for the operator."""


def sections() -> dict[str, type]:
    """Every section of the settings by its name: the server's own and those of the features."""
    found = dict(server_settings.SECTIONS)
    for feature in FEATURES:
        config = getattr(feature, "Config", None)
        if config is not None:
            found[config.SECTION] = config
    return found


def settings_reference() -> str:
    """All settings, as `docs/settings.md` shows them."""
    return render_reference(sections())


@asynccontextmanager
async def opened(settings: Settings, data: Path) -> AsyncIterator[Host]:
    """The host over its data folder, ready for sessions; closed and unlocked at the end."""
    os.umask(0o077)  # messages and keys are nobody else's on this machine
    with Folder.open(data) as folder:
        url = settings.get(Storage).url or folder.database_url
        db = await Database.open(url, folder=folder)
        try:
            is_new = await db.read(meta.get, meta.DOMAIN) is None
            domain = await _domain(db, settings.get(Server).domain)
            blobs = LocalBlobs(folder.path / "uploads")
            host = make_host(domain, db, blobs, SystemClock(), settings)
            host.former.enter(await db.read(former))
            host.load(FEATURES)
            host.public_url = guessed_url(domain, settings.get(Http))
            host.reach = find_reach(data, settings)
            await host.start()
            try:
                yield host
            except (StartError, TlsError):
                if is_new and not len(host.accounts):  # the next start may choose another
                    await db.write(meta.remove, meta.DOMAIN)
                raise
            finally:
                await host.stop()
        finally:
            await db.close()


async def _domain(db: Database, wanted: str) -> str:
    """The domain that the database is of. Without a setting it stays what it was at first.

    Raises:
        StartError: the settings name another; accounts and messages are under the first.
    """
    stored = await db.read(meta.get, meta.DOMAIN)
    if stored is None:
        await db.write(meta.set, meta.DOMAIN, wanted.encode())
        return wanted
    domain = stored.decode()
    if wanted in await db.read(former):
        log.warning("settings.outdated", reason=f"{wanted} was renamed, and is {domain} now")
    elif wanted not in (domain, local_domain()):
        text = f"the data folder is of the domain {domain}, and the settings say {wanted}"
        raise StartError(f"{text}; magpie rename {wanted} moves everything to that domain")
    return domain


@asynccontextmanager
async def open_offline(settings: Settings, data: Path) -> AsyncIterator[Commands]:
    """The commands over a data folder that no server runs on."""
    async with opened(settings, data) as host:
        yield host.commands


async def hook_listings(settings: Settings) -> dict[str, list[tuple[str, str, str]]]:
    """By the name of each event, (stage, owner, function) of all handlers, in order."""
    db = await Database.open("sqlite://", inline=True)
    try:
        host = make_host(
            settings.get(Server).domain, db, LocalBlobs(Path()), SystemClock(), settings
        )
        host.load(FEATURES)
        return {
            name: host.hooks.listing(found)
            for catalogue in (events, questions, news)
            for name, found in vars(catalogue).items()
            if isinstance(found, type) and found.__module__ == catalogue.__name__
        }
    finally:
        await db.close()


async def serve(settings: Settings, data: Path, *, attended: bool = False) -> None:
    """Run the server until SIGTERM or SIGINT; prints one line when it is ready.

    `attended`: it ends with whoever started it, too (`base.attendance`).

    Raises:
        StartError, StorageError, TlsError: one line for the operator.
    """
    stop, loop = _asked_to_stop(attended), asyncio.get_running_loop()
    async with opened(settings, data) as host:
        certificates = Certificates(data, host.names, settings.get(Tls), host.clock)
        await certificates.open()
        host.reach = find_reach(data, settings)
        certificates.renew_daily(host.tasks)
        host.can_start_tls = True
        loop.add_signal_handler(signal.SIGHUP, _reload_soon, host, certificates)
        door = Door(host, certificates)
        listeners = Listeners(door)
        addresses = await _listen(listeners, settings.get(C2s))
        entrance = Entrance(door)
        urls = await _listen_web(entrance, host, settings.get(Http))
        servers = await _federate(door, certificates)
        await _listen_for_components(door)
        for wanted in host.bytestreams.rules.listen:
            await _bound(
                "bytestreams.listen", wanted, host.bytestreams.listen(wanted.host, wanted.port)
            )
        host.command("server.stop", stop.set)
        host.command("server.about", lambda: about(host, certificates, addresses, urls))
        control = await serve_control(host.commands, data)
        announcer = _announcer(host, [*listeners.services, *entrance.services])
        give_back_memory()
        print(ready_line(host.domain, addresses, urls, servers), flush=True)
        await _welcome_first(host)
        try:
            await stop.wait()
        finally:
            host.ending()
            certificates.close()
            if announcer is not None:
                await announcer.close()
            await listeners.close()
            host.bytestreams.close()
            await entrance.close()
            await control.close()


def _asked_to_stop(attended: bool) -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if attended:
        try:
            attendance.watch(stop.set)
        except attendance.NotAttended as error:
            raise StartError(f"--attended: {error}") from None
    return stop


async def _welcome_first(host: Host) -> None:
    """Show who has just started a new server how to get an account."""
    invitation = await first_invitation(host)
    if invitation is not None:
        print(welcome(invitation, host.local_url), flush=True)


def _announcer(host: Host, services: Sequence[Service]) -> Any:
    """What announces the server on its network (`server.mdns.Announcer`), or `None`."""
    lan = host.settings.get(Lan)
    wanted = announced(lan, host.domain, services)
    if not wanted:
        return None
    announcer = importlib.import_module("magpie.server.mdns").Announcer(host, lan, wanted)
    announcer.start()
    return announcer


def guessed_url(domain: str, http: Http) -> str:
    """Where the site is when the server runs."""
    if http.public_url or not http.tls_listen:
        return http.public_url or ""
    return site_url(domain, http.tls_listen[0].port, True)


def welcome(invitation: Link, local_url: str) -> str:
    """What the operator of a new server reads: how to get the first account."""
    lines = ["", "Nobody has an account yet. Open this invitation to make yours, as administrator:"]
    if local_url:
        lines += ["", f"Here: {replace(invitation, site=local_url).short_url}"]
    if invitation.site:
        phone = near(invitation)
        code = terminal(phone.url, is_colored=sys.stdout.isatty())
        lines += [f"Elsewhere: {invitation.url}", "With a phone:", "", code]
    return "\n".join([*lines, ""])


def about(
    host: Host, certificates: Certificates, addresses: list[str], urls: list[str]
) -> dict[str, Any]:
    """Which server this is, and where people find it."""
    authority = certificates.authority
    return {
        "version": __version__,
        "domain": host.domain,
        "process": os.getpid(),
        "registration": host.registrar.mode,
        "addresses": addresses,
        "near": list(host.reach.at),
        "urls": urls,
        "local_url": host.local_url,
        "fingerprint": authority.fingerprint if authority is not None else "",
    }


def ready_line(domain: str, addresses: list[str], urls: list[str], servers: Any) -> str:
    web = f"; web on {', '.join(urls)}" if urls else ""
    s2s = f"; servers on {', '.join(servers.addresses)}" if servers is not None else ""
    return f"magpie {__version__} ready: {domain} on {', '.join(addresses)}{web}{s2s}"


def give_back_memory() -> None:
    """Return what only starting needed: 3 MB, where the C library is one that can."""
    gc.freeze()  # what is there now stays: no need to look at it again
    gc.set_threshold(20_000, 20, 50)  # stanzas are many small values, and hardly ever a cycle
    memory.give_back()


def _reload_soon(host: Host, certificates: Certificates) -> None:
    host.task("reload certificate", _reload(certificates))


async def _reload(certificates: Certificates) -> None:
    try:
        await certificates.reload()
    except TlsError as error:
        log.error("tls.not_reloaded", reason=str(error))


async def _listen(listeners: Listeners, c2s: C2s) -> list[str]:
    if not c2s.listen and not c2s.direct_tls:
        raise StartError("nowhere to listen: c2s.listen and c2s.direct_tls are both empty")
    direct = "c2s.direct_tls"
    return [
        await _bound(name, wanted, listeners.listen(wanted.host, wanted.port, name == direct))
        for name, all_wanted in (("c2s.listen", c2s.listen), (direct, c2s.direct_tls))
        for wanted in all_wanted
    ]


async def _federate(door: Door, certificates: Certificates) -> Any:
    """Where other servers connect (`server.s2s.tcp.ServerListeners`), or `None`."""
    config = door.host.settings.get(S2s)
    if not config.enabled:
        return None
    servers = importlib.import_module("magpie.server.s2s.start").federate(door, certificates)
    direct = "s2s.direct_tls"
    for name, all_wanted in (("s2s.listen", config.listen), (direct, config.direct_tls)):
        for wanted in all_wanted:
            await _bound(name, wanted, servers.listen(wanted, name == direct))
    door.host.on_ending(servers.close)
    return servers


async def _listen_for_components(door: Door) -> None:
    """Let programs connect that answer for domains of their own, where there may be any."""
    config = door.host.settings.get(Components)
    if not config.secrets:
        return
    taken = [domain for domain in config.secrets if door.host.services.is_ours(domain)]
    if taken:
        raise StartError(f"components.secrets: {taken[0]} is this server's own")
    package = importlib.import_module("magpie.server.components.tcp")
    listeners = package.ComponentListeners(door)
    for wanted in config.listen:
        await _bound("components.listen", wanted, listeners.listen(wanted))
    log.info("components.ready", listen=",".join(listeners.addresses))
    door.host.on_ending(listeners.close)


async def _listen_web(entrance: Entrance, host: Host, http: Http) -> list[str]:
    """Open the web site: the addresses at which people find it, the public one first."""
    urls = [http.public_url] if http.public_url else []
    local = ""
    secure = "http.tls_listen"
    for name, all_wanted in ((secure, http.tls_listen), ("http.listen", http.listen)):
        has_tls = name == secure
        for wanted in all_wanted:
            port = await _bound(name, wanted, entrance.listen(wanted.host, wanted.port, has_tls))
            urls.append(site_url(host.domain if has_tls else wanted.host, port, has_tls))
            if not has_tls:
                local = local or site_url("localhost", port, has_tls)
    host.public_url = urls[0] if urls else ""
    host.local_url = local
    return list(dict.fromkeys(urls))


def site_url(name: str, port: int, has_tls: bool) -> str:
    """`https://chat.example:5443`, with what stands for all addresses as this machine's own."""
    name = {"": "localhost", "0.0.0.0": "localhost", "::": "localhost"}.get(name, name)
    if ":" in name and not name.startswith("["):
        name = f"[{name}]"
    scheme, usual = ("https", 443) if has_tls else ("http", 80)
    return f"{scheme}://{name}" + (f":{port}" if port != usual else "")


async def _bound(setting: str, wanted: Address, listening: Awaitable[T]) -> T:
    """What listening at the address of that setting gives. Raises StartError."""
    try:
        return await listening
    except OSError as error:
        # uvloop's own text says the address once more, and how it tried
        number = error.errno or 0  # below 0: the address was not found
        why = os.strerror(number) if number > 0 else error.strerror or str(error)
        hint = f"the setting is {setting}"
        if number in (errno.EADDRINUSE, errno.EACCES):
            # The ports next to it are those of other settings
            other = replace(wanted, port=wanted.port + (1000 if wanted.port < 64_000 else -1000))
            hint = f"choose another with --set {setting}={other}"
        raise StartError(f"cannot listen on {wanted}: {why.lower()}; {hint}") from error

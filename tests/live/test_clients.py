"""Debian's terminal clients, as they are packaged, by STARTTLS: they trust our authority only."""

import asyncio
from pathlib import Path

import pytest
from tests.live.clients import poezio, profanity
from tests.live.friends import Friend
from tests.live.program import Program
from tests.live.terminal import Terminal, private_home

PASSWORD = "old montague"


@pytest.fixture
async def juliet(server: Program, name) -> Friend:
    """Somebody on slixmpp who is online."""
    friend = Friend(server, name("juliet"), "balcony", signs_up=True)
    await friend.is_there()
    return friend


async def test_profanity(server, name, juliet):
    romeo = f"{name('romeo')}@localhost"
    where = f"port {server.port} tls force"
    async with profanity(server) as window:  # it connects badly in the run in which it signed up
        await window.types(f"/register {name('romeo')} localhost {where}")
        for prompt in ("Enter password", "Confirm password"):
            await window.shows(prompt)
            await window.types(PASSWORD)
        await window.shows("Registration successful")

    async with profanity(server) as window:
        await window.types(f"/connect {romeo}/prof {where}")
        await window.shows("Enter password")
        await window.types(PASSWORD)
        await window.shows(f"{romeo}/prof logged in successfully")
        await juliet.sees(f"{romeo}/prof")
        await window.shows(f"{juliet.boundjid.user}")
        await juliet.says(romeo, "Art thou not Romeo?")
        await window.types(f"/msg {juliet.boundjid.bare} Neither, fair maid")
        await juliet.hears(romeo, "Neither, fair maid")
        await window.shows("Art thou not Romeo?")
        await window.types("/disconnect")
        await juliet.sees(f"{romeo}/prof", online=False)


async def test_mcabber(server, name, juliet):
    nurse = f"{name('nurse')}@localhost"
    server.adds(name("nurse"), PASSWORD)
    window = Terminal("mcabber")
    settings = {
        "jid": nurse,
        "resource": "mc",
        "password": PASSWORD,
        "server": server.host,
        "port": server.port,
        "tls": 1,
        "ssl_ca": server.authority,
        "carbons": 1,
        "logging": 1,
        "logging_dir": f"{window.home}/heard/",
    }
    (window.home / "heard").mkdir(mode=0o700)
    folder = window.home / ".mcabber"
    folder.mkdir(mode=0o700)
    rc = folder / "mcabberrc"
    rc.touch(mode=0o600)
    rc.write_text("".join(f"set {key} = {value}\n" for key, value in settings.items()))
    async with window:
        await window.shows("Your status has been set")
        found = await juliet.sees(f"{nurse}/mc.")  # it adds something of its own
        await juliet.says(nurse, "Now, good sweet nurse")
        await window.types(f"/say_to {juliet.boundjid.bare} I am aweary")
        await juliet.hears(nurse, "I am aweary")
        heard = window.home / "heard" / juliet.boundjid.bare
        await window.writes(heard, "Now, good sweet nurse")
        await window.types("/quit")
        await juliet.sees(found, online=False)


async def test_poezio(server, name, juliet):
    friar = f"{name('friar')}@localhost"
    server.adds(name("friar"), PASSWORD)
    async with poezio(server, f"{friar}/pz", PASSWORD) as window:
        found = await juliet.sees(f"{friar}/pz")
        await window.types(f"/message {juliet.boundjid.bare} Hold, daughter", slowly=True)
        await juliet.hears(friar, "Hold, daughter")
        await juliet.says(found, "O, bid me leap")
        await window.shows("O, bid me leap")
        await window.types("/quit", slowly=True)
        await juliet.sees(found, online=False)
    assert not [line for line in server.log if "login.failed" in line and friar in line]


async def test_go_sendxmpp(server, name, juliet, tmp_path):
    peter = f"{name('peter')}@localhost"
    server.adds(name("peter"), PASSWORD)
    listening = await go_sendxmpp(server, tmp_path, peter, "--listen")
    try:
        await juliet.sees(f"{peter}/")
        await juliet.says(peter, "Where is my nurse?")
        async with asyncio.timeout(10):
            line = await listening.stdout.readline()
        assert juliet.boundjid.bare in line.decode()
        assert "Where is my nurse?" in line.decode()
        sending = await go_sendxmpp(server, tmp_path, peter, juliet.boundjid.bare)
        await sending.communicate(b"At the gate")
        assert sending.returncode == 0
        await juliet.hears(peter, "At the gate")
    finally:
        listening.terminate()
        await listening.communicate()
    refused = await go_sendxmpp(server, tmp_path, peter, juliet.boundjid.bare, password="not it")
    _, complaint = await refused.communicate(b"Let me in")
    assert refused.returncode != 0
    assert b"auth" in complaint.lower()


async def go_sendxmpp(
    server: Program, folder: Path, jid: str, *arguments: str, password: str = PASSWORD
) -> asyncio.subprocess.Process:
    home, env = private_home(folder)
    env["SSL_CERT_FILE"] = str(server.authority)
    where = f"{server.host}:{server.port}"
    return await asyncio.create_subprocess_exec(
        "go-sendxmpp", "-u", jid, "-p", password, "-j", where, *arguments,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env=env, cwd=home,
    )  # fmt: skip

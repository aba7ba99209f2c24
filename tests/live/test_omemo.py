"""Encrypted talks between clients that others wrote: their keys go through personal eventing.

Slow: `make clients` runs them.
"""

import pytest
from tests.live.clients import profanity
from tests.live.program import Program
from tests.live.terminal import Terminal

pytestmark = pytest.mark.slow
PASSWORD = "old montague"
NOISY = ("-l", "DEBUG")  # its log tells what its window does not


async def ready(window: Terminal, server: Program, jid: str) -> None:
    """Sign in, and have keys that others may trust unseen."""
    await window.types(f"/connect {jid}/prof port {server.port} tls force")
    await window.shows("Enter password")
    await window.types(PASSWORD)
    await window.shows(f"{jid}/prof logged in successfully")
    await window.types("/omemo gen")
    await window.shows("Going to publish own device ID")
    await window.types("/omemo trustmode blind")
    await window.shows(f"Blind trust for {jid} device")


async def encrypts(window: Terminal, to: str) -> None:
    """Begin to talk to somebody, in a window of its own."""
    await window.types(f"/omemo start {to}")
    log = window.home / "data/profanity/logs/profanity.log"
    await window.writes(log, f"session with {to} device")
    await window.shows("OMEMO]")


async def test_profanity_to_profanity(server, name):
    romeo, juliet = (f"{name(one)}@localhost" for one in ("romeo", "juliet"))
    for jid in (romeo, juliet):
        server.adds(jid.partition("@")[0], PASSWORD)
    async with profanity(server, *NOISY) as his, profanity(server, *NOISY) as hers:
        await ready(his, server, romeo)
        await ready(hers, server, juliet)
        await encrypts(his, juliet)
        await his.types("A word that nobody else may read")
        await hers.shows(f"<< chat message: {romeo}/prof (win 2)")
        await hers.types("/win 2")
        await hers.shows("A word that nobody else may read")
        await encrypts(hers, romeo)
        await hers.types("Nor this one that answers it")
        await his.shows("Nor this one that answers it")
    for text in ("nobody else may read", "one that answers it"):
        assert not kept(server, text)


def kept(server: Program, text: str) -> list[str]:
    """The files of the server in which a text can be read."""
    files = [file for file in server.data.rglob("*") if file.is_file()]
    return [file.name for file in files if text.encode() in file.read_bytes()]

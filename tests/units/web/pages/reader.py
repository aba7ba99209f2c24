"""A person before the pages: opens them, fills in their forms as a browser would send them."""

from typing import Any
from urllib.parse import urlsplit

import aiohttp
from tests.units.web.house import House

from magpie.storage.invitations import ACCOUNT, Invitation
from magpie.xmpp.jid import Jid

PASSWORD = "star-crossed lovers"


class Reader:
    """One browser."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.browser = house.browser
        self.headers = {"Origin": house.url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}

    async def opens(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text of a page."""
        async with self.browser.get(
            path, headers=self.headers | headers, allow_redirects=False
        ) as response:
            return response.status, await response.text()

    async def sends(self, path: str, **fields: str) -> aiohttp.ClientResponse:
        """The response to a form of ours."""
        return await self.browser.post(
            path, data=fields, headers=self.headers, allow_redirects=False
        )

    async def is_in(self) -> bool:
        """Whether the browser is signed in."""
        status, _ = await self.opens("/")
        return status == 302


def went_to(response: aiohttp.ClientResponse) -> str:
    assert response.status in (302, 303), response.status
    return urlsplit(response.headers["Location"]).path


async def account(house: House, name: str = "romeo", role: str = "member") -> Jid:
    return await house.host.accounts.create(name, PASSWORD, role)


async def invited(house: House, **wanted: Any) -> str:
    """The path of an invitation."""
    values = {"token": "", "kind": ACCOUNT, "created": 0} | wanted
    made = await house.host.invitations.create(Invitation(**values))
    return f"/invite/{made.token}"

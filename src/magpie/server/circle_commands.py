"""The operator's commands on circles, for the command line and whatever else runs commands."""

from __future__ import annotations

from typing import Any

from magpie.server.circles import Circle
from magpie.server.host import Host
from magpie.server.users import Users


class CircleCommands:
    """`circle.*`."""

    def __init__(self, host: Host, users: Users) -> None:
        self._circles = host.circles
        self._users = users
        for function in (
            self.create,
            self.delete,
            self.list,
            self.rename,
            self.add,
            self.remove,
        ):
            host.command(f"circle.{function.__name__}", function)

    async def create(self, circle: str, members: list[str] | None = None) -> dict[str, Any]:
        """Make a circle of these accounts, with a room."""
        accounts = [self._users.account(name) for name in members or ()]
        return described(await self._circles.create(circle, accounts))

    async def delete(self, circle: str) -> None:
        """Delete a circle with its room and all that was said there."""
        await self._circles.delete(self._circles.find(circle))

    async def rename(self, circle: str, name: str) -> None:
        """Call a circle something else; its room keeps its address."""
        await self._circles.rename(self._circles.find(circle), name)

    async def add(self, circle: str, members: list[str]) -> None:
        """Put accounts into a circle."""
        accounts = [self._users.account(name) for name in members]
        await self._circles.join(self._circles.find(circle), accounts)

    async def remove(self, circle: str, members: list[str]) -> None:
        """Take accounts out of a circle."""
        found = self._circles.find(circle)
        accounts = [self._users.account(name) for name in members]
        for account in accounts:
            if account not in found.members:
                raise ValueError(f"{account.local} is not in the circle “{found.name}”")
        await self._circles.leave(found, accounts)

    def list(self) -> list[dict[str, Any]]:
        """Every circle: name, members, and the address of its room."""
        return [described(circle) for circle in self._circles]


def described(circle: Circle) -> dict[str, Any]:
    """A circle as JSON has it."""
    return {
        "name": circle.name,
        "room": circle.jid.text,
        "members": sorted(one.local for one in circle.members),
    }

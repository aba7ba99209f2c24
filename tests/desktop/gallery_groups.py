"""What is done in the window for the pictures of groups."""

from collections.abc import Callable
from typing import Any

from tests.desktop.sample_groups import HARBOUR
from tests.desktop.stage import Stage


async def group(on: Stage, conversation: int = HARBOUR) -> None:
    """The group of the sample client that has a talk."""
    on.shell.show_conversation(conversation)
    await on.settle()


def in_group(conversation: int) -> Callable[[Stage], Any]:
    return lambda on: group(on, conversation)


async def group_details(on: Stage) -> None:
    await group(on)
    on.find("page").setProperty("detailed", True)
    await on.settle()


async def members(on: Stage) -> None:
    await group_details(on)
    rows = on.find("members")
    rows.setProperty("contentY", rows.property("originY") + 640)
    await on.settle()


async def mentioning(on: Stage) -> None:
    await group(on)
    view = on.shell.talking.view
    assert view is not None
    writing: Any = view.writing
    writing._replace("Can you come, @")
    await on.settle()


def layer(method: str, *before: Callable[[Stage], Any]) -> Callable[[Stage], Any]:
    """A sheet of groups."""

    async def act(on: Stage) -> None:
        for one in before:
            await one(on)
        on.call("groups", method)
        await on.settle(0.6)

    return act

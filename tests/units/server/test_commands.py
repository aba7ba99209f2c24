"""The registry of commands: checked arguments in, a result or one sentence out."""

from typing import Any, Literal

import pytest

from magpie.base.control import CommandError
from magpie.server.commands import Commands


def made() -> Commands:
    commands = Commands()

    async def add(name: str, password: str, age: int = 0) -> str:
        """Make an account."""
        if name == "taken":
            raise ValueError("The name\nis taken.")
        return f"{name}:{password}:{age}"

    def many(
        names: list[str],
        is_loud: bool = False,
        share: float = 0.5,
        mode: Literal["a", "b"] = "a",
        note: str | None = None,
        extra: Any = None,
    ) -> list[object]:
        return [names, is_loud, share, mode, note, extra]

    def broken() -> None:
        raise RuntimeError("secret detail")

    commands.add("user.add", add)
    commands.add("many", many)
    commands.add("broken", broken)
    return commands


async def test_a_command_runs_with_what_it_is_given() -> None:
    assert await made().run("user.add", {"name": "romeo", "password": "x"}) == "romeo:x:0"
    assert await made().run("user.add", {"name": "a", "password": "x", "age": 3}) == "a:x:3"
    everything = {
        "names": ["a"], "is_loud": True, "share": 1, "mode": "b", "note": "n", "extra": [1]
    }  # fmt: skip
    assert await made().run("many", everything) == [["a"], True, 1.0, "b", "n", [1]]
    assert await made().run("many", {"names": [], "note": None}) == [
        [],
        False,
        0.5,
        "a",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("name", "args", "error"),
    [
        ("user.ad", {}, "there is no command user.ad"),
        ("user.add", {}, "user.add: name is missing"),
        ("user.add", {"name": "a", "passwd": "x"}, "user.add does not take passwd"),
        ("user.add", {"name": 1, "password": "x"}, "user.add: name is not text"),
        ("user.add", {"name": None, "password": "x"}, "user.add: name is not text"),
        (
            "user.add",
            {"name": "a", "password": "x", "age": True},
            "user.add: age is not a whole number",
        ),
        (
            "user.add",
            {"name": "a", "password": "x", "age": 1.5},
            "user.add: age is not a whole number",
        ),
        ("many", {"names": "a"}, "many: names is not a list"),
        ("many", {"names": [1]}, "many: names is not text"),
        ("many", {"names": [], "is_loud": 1}, "many: is_loud is not true or false"),
        ("many", {"names": [], "share": "x"}, "many: share is not a number"),
        ("many", {"names": [], "share": True}, "many: share is not a number"),
        ("many", {"names": [], "mode": "c"}, "many: mode is not one of a, b"),
        ("many", {"names": [], "note": 1}, "many: note is not text"),
        ("user.add", {"name": "taken", "password": "x"}, "The name is taken."),
    ],
)
async def test_what_is_wrong_is_one_sentence(
    name: str, args: dict[str, object], error: str
) -> None:
    with pytest.raises(CommandError) as caught:
        await made().run(name, args)
    assert str(caught.value) == error


async def test_a_failure_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(CommandError) as caught:
        await made().run("broken", {})
    assert str(caught.value) == "broken failed; the log says why"
    assert "secret detail" in caplog.text


def test_commands_describe_themselves() -> None:
    add = next(iter(made()))
    assert (add.name, add.help) == ("user.add", "Make an account.")
    assert [(one.name, one.is_required) for one in add.parameters] == [
        ("name", True),
        ("password", True),
        ("age", False),
    ]


async def test_a_name_is_given_once_and_may_be_taken_back() -> None:
    commands = made()
    with pytest.raises(ValueError, match="there are two commands many"):
        commands.add("many", made)
    commands.remove("many")
    with pytest.raises(CommandError, match="there is no command many"):
        await commands.run("many", {"names": []})

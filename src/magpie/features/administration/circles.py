"""Circles in the forms of any client. The XEP knows no groups of accounts: the nodes are ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from magpie.features.administration.form import (
    NS,
    accounts_field,
    accounts_of,
    asking,
    command,
    result,
    run,
)
from magpie.server.api import (
    AdHocCall,
    AdHocCommand,
    AdHocForm,
    AdHocFunction,
    AdHocResult,
    Host,
)
from magpie.xmpp.forms import Field, Form, Option, typed

PREFIX = "urn:magpie:circle"
NAME = Field("name", label="Name", is_required=True)
MEMBERS = accounts_field("Members")


def circle_commands(host: Host) -> Iterator[AdHocCommand]:
    """The commands."""
    circles = Circles(host)
    yield command(host, f"{PREFIX}#list", "Show circles", circles.list)
    form = asking("Create a circle", NAME, replace(MEMBERS, is_required=False))
    yield command(host, f"{PREFIX}#create", "Create circle", circles.create, form)
    for verb, name, fields in (
        ("add", "Add to circle", (MEMBERS,)),
        ("remove", "Remove from circle", (MEMBERS,)),
        ("rename", "Rename circle", (NAME,)),
        ("delete", "Delete circle with its room", ()),
    ):
        asked = circles.choice(name, *fields)
        yield command(host, f"{PREFIX}#{verb}", name, circles.changing(verb), asked)


class Circles:
    """Runs them on one host."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def choice(self, title: str, *fields: Field) -> AdHocForm:
        """A form that begins with the choice of a circle."""

        def form(_call: AdHocCall) -> Form:
            names = tuple(Option(circle.name) for circle in self._host.circles)
            which = Field("circle", "list-single", (), "Circle", options=names, is_required=True)
            return typed("form", NS, (which, *fields), title)

        return form

    async def list(self, call: AdHocCall) -> AdHocResult:
        """All circles: a row for each."""
        found = await run(self._host, call, "circle.list")
        columns = (Field("circle", label="Circle"), Field("members", label="Members"))
        rows = tuple(
            (
                Field("circle", values=(one["name"],)),
                Field("members", values=(", ".join(one["members"]),)),
            )
            for one in found
        )
        return AdHocResult(replace(result(()), reported=columns, items=rows))

    async def create(self, call: AdHocCall) -> AdHocResult:
        """Make one."""
        args = {"circle": call.get("name"), "members": list(accounts_of(call))}
        made = await run(self._host, call, "circle.create", **args)
        return AdHocResult(note=f"The circle was made; its room is {made['room']}.")

    def changing(self, verb: str) -> AdHocFunction:
        """Change one that is there."""

        async def done(call: AdHocCall) -> AdHocResult:
            args: dict[str, object] = {"circle": call.get("circle")}
            if verb in ("add", "remove"):
                args["members"] = list(accounts_of(call))
            elif verb == "rename":
                args["name"] = call.get("name")
            await run(self._host, call, f"circle.{verb}", **args)
            return AdHocResult(note="Done.")

        return done

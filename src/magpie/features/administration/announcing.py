"""XEP-0133, 4.23 to 4.28: what the server says to people."""

from __future__ import annotations

from collections.abc import Iterator

from magpie.features.administration.form import NS, asking, command, run, text_field
from magpie.server.api import AdHocCall, AdHocCommand, AdHocFunction, AdHocResult, Host
from magpie.xmpp.forms import Field, Form, typed

SUBJECT = Field("subject", label="Subject")


def announcement_commands(host: Host) -> Iterator[AdHocCommand]:
    """The commands."""
    announcing = Announcing(host)
    form = asking("Announcement", SUBJECT, text_field("announcement", "What is to be said"))
    for node, name, is_online in (
        ("announce", "Announce to those who are online", True),
        ("announce-all", "Announce to everybody", False),
    ):
        yield command(host, node, name, announcing.announce(is_online), form)
    form = asking("Message of the day", text_field("motd", "Message of the day"))
    yield command(host, "set-motd", "Set message of the day", announcing.set_motd(True), form)
    edit = announcing.set_motd(False)
    yield command(host, "edit-motd", "Edit message of the day", edit, announcing.motd_form)
    forget = announcing.simple("motd.delete")
    yield command(host, "delete-motd", "Delete message of the day", forget)
    greet = announcing.set_welcome
    yield command(host, "set-welcome", "Set welcome message", greet, announcing.welcome_form)
    forget = announcing.simple("welcome.delete")
    yield command(host, "delete-welcome", "Delete welcome message", forget)


class Announcing:
    """Runs them on one host."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def announce(self, is_online: bool) -> AdHocFunction:
        """4.23, and the same for those who are away."""

        async def done(call: AdHocCall) -> AdHocResult:
            args = {"text": call.text("announcement"), "subject": call.get("subject")}
            told = await run(self._host, call, "announcement.send", online=is_online, **args)
            return AdHocResult(note="1 account was told." if told == 1 else f"{told} were told.")

        return done

    def set_motd(self, again: bool) -> AdHocFunction:
        """4.24, and (not `again`) 4.25: who was told what it was before is not told anew."""

        async def done(call: AdHocCall) -> AdHocResult:
            await run(self._host, call, "motd.set", text=call.text("motd"), again=again)
            return AdHocResult(note="The message was set.")

        return done

    def simple(self, name: str) -> AdHocFunction:
        """4.26 and 4.28: there is nothing to ask."""

        async def done(call: AdHocCall) -> AdHocResult:
            await run(self._host, call, name)
            return AdHocResult(note="The message was deleted.")

        return done

    async def set_welcome(self, call: AdHocCall) -> AdHocResult:
        """4.27."""
        await run(self._host, call, "welcome.set", text=call.text("welcome"))
        return AdHocResult(note="The message was set.")

    def motd_form(self, _call: AdHocCall) -> Form:
        """4.25: "which SHOULD include the current message of the day"."""
        motd = self._host.announcements.motd
        field = text_field("motd", "Message of the day", "" if motd is None else motd.text)
        return typed("form", NS, (field,), "Message of the day")

    def welcome_form(self, _call: AdHocCall) -> Form:
        """The same for the greeting."""
        welcome = self._host.announcements.welcome
        text = "" if welcome is None else welcome.text
        return typed("form", NS, (text_field("welcome", "Welcome message", text),), "Welcome")

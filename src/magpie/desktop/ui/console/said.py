"""What the console says in words: how it is with the server, what passes, what went wrong."""

from PySide6.QtCore import QCoreApplication

from magpie.desktop.console.entities import Device, Failure, Passed, Reason, State

translate = QCoreApplication.translate

STATES = {
    State.NEW: lambda: translate("console", "Not set up yet"),
    State.STOPPED: lambda: translate("console", "Stopped"),
    State.STARTING: lambda: translate("console", "Starting…"),
    State.RUNNING: lambda: translate("console", "Running"),
    State.STOPPING: lambda: translate("console", "Stopping…"),
    State.FAILED: lambda: translate("console", "Not running"),
}

REGISTRATION = {
    "open": lambda: translate("console", "Anybody can make an account."),
    "lan": lambda: translate("console", "Anybody on your network can make an account."),
    "invite": lambda: translate("console", "Whoever has an invitation can make an account."),
    "closed": lambda: translate("console", "Only you make accounts: magpie user add."),
}

CONTENTS = {
    "body": lambda: translate("console", "text"),
    "composing": lambda: translate("console", "is typing"),
    "paused": lambda: translate("console", "stopped typing"),
    "active": lambda: translate("console", "is in the chat"),
    "inactive": lambda: translate("console", "is not looking"),
    "gone": lambda: translate("console", "left the chat"),
    "received": lambda: translate("console", "delivered"),
    "displayed": lambda: translate("console", "read"),
    "reactions": lambda: translate("console", "reaction"),
    "subject": lambda: translate("console", "subject"),
    "event": lambda: translate("console", "event"),
    "ping": lambda: translate("console", "ping"),
}

PRESENCES = {
    "": lambda: translate("console", "is here"),
    "unavailable": lambda: translate("console", "goes"),
    "subscribe": lambda: translate("console", "asks to be a contact"),
    "subscribed": lambda: translate("console", "accepts a contact"),
    "unsubscribe": lambda: translate("console", "ends a contact"),
    "unsubscribed": lambda: translate("console", "ends a contact"),
    "error": lambda: translate("console", "error"),
}

IQS = {
    "get": lambda: translate("console", "asks for %1"),
    "set": lambda: translate("console", "sets %1"),
    "result": lambda: translate("console", "answers %1"),
    "error": lambda: translate("console", "refuses %1"),
}


def kind(passed: Passed) -> str:
    """What a stanza is, in a few words."""
    if passed.kind == "presence":
        known = PRESENCES.get(passed.type)
        return known() if known else passed.type
    if passed.kind == "iq":
        form = IQS.get(passed.type)
        return (form() if form else passed.type + " %1").replace("%1", passed.what).strip()
    if passed.type == "error":
        return translate("console", "error")
    if passed.encrypted:
        return translate("console", "encrypted text")
    known = CONTENTS.get(passed.what)
    return known() if known else passed.what or translate("console", "message")


def from_where(device: Device) -> str:
    """Its network address, and whether anybody in between could read along."""
    if not device.ip:
        return translate("console", "connection away")
    secure = translate("console", "encrypted") if device.tls else translate("console", "in clear")
    return f"{device.ip} · {secure}"


def title(failure: Failure) -> str:
    """What happened, in one sentence."""
    port = failure.place.rpartition(":")[2]
    if failure.reason is Reason.PORT_TAKEN:
        return translate("console", "Port %1 is taken by another program").replace("%1", port)
    if failure.reason is Reason.PORT_FORBIDDEN:
        return translate("console", "Port %1 is not allowed to you").replace("%1", port)
    return {
        Reason.SETTINGS: lambda: translate("console", "The settings are not right"),
        Reason.REFUSED: lambda: translate("console", "The server could not start"),
        Reason.CRASHED: lambda: translate("console", "The server has ended unexpectedly"),
        Reason.FOREIGN: lambda: translate("console", "The server belongs to another user"),
    }[failure.reason]()


def advice(failure: Failure) -> str:
    """What to do about it."""
    return {
        Reason.PORT_TAKEN: lambda: translate(
            "console",
            "Another server may be running here. Stop that one, or give this one another address "
            "in magpie.toml, and start again.",
        ),
        Reason.PORT_FORBIDDEN: lambda: translate(
            "console", "Ports below 1024 are the administrator's. Choose another in magpie.toml."
        ),
        Reason.SETTINGS: lambda: translate(
            "console", "Correct these lines of magpie.toml, and start again."
        ),
        Reason.REFUSED: lambda: translate("console", "This is what it said:"),
        Reason.CRASHED: lambda: after_a_crash(bool(failure.lines)),
        Reason.FOREIGN: lambda: translate(
            "console", "Open the console as the user who started it."
        ),
    }[failure.reason]()


def after_a_crash(has_lines: bool) -> str:
    if has_lines:
        return translate(
            "console",
            "Nothing that was acknowledged is lost. These are its last lines; you can start it "
            "again.",
        )
    return translate("console", "Nothing that was acknowledged is lost; you can start it again.")

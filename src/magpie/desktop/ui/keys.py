"""The list of keys, as Ctrl+/ shows it."""

from typing import Any

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def groups() -> list[dict[str, Any]]:
    """The keys by what they are for: [{title, keys: [{keys, text}]}]."""
    return [
        group(translate("keys", "Find your way"), [
            ("Ctrl+K", translate("keys", "Jump to anyone or anything")),
            ("Ctrl+N", translate("keys", "New chat")),
            ("Ctrl+G", translate("keys", "New group")),
            ("Ctrl+F", translate("keys", "Search in this chat")),
            ("Ctrl+Shift+F", translate("keys", "Search everywhere")),
            ("Alt+↑", translate("keys", "Chat above")),
            ("Alt+↓", translate("keys", "Chat below")),
            ("Ctrl+1…9", translate("keys", "The first nine chats")),
            ("F6", translate("keys", "Next part of the window")),
            ("Esc", translate("keys", "Cancel or close")),
        ]),
        group(translate("keys", "Write"), [
            ("Enter", translate("keys", "Send")),
            ("Shift+Enter", translate("keys", "New line")),
            ("↑", translate("keys", "Edit the last message")),
            ("Ctrl+U", translate("keys", "Attach files")),
            ("Ctrl+V", translate("keys", "Paste text, files or a picture")),
        ]),
        group(translate("keys", "Read"), [
            ("Page Up", translate("keys", "Older messages")),
            ("End", translate("keys", "Newest message")),
            ("Space", translate("keys", "Select a message, or no more")),
            ("Ctrl+C", translate("keys", "Copy what is selected")),
            ("Delete", translate("keys", "Delete what is selected")),
            ("Enter ", translate("keys", "What can be done with it")),
        ]),
        group(translate("keys", "Program"), [
            ("Ctrl+I", translate("keys", "Details")),
            ("Ctrl+,", translate("keys", "Settings")),
            ("Ctrl+/", translate("keys", "This list")),
            ("Ctrl+Q", translate("keys", "Quit")),
        ]),
    ]  # fmt: skip


def group(title: str, keys: list[tuple[str, str]]) -> dict[str, Any]:
    return {"title": title, "keys": [{"keys": key, "text": text} for key, text in keys]}

"""Files as cards: how far each has come, in words, and the buttons of the moment."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from PySide6.QtCore import QCoreApplication

from magpie.desktop.core.entities.message import File, FileKind, Message
from magpie.desktop.core.entities.transfer import Stage, Transfer
from magpie.desktop.ui import words

translate = QCoreApplication.translate
Card = dict[str, Any]

GLYPHS = {
    FileKind.IMAGE: "fileImage",
    FileKind.VIDEO: "fileVideo",
    FileKind.AUDIO: "fileAudio",
    FileKind.VOICE: "microphone",
    FileKind.OTHER: "file",
}
SOUNDS = (FileKind.VOICE, FileKind.AUDIO)
BY_TYPE = {
    "application/pdf": "filePdf",
    "application/zip": "fileArchive",
    "application/gzip": "fileArchive",
    "application/x-tar": "fileArchive",
    "application/x-7z-compressed": "fileArchive",
    "application/json": "fileCode",
}


def glyph(file: File) -> str:
    """The name in `Icons.qml` of the sign for a kind of file."""
    if file.type.startswith("text/"):
        return "fileText"
    return BY_TYPE.get(file.type, GLYPHS[file.kind])


def is_picture(file: File) -> bool:
    """Whether it is shown in the message, not as a card."""
    return file.kind is FileKind.IMAGE and bool(file.path or file.thumbnail or file.width)


def preview(file: File, size: str = "preview") -> str:
    """Where QML finds the picture itself, or the small one that came with the message."""
    path = file.path or file.thumbnail
    return f"image://{size}/{quote(path, safe='')}" if path else ""


def card(message: Message, transfer: Transfer | None) -> Card:
    """What `FileCard.qml` and `PictureCard.qml` show."""
    file = message.file
    if file is None:
        raise ValueError("a message without a file has no card")
    moving = transfer if transfer and transfer.stage is not Stage.DONE else None
    status, detail, actions = on_its_way(moving, file) if moving else at_rest(message, file)
    progress = moving.done / file.size if moving and file.size > 0 else 0.0
    return {
        "name": file.name,
        "glyph": glyph(file),
        "status": status,
        "detail": detail,
        "actions": ",".join(actions),
        "progress": min(1.0, progress),
        "preview": preview(file),
        "sound": file.path if status == "done" and file.kind in SOUNDS else "",
        "width": file.width,
        "height": file.height,
    }


def at_rest(message: Message, file: File) -> tuple[str, str, list[str]]:
    """A file that does not move: it is here, or it is to be had."""
    size = words.size(file.size)
    if file.seconds:
        size = f"{words.length(file.seconds)} · {size}"
    if file.path and Path(file.path).exists():
        return "done", size, ["open", "folder"]
    if file.url and not message.is_own:
        return "there", size, ["save", "saveAs"]
    if message.is_own:
        return "done", size, []
    return "gone", translate("cards", "No longer there"), []


def on_its_way(transfer: Transfer, file: File) -> tuple[str, str, list[str]]:
    """Status, words and buttons of a file that moves, waits, or failed."""
    size, own = words.size(file.size), transfer.is_own
    if transfer.stage is Stage.OFFERED and own:
        said = translate("cards", "waiting for an answer")
        return "waiting", joined(size, said), ["cancel"]
    if transfer.stage is Stage.OFFERED:
        said = translate("cards", "wants to send this")
        return "offered", joined(size, said), ["save", "saveAs", "decline"]
    if transfer.stage is Stage.WAITING:
        said = translate("cards", "waiting")
        return "waiting", joined(size, said), ["cancel"]
    if transfer.stage is Stage.RUNNING:
        return "moving", progress(transfer, size), ["pause", "cancel"]
    if transfer.stage is Stage.PAUSED:
        done = so_far(transfer, size)
        why = translate("cards", "paused") if transfer.is_by_hand else translate(
            "cards", "goes on when you are back"
        )  # fmt: skip
        return "paused", f"{done} · {why}", ["resume", "cancel"]
    if transfer.stage is Stage.CHECKING:
        return "moving", translate("cards", "checking that it is whole"), []
    if transfer.stage is Stage.DECLINED:
        return "failed", translate("cards", "declined"), []
    if transfer.stage is Stage.CANCELLED:
        return "failed", translate("cards", "cancelled"), ["retry"] if file.url or own else []
    why = words.reason(transfer.reason) if transfer.reason else ""
    return "failed", why, ["resume" if transfer.can_resume else "retry"]


def progress(transfer: Transfer, size: str) -> str:
    """`302 MB / 734 MB · 11.4 MB/s · 38 s left`"""
    speed, left = words.speed(transfer.speed), words.left(transfer.remaining)
    return joined(so_far(transfer, size), speed, left)


def so_far(transfer: Transfer, size: str) -> str:
    """How much of how much; some do not say how large a file is."""
    done = words.size(transfer.done)
    return f"{done} / {size}" if size else done


def joined(*parts: str) -> str:
    """What there is to say, in one line."""
    return " · ".join(part for part in parts if part)

"""Each page and sheet of the desktop client alone, with sample data: to look at, and for pictures.

    python -m tests.desktop.gallery [SCENE] [--dark] [--zh] [--narrow]

shows one; `python -m tests.desktop.pictures FOLDER` writes them all.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPolygon
from PySide6.QtWidgets import QApplication
from tests.desktop import gallery_accounts, gallery_talk
from tests.desktop.gallery_groups import (
    group,
    group_details,
    in_group,
    layer,
    members,
    mentioning,
)
from tests.desktop.gallery_talk import deleting, forwarding, menu, selecting, spelling
from tests.desktop.sample import SampleClient, sample_client
from tests.desktop.sample_groups import LOST, OPEN
from tests.desktop.stage import LATER, Stage, stage

from magpie.desktop.core.entities.account import Connection
from magpie.desktop.core.entities.problem import Certificate, Problem, Reason
from magpie.desktop.ui import window
from magpie.desktop.ui.languages import Languages
from magpie.desktop.ui.shell import Shell


def no_account(client: SampleClient) -> None:
    client.accounts.items.reset(())


def nobody(client: SampleClient) -> None:
    client.people.items.reset(())
    client.people.requests.reset(())
    client.conversations.items.reset(())


def offline(client: SampleClient) -> None:
    account = client.accounts.items[0]
    client.accounts.items.put(replace(account, connection=Connection.WAITING))


def thousand(client: SampleClient) -> None:
    """A thousand people and chats."""
    person, chat = client.people.items[0], client.conversations.items[0]
    for n in range(1000):
        name = f"{person.name} {n}"
        address = f"person{n}@laptop.local"
        client.people.items.put(replace(person, address=address, name=name))
        client.conversations.items.put(
            replace(chat, id=100 + n, address=address, name=name, is_pinned=False,
                    active_at=chat.active_at - n * LATER * 30, unread=n % 7)
        )  # fmt: skip


def question(shell: Shell, reason: Reason) -> None:
    shown = Certificate(":".join(["3F", "A0", "9C", "71"] * 8))
    sign_in: Any = shell.signIn
    sign_in._address, sign_in._server = "ana@laptop.local", "laptop.local"
    sign_in._failed(Problem(reason, certificate=shown, expected=":".join(["11", "B2"] * 16)))


def paint_harbour(path: Path) -> None:
    """A picture to send: a harbour at dawn."""
    image = QImage(1600, 900, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sky = QLinearGradient(0, 0, 0, 560)
    for at, colour in ((0.0, "#24476B"), (0.6, "#E39A78"), (1.0, "#F8D9A0")):
        sky.setColorAt(at, QColor(colour))
    painter.fillRect(0, 0, 1600, 560, sky)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#FFF1C9"))
    painter.drawEllipse(QPoint(1060, 500), 90, 90)
    sea = QLinearGradient(0, 560, 0, 900)
    sea.setColorAt(0, QColor("#D9A886"))
    sea.setColorAt(1, QColor("#1D3650"))
    painter.fillRect(0, 560, 1600, 340, sea)
    painter.setBrush(QColor("#2B4560"))
    hills = [(0, 560), (0, 430), (240, 350), (520, 470), (760, 420), (980, 560)]
    painter.drawPolygon(QPolygon([QPoint(x, y) for x, y in hills]))
    painter.setBrush(QColor("#13243A"))
    for x, size in ((420, 90), (700, 60), (1250, 120)):
        sail = [(x, 640 - 2 * size), (x, 630), (x + size, 630)]
        hull = [(x - size, 640), (x + size, 640), (x + size * 0.7, 665), (x - size * 0.7, 665)]
        for shape in (sail, hull):
            painter.drawPolygon(QPolygon([QPoint(int(a), int(b)) for a, b in shape]))
    painter.end()
    image.save(str(path))


def with_picture(client: SampleClient, folder: Path) -> None:
    """The picture of the sample talk is here already."""
    path = folder / "harbour at dawn.jpg"
    if not path.exists():
        paint_harbour(path)
    talk = client.conversations.messages[1]
    at = next(n for n, one in enumerate(talk) if one.file and one.file.type == "image/jpeg")
    talk[at] = replace(talk[at], file=replace(talk[at].file, path=str(path)))


async def middle(on: Stage) -> None:
    """Where the picture, the offer and the file on its way are in sight together."""
    await talk(on)
    rows = on.find("messages")
    rows.setProperty("contentY", rows.property("originY") + 620)
    await on.settle(0.6)


async def viewing(on: Stage) -> None:
    await talk(on)
    view = on.shell.talking.view
    assert view is not None
    files: Any = view.files
    files.act("9", "view")
    await on.settle(0.6)


async def sending(on: Stage) -> None:
    await talk(on)
    view = on.shell.talking.view
    assert view is not None
    view.offer_files([QUrl.fromLocalFile(__file__)])
    await on.settle()


async def talk(on: Stage) -> None:
    on.shell.show_conversation(1)
    await on.settle()


async def up(on: Stage) -> None:
    await talk(on)
    rows = on.find("messages")
    rows.setProperty("contentY", rows.property("originY"))
    await on.settle()


def page(method: str, *before: Callable[[Stage], Any]) -> Callable[[Stage], Any]:
    """Open a conversation, then a sheet by its name."""

    async def act(on: Stage) -> None:
        for one in before:
            await one(on)
        on.call(method, "open")
        await on.settle()

    return act


async def place(on: Stage, name: str) -> None:
    on.find("page").setProperty("place", name)
    await on.settle()


async def details(on: Stage) -> None:
    await talk(on)
    on.find("page").setProperty("detailed", True)
    await on.settle()


async def refused_sign_in(on: Stage) -> None:
    sign_in: Any = on.shell.signIn
    sign_in._address, sign_in._server = "ana@laptop.local", "laptop.local"
    sign_in._password = "secret"
    sign_in._failed(Problem(Reason.WRONG_PASSWORD))
    await on.settle()


async def signing_up(on: Stage) -> None:
    sign_in: Any = on.shell.signIn
    sign_in.readInvitation("xmpp:ben@laptop.local?roster;preauth=abc;ibr=y")
    await on.settle()


async def unknown_certificate(on: Stage) -> None:
    question(on.shell, Reason.CERTIFICATE_UNKNOWN)
    await on.settle()


async def changed_certificate(on: Stage) -> None:
    question(on.shell, Reason.CERTIFICATE_CHANGED)
    await on.settle()


async def searching(on: Stage) -> None:
    await talk(on)
    search: Any = on.shell.search
    search.text = "server"
    await on.settle(0.5)


async def finding(on: Stage) -> None:
    await talk(on)
    on.call("page", "searchHere")
    view = on.shell.talking.view
    assert view is not None
    finder: Any = view.finder
    finder.find("可以")
    await on.settle(0.6)


async def replying(on: Stage) -> None:
    await talk(on)
    view = on.shell.talking.view
    assert view is not None
    writing: Any = view.writing
    writing.replyTo("19")
    writing._replace("See you there")
    await on.settle()


@dataclass(frozen=True)
class Scene:
    """How a picture comes about: what the client has, and what is done in the window."""

    prepare: Callable[[SampleClient], None] = lambda _: None
    act: Callable[[Stage], Any] = talk


SCENES = {
    "talk": Scene(),
    "talk-up": Scene(act=up),
    "sign-in": Scene(no_account, lambda on: on.settle()),
    "sign-in-refused": Scene(no_account, refused_sign_in),
    "sign-up": Scene(no_account, signing_up),
    "certificate": Scene(no_account, unknown_certificate),
    "certificate-changed": Scene(no_account, changed_certificate),
    "invitation": Scene(no_account, page("signInPage")),
    "list": Scene(act=lambda on: on.settle()),
    "empty": Scene(nobody, lambda on: on.settle()),
    "empty-people": Scene(nobody, lambda on: place(on, "people")),
    "thousand": Scene(thousand, talk),
    "thousand-people": Scene(thousand, lambda on: place(on, "people")),
    "offline": Scene(offline, lambda on: _later(on)),
    "people": Scene(act=lambda on: place(on, "people")),
    "groups": Scene(act=lambda on: place(on, "groups")),
    "group": Scene(act=group),
    "group-reader": Scene(act=in_group(OPEN)),
    "group-refused": Scene(act=in_group(LOST)),
    "group-details": Scene(act=group_details),
    "group-members": Scene(act=members),
    "group-mention": Scene(act=mentioning),
    "group-new": Scene(act=layer("create")),
    "group-find": Scene(act=layer("find")),
    "group-invite": Scene(act=layer("invite", group)),
    "group-settings": Scene(act=layer("settings", group)),
    "settings": Scene(act=lambda on: place(on, "settings")),
    "details": Scene(act=details),
    "search": Scene(act=searching),
    "find": Scene(act=finding),
    "reply": Scene(act=replying),
    "accounts": Scene(gallery_accounts.several, gallery_accounts.menu),
    "accounts-people": Scene(gallery_accounts.several, lambda on: place(on, "people")),
    "portrait": Scene(act=gallery_accounts.cropping),
    "accounts-new-chat": Scene(gallery_accounts.several, gallery_accounts.new_chat),
    "locked": Scene(act=gallery_talk.locked),
    "locking": Scene(act=gallery_talk.locking),
    "lock-missing": Scene(act=gallery_talk.unlockable),
    "locked-talk": Scene(act=gallery_talk.written),
    "selecting": Scene(act=selecting),
    "deleting": Scene(act=deleting),
    "forward": Scene(act=forwarding),
    "spelling": Scene(act=spelling),
    "message-menu": Scene(act=menu),
    "talk-files": Scene(act=middle),
    "viewer": Scene(act=viewing),
    "sending": Scene(act=sending),
    "emoji": Scene(act=page("picker", talk)),
    "new-chat": Scene(act=page("newChat", talk)),
    "switcher": Scene(act=page("switcher", talk)),
    "keys": Scene(act=page("keyList", talk)),
    "code": Scene(act=page("code", talk)),
    "profile": Scene(act=page("profile", talk)),
    "password": Scene(act=page("password", talk)),
}


async def _later(on: Stage) -> None:
    await talk(on)
    await on.settle(1.8)


def application() -> QApplication:
    window.prepare()
    made = QApplication(sys.argv[:1])
    window.dress(made)
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("scene", nargs="?", default="talk", choices=SCENES)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--zh", action="store_true")
    parser.add_argument("--narrow", action="store_true")
    asked = parser.parse_args()
    running = application()
    loop = qasync.QEventLoop(running)
    asyncio.set_event_loop(loop)

    async def show() -> None:
        scene = SCENES[asked.scene]
        client = sample_client()
        scene.prepare(client)
        on = stage(
            client,
            (420, 760) if asked.narrow else (1280, 800),
            dark=asked.dark,
            language="zh_CN" if asked.zh else "en",
            languages=Languages(running),
        )
        ended = asyncio.get_running_loop().create_future()
        on.shell.quitting.connect(lambda: ended.done() or ended.set_result(None))
        await scene.act(on)
        await ended
        await on.close()

    with loop:
        loop.run_until_complete(show())


if __name__ == "__main__":
    main()

"""One's own picture: the part that is seen in the round window is what is saved."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QUrl
from PySide6.QtGui import QColor, QImage
from tests.desktop.hand import drag
from tests.desktop.stage import Stage

from magpie.desktop.ui import portrait


def three_fields(path: Path) -> Path:
    """Twice as wide as high: red, green in the middle, blue."""
    image = QImage(800, 400, QImage.Format.Format_RGB32)
    for x in range(800):
        colour = QColor("red" if x < 300 else "green" if x < 500 else "blue")
        for y in range(400):
            image.setPixelColor(x, y, colour)
    image.save(str(path))
    return path


def middle(path: Path) -> str:
    image = QImage(str(path))
    assert image.width() == image.height()
    return image.pixelColor(image.width() // 2, image.height() // 2).name()


def test_the_part_stays_within_the_picture():
    image = QImage(800, 400, QImage.Format.Format_RGB32)
    assert portrait.square(image, 0.5, 0, 1).getRect() == (200, 0, 400, 400)
    assert portrait.square(image, 1.9, 0.9, 0.5).getRect() == (600, 200, 200, 200)
    assert portrait.square(image, -3, -3, 9).getRect() == (0, 0, 400, 400)


def test_the_middle_is_taken_and_a_drag_takes_another_part(play, client, tmp_path):
    picture = three_fields(tmp_path / "fields.png")
    taken: list[Path] = []
    opened: list[bool] = []

    async def chosen(on: Stage, by: int) -> str:
        done = len(taken) + 1
        on.find("cropZoom").setProperty("value", 1)
        on.shell.portrait.begin(
            QUrl.fromLocalFile(str(picture)), lambda url: taken.append(Path(url.toLocalFile()))
        )
        stage = on.find("cropStage")
        while len(opened) < done:
            await on.settle()
        while not stage.property("ready"):
            await on.settle()
        if by:
            centre = stage.mapToScene(QPointF(stage.width() / 2, stage.height() / 2)).toPoint()
            await drag(on, centre, centre + QPoint(by, 0))
        on.call("crop", "done")
        while len(taken) < done:
            await on.settle()
        return middle(taken[-1])

    async def act(on: Stage) -> None:
        on.shell.portrait.wanted.connect(lambda: opened.append(True))
        await on.settle()
        assert await chosen(on, 0) == QColor("green").name()
        assert await chosen(on, 160) == QColor("red").name()
        assert await chosen(on, -160) == QColor("blue").name()

    play(act, client)


def test_what_is_no_picture_is_said_in_a_line(play, client, tmp_path):
    text = tmp_path / "text.png"
    text.write_text("no picture")

    async def act(on: Stage) -> None:
        told: list[str] = []
        on.shell.told.connect(told.append)
        on.shell.portrait.begin(QUrl.fromLocalFile(str(text)), lambda _: None)
        while not told:
            await on.settle()
        assert told == ["This is no picture that can be shown."]

    play(act, client, language="en")


def test_a_picture_is_removed_when_the_profile_is_saved(play, client, tmp_path):
    own = three_fields(tmp_path / "own.png")
    account = client.accounts.items[0]
    client.accounts.items.put(replace(account, avatar=str(own)))

    async def act(on: Stage) -> None:
        on.call("profile", "open")
        await on.settle()
        assert "own.png" in on.shell.me.picture
        on.shell.me.dropPicture()
        assert on.shell.me.picture == ""
        assert client.accounts.items[0].avatar
        on.call("profile", "done")
        await on.settle()
        assert client.accounts.items[0].avatar == ""

    play(act, client)

"""What is chosen in a dialogue for files arrives, whosever dialogue it is."""

from PySide6.QtWidgets import QApplication, QFileDialog
from tests.desktop.gallery import talk
from tests.desktop.stage import Stage

from magpie.desktop.ui.choosing import Choosing


def test_a_file_chosen_in_qts_own_dialogue_is_offered(play, client, tmp_path):
    path = tmp_path / "tide tables.txt"
    path.write_text("high water at six")

    async def act(on: Stage) -> None:
        await talk(on)
        choosing: Choosing = on.shell.choosing
        choosing.attach()
        (dialog,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.selectFile(str(path))
        dialog.accept()
        await on.settle()
        (offered,) = on.shell.talking.view.files.outgoing
        assert offered["name"] == path.name

    play(act, client)

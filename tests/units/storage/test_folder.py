"""The data folder: whose it is, who uses it, what it remembers."""

import subprocess
import sys

import pytest

from magpie.storage.errors import StorageError
from magpie.storage.folder import Folder


def test_it_is_made_private(tmp_path):
    with Folder.open(tmp_path / "a" / "data") as folder:
        assert folder.path.stat().st_mode & 0o777 == 0o700
        assert folder.database_url == f"sqlite:///{tmp_path}/a/data/magpie.db"
        assert folder.free() > 0


def test_two_servers_never_share_it(tmp_path):
    code = f"from magpie.storage.folder import Folder; Folder.open({str(tmp_path)!r})"
    with Folder.open(tmp_path):
        with pytest.raises(StorageError, match="Another server"):
            Folder.open(tmp_path)
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        assert b"Another server" in other.stderr
    Folder.open(tmp_path).close()


def test_what_is_no_folder_is_refused(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(StorageError, match="unusable"):
            Folder.open(path)


def test_it_remembers_its_database_though_moved(tmp_path):
    with Folder.open(tmp_path / "one") as folder:
        assert not folder.had_database(folder.path / "magpie.db")
        folder.note_database(folder.path / "magpie.db")
    (tmp_path / "one").rename(tmp_path / "two")
    with Folder.open(tmp_path / "two") as folder:
        assert folder.had_database(folder.path / "magpie.db")
        assert not folder.had_database(folder.path / "other.db")

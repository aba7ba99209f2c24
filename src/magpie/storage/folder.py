"""The data folder: private to its user, and of one server at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from magpie.storage.errors import StorageError

DATABASE = "magpie.db"
LOCK = "lock"
MARKER = "database"  # names the database file that belongs here, once there has been one


class Folder:
    """A locked data folder. Make it with `open`; closing it, or the end of the process, unlocks."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def open(cls, path: Path) -> Self:
        """Create the folder where it is missing, and lock it. Raises StorageError."""
        path = Path(os.path.abspath(path))
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageError(f"The data folder {path} is unusable: {error.strerror}.") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            text = f"Another server is using the data folder {path}; stop it first."
            raise StorageError(text) from error
        return cls(path, lock)

    @property
    def database_url(self) -> str:
        """Where the database is when the settings do not say otherwise."""
        return f"sqlite:///{self.path / DATABASE}"

    def free(self) -> int:
        """Bytes that may still be written here."""
        return shutil.disk_usage(self.path).free

    def had_database(self, file: Path) -> bool:
        """Whether the database `file` was made here in the past."""
        marker = self.path / MARKER
        return marker.exists() and marker.read_text().strip() == str(self._name(file))

    def note_database(self, file: Path) -> None:
        """Remember that the database `file` belongs to this folder."""
        if not self.had_database(file):
            (self.path / MARKER).write_text(f"{self._name(file)}\n")

    def close(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _name(self, file: Path) -> Path:
        """Relative, where it lies inside: the whole folder may be moved."""
        file = Path(os.path.abspath(file))
        return file.relative_to(self.path) if file.is_relative_to(self.path) else file

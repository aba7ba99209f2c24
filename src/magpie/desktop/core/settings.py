"""Settings on disk: one small JSON file, written whole at each change."""

import json
from pathlib import Path
from typing import Any, TypeVar

from magpie.base.log import get_logger
from magpie.desktop.core.observe import Signal
from magpie.desktop.core.setting import Setting

log = get_logger(__name__)

T = TypeVar("T")


class Settings:
    """See `core.api.Settings`. A file that cannot be read is as good as none."""

    def __init__(self, path: Path) -> None:
        self.changed: Signal[str] = Signal()
        self._path = path
        self._values: dict[str, Any] = {}
        try:
            read = json.loads(path.read_text("utf-8"))
            self._values = read if isinstance(read, dict) else {}
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            log.warning("settings.unreadable", path=path, reason=str(error))

    def get(self, setting: Setting[T]) -> T:
        value = self._values.get(setting.name, setting.default)
        return value if type(value) is type(setting.default) else setting.default

    def set(self, setting: Setting[T], value: T) -> None:
        if self.get(setting) == value:
            return
        self._values[setting.name] = value
        self._write()
        self.changed.emit(setting.name)

    def _write(self) -> None:
        part = self._path.with_name(self._path.name + ".part")
        try:
            part.write_text(json.dumps(self._values, indent=1, ensure_ascii=False), "utf-8")
            part.replace(self._path)
        except OSError as error:  # the choice holds until the end of the program
            log.warning("settings.unwritten", path=self._path, reason=str(error))

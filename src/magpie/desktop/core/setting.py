"""The settings there are, each with its default."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One thing a person may choose; `default` gives its type too."""

    name: str
    default: T


THEME = Setting("theme", "system")  # system, light, dark
LANGUAGE = Setting("language", "system")  # system, en, zh_CN
NOTIFY = Setting("notify", default=True)
NOTIFY_TEXT = Setting("notify_text", default=True)  # the notification shows what was written
SOUND = Setting("sound", default=True)
DO_NOT_DISTURB = Setting("do_not_disturb", default=False)
TRAY = Setting("tray", default=True)  # closing the window leaves the program in the tray
START_MINIMISED = Setting("start_minimised", default=False)
SEND_TYPING = Setting("send_typing", default=True)
SEND_READ = Setting("send_read", default=True)
SPELL_CHECK = Setting("spell_check", default=True)
OWN_WORDS = Setting("own_words", "")  # one a line: right, whatever the dictionaries say
DOWNLOADS = Setting("downloads", "")  # a folder, "" for the system's own
DOWNLOAD_UP_TO = Setting("download_up_to", 5_000_000)  # bytes: pictures are fetched by themselves
WINDOW = Setting("window", "")  # its place, as Qt writes it
LIST_WIDTH = Setting("list_width", 320)
LAST_CONVERSATION = Setting("last_conversation", 0)

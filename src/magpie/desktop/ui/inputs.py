"""Input methods: Qt's own plugin for one of them comes with it, the other's may be the system's."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale

translate = QCoreApplication.translate
ASIAN = {QLocale.Language.Chinese, QLocale.Language.Japanese, QLocale.Language.Korean}
# Where distributions keep the plugins of their Qt 6: fcitx5's is not in the wheel of PySide6.
SYSTEM = ("/usr/lib/*/qt6/plugins", "/usr/lib64/qt6/plugins", "/usr/lib/qt6/plugins")
CONTEXTS = "platforminputcontexts"


def wanted(environment: Mapping[str, str]) -> str:
    """The input method that this desktop is set up for: `fcitx`, `ibus` or ""."""
    name = environment.get("QT_IM_MODULE") or environment.get("XMODIFIERS", "").partition("@im=")[2]
    return "fcitx" if name.startswith("fcitx") else name if name == "ibus" else ""


def has_fcitx(folder: Path) -> bool:
    return any(folder.glob("libfcitx*platforminputcontextplugin.so"))


def system_plugins() -> list[Path]:
    """Folders with an fcitx5 plugin of the system's Qt 6."""
    root = Path("/")
    found = (folder for place in SYSTEM for folder in root.glob(place.lstrip("/")))
    return [folder for folder in found if has_fcitx(folder / CONTEXTS)]


def set_up(environment: dict[str, str]) -> None:
    """Before Qt starts: find fcitx5's plugin, or talk to it as ibus, which it can pretend to be.

    A plugin of the system's Qt is taken only if it was built for a Qt no newer than ours: Qt itself
    refuses others.
    """
    if wanted(environment) != "fcitx":
        return
    ours = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    if has_fcitx(ours / CONTEXTS):
        return
    if folders := system_plugins():
        QCoreApplication.addLibraryPath(str(folders[0]))
    else:
        environment["QT_IM_MODULE"] = "ibus"


def input_hint(environment: Mapping[str, str], locale: QLocale) -> str:
    """What to say in the settings; "" when there is nothing to say."""
    if wanted(environment) or locale.language() not in ASIAN:
        return ""
    return translate(
        "inputs",
        "No input method was found. Install fcitx5 or ibus and set QT_IM_MODULE to its name.",
    )

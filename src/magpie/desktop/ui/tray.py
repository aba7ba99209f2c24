"""The sign in the tray: the mark with how much is unread, and a menu."""

from PySide6.QtCore import QCoreApplication, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from magpie.desktop.core.setting import DO_NOT_DISTURB
from magpie.desktop.ui import pictures
from magpie.desktop.ui.shell import Shell

translate = QCoreApplication.translate
SIZE = 64
RED = "#D2453C"


def icon(unread: int = 0) -> QIcon:
    """The mark; with a badge when something is unread."""
    picture = QPixmap.fromImage(pictures.mark("", QSize(SIZE, SIZE)))
    if unread:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(RED))
        place = QRectF(SIZE * 0.4, SIZE * 0.4, SIZE * 0.6, SIZE * 0.6)
        painter.drawEllipse(place)
        font = QFont()
        font.setPixelSize(int(SIZE * (0.4 if unread < 10 else 0.3)))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor("#FFFFFF"))
        text = str(unread) if unread < 100 else "99+"
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
    return QIcon(picture)


def is_there() -> bool:
    """Whether the desktop has a tray just now: it may come later than the program, and go."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class Tray(QObject):
    """Shown as soon as the desktop has a tray."""

    clicked = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._sign = QSystemTrayIcon(icon(), self)
        self._menu = QMenu()
        self._quiet = QAction(self._menu)
        self._quiet.setCheckable(True)
        self._quiet.triggered.connect(
            lambda: shell.client.settings.set(DO_NOT_DISTURB, self._quiet.isChecked())
        )
        self._open = self._menu.addAction("", self.clicked.emit)
        self._menu.addAction(self._quiet)
        self._menu.addSeparator()
        self._quit = self._menu.addAction("", shell.quit)
        self._sign.setContextMenu(self._menu)
        self._sign.activated.connect(self._activated)
        self._unread = -1
        shell.unreadChanged.connect(self.refresh)
        shell.languageChanged.connect(self.refresh)
        self._forget = shell.client.settings.changed.connect(lambda _: self.refresh())
        self.refresh()
        self._sign.show()

    def close(self) -> None:
        self._forget()
        self._sign.hide()

    def refresh(self) -> None:
        """The badge and the words as they are now."""
        self._open.setText(translate("tray", "Open Magpie"))
        self._quiet.setText(translate("tray", "Do not disturb"))
        self._quit.setText(translate("tray", "Quit"))
        self._quiet.setChecked(self._shell.client.settings.get(DO_NOT_DISTURB))
        unread = self._shell.unread
        if unread != self._unread:
            self._unread = unread
            self._sign.setIcon(icon(unread))
            said = translate("tray", "%n unread", "", unread) if unread else ""
            self._sign.setToolTip(f"Magpie\n{said}" if said else "Magpie")

    def show(self, title: str, text: str) -> None:
        """A notification where no service for them answers."""
        self._sign.showMessage(title, text, icon())

    def _activated(self, why: QSystemTrayIcon.ActivationReason) -> None:
        if why is QSystemTrayIcon.ActivationReason.Trigger:
            self.clicked.emit()

"""QR codes: one's own address and invitations are drawn, those of others are read."""

import segno
import zxingcpp
from PySide6.QtCore import QCoreApplication, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage

from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.account import Invitation
from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.ui import words
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.prop import shown

translate = QCoreApplication.translate
LARGEST = 2000  # pixels a side: what is larger is made smaller before it is read


def draw(text: str) -> str:
    """The code of `text` as a `data:` address of a picture."""
    return segno.make(text, error="m", micro=False).png_data_uri(scale=8, border=2)


def read(image: QImage) -> str:
    """The text of the code in a picture; "" when there is none."""
    if image.isNull():
        return ""
    if max(image.width(), image.height()) > LARGEST:
        image = image.scaled(LARGEST, LARGEST, Qt.AspectRatioMode.KeepAspectRatio)
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    found = zxingcpp.read_barcode(rows)
    return found.text if found else ""


class CodeView(QObject):
    """The sheet with a code: one's own address, or a new invitation."""

    changed = Signal()

    def __init__(self, client: Client, deeds: Deeds) -> None:
        super().__init__()
        self._client, self._deeds = client, deeds
        self.account = 0
        self.address = ""
        self.text = ""
        self.is_inviting = self.is_busy = False
        self.wrong = ""

    link = shown(str, "text", changed)
    code = shown(QUrl, lambda self: QUrl(draw(self.text) if self.text else ""), changed)
    inviting = shown(bool, "is_inviting", changed)
    busy = shown(bool, "is_busy", changed)
    error = shown(str, "wrong", changed)
    note = shown(str, lambda self: self.said, changed)

    @property
    def said(self) -> str:
        if self.is_inviting:
            return translate(
                "codes", "One person can make an account with it, and is your contact then."
            )
        return translate("codes", "Whoever reads this code can write to you.")

    @Slot(bool)
    def show(self, inviting: bool) -> None:
        self.is_inviting, self.wrong = inviting, ""
        self.text = "" if inviting else f"xmpp:{self.address}"
        self.is_busy = inviting
        self.changed.emit()
        if inviting:
            self._deeds.do("invite", self._invite(), failed=self._failed)

    @Slot()
    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._deeds.told.emit(translate("codes", "Link copied"))

    async def _invite(self) -> None:
        text = link_of(await self._client.accounts.invite(self.account))
        if self.is_inviting:
            self.text, self.is_busy = text, False
            self.changed.emit()

    def _failed(self, problem: Problem) -> None:
        self.is_busy, self.wrong = False, words.problem(problem)
        self.changed.emit()


def link_of(invited: Invitation) -> str:
    """The invitation as a link (XEP-0379, 3.2; XEP-0401, 4)."""
    parts = [f"xmpp:{invited.contact or invited.domain}?"]
    parts.append("roster" if invited.contact else "register")
    parts.append(f";preauth={invited.token}")
    if invited.contact and invited.makes_account:
        parts.append(";ibr=y")
    if invited.server:
        parts.append(f";server={invited.server}")
    if invited.fingerprint:
        parts.append(f";fingerprint={invited.fingerprint.replace(':', '')}")
    return "".join(parts)

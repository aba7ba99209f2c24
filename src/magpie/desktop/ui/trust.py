"""Whom to trust: a certificate unknown so far is asked about, one that changed is refused."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.ui.prop import shown


class Trust(QObject):
    """The question while there is one. `trusted` has the fingerprint that a person said yes to."""

    changed = Signal()
    trusted = Signal(str)
    forgetting = Signal()

    def __init__(self, can_forget: Callable[[], bool]) -> None:
        super().__init__()
        self._can_forget = can_forget
        self._problem: Problem | None = None
        self.server_name = ""

    asking = shown(bool, lambda self: self._problem is not None, changed)
    refused = shown(bool, lambda self: self.is_other, changed)
    server = shown(str, "server_name", changed)
    fingerprint = shown(str, lambda self: self.shown_now, changed)
    expected = shown(str, lambda self: self._problem.expected if self._problem else "", changed)
    canForget = shown(bool, lambda self: self.is_other and self._can_forget(), changed)

    @property
    def is_other(self) -> bool:
        """Whether it is not the one that was trusted."""
        problem = self._problem
        return problem is not None and problem.reason is Reason.CERTIFICATE_CHANGED

    @property
    def shown_now(self) -> str:
        """What the server's invitations and its window show: its authority's, where it has one."""
        certificate = self._problem.certificate if self._problem else None
        return (certificate.authority or certificate.fingerprint) if certificate else ""

    def ask(self, problem: Problem, server: str) -> None:
        self._problem, self.server_name = problem, server
        self.changed.emit()

    @Slot()
    def trust(self) -> None:
        fingerprint, is_other = self.shown_now, self.is_other
        self.refuse()
        if fingerprint and not is_other:
            self.trusted.emit(fingerprint)

    @Slot()
    def refuse(self) -> None:
        if self._problem is not None:
            self._problem = None
            self.changed.emit()

    @Slot()
    def forget(self) -> None:
        """The one that was trusted is to be forgotten, by a person who knows why it changed."""
        self.refuse()
        self.forgetting.emit()

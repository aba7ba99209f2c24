"""Notices: what may be worth a notification. Whether to show it is the screen's to decide."""

from dataclasses import dataclass

from magpie.desktop.core.entities.account import Account
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.entities.group import Group, GroupInvitation
from magpie.desktop.core.entities.message import Message
from magpie.desktop.core.entities.person import Request
from magpie.desktop.core.entities.problem import Problem
from magpie.desktop.core.entities.transfer import Transfer


@dataclass(frozen=True, slots=True)
class NewMessage:
    """Somebody wrote, just now (not history that was fetched).

    Attributes:
        is_muted: whether its conversation is, or one does not want to hear of such messages.
    """

    conversation: Conversation
    message: Message
    is_muted: bool


@dataclass(frozen=True, slots=True)
class NewRequest:
    """Somebody wants to be a contact."""

    request: Request


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Somebody asks one into a group."""

    invitation: GroupInvitation


@dataclass(frozen=True, slots=True)
class GroupEnded:
    """One is in a group no more, and not by one's own doing: `group.problem` says why."""

    group: Group


@dataclass(frozen=True, slots=True)
class InvitationRefused:
    """A group does not take one's invitation of somebody."""

    group: Group
    problem: Problem


@dataclass(frozen=True, slots=True)
class TransferEnded:
    """A file is over, or never will be: told on both sides."""

    transfer: Transfer


@dataclass(frozen=True, slots=True)
class TransferOffered:
    """Somebody offers a file and waits for an answer."""

    transfer: Transfer


@dataclass(frozen=True, slots=True)
class AccountRefused:
    """An account cannot sign in any more: `account.problem` says why."""

    account: Account


@dataclass(frozen=True, slots=True)
class HistoryRebuilt:
    """The local database was damaged, is kept aside at `kept`, and comes back from the server."""

    kept: str


Notice = (
    NewMessage
    | NewRequest
    | NewInvitation
    | GroupEnded
    | InvitationRefused
    | TransferEnded
    | TransferOffered
    | AccountRefused
    | HistoryRebuilt
)

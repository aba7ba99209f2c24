"""The message of the day, told to each account once, and a greeting for new accounts."""

from __future__ import annotations

from magpie.server.api import AccountCreated, Host, SessionAvailable, Xep

XEPS: tuple[Xep, ...] = ()


def setup(host: Host) -> None:
    """Tell them when their time has come."""

    def available(news: SessionAvailable) -> None:
        host.announcements.show_motd(news.session.account)

    def created(news: AccountCreated) -> None:
        host.announcements.greet(news.account)

    host.watch(SessionAvailable, available)
    host.watch(AccountCreated, created)

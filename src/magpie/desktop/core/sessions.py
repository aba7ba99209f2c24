"""The sessions of all accounts, for those who need the one of an account."""

from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.session import Session


class Sessions:
    """By the account's id."""

    def __init__(self) -> None:
        self._by_account: dict[int, Session] = {}

    def put(self, session: Session) -> None:
        self._by_account[session.account] = session

    def find(self, account: int) -> Session | None:
        return self._by_account.get(account)

    def online(self, account: int) -> Session:
        """The session, connected.

        Raises:
            Problem: NOT_CONNECTED.
        """
        session = self._by_account.get(account)
        if session is None or not session.is_online:
            raise Problem(Reason.NOT_CONNECTED)
        return session

    def remove(self, account: int) -> Session | None:
        return self._by_account.pop(account, None)

    def all(self) -> list[Session]:
        return list(self._by_account.values())

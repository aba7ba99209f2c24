"""One's own accounts."""

from pathlib import Path
from typing import Protocol

from magpie.desktop.core.entities.account import Account, Invitation, Server, Show, SignIn, SignUp
from magpie.desktop.core.entities.card import Card
from magpie.desktop.core.observe import ObservableList


class Accounts(Protocol):
    """One's own accounts. Key of the list: `Account.id`; order: as they were added."""

    items: ObservableList[Account]
    can_remember: bool
    """Whether this machine has a keyring. Without one, say so, and ask at each start."""

    async def sign_in(self, how: SignIn) -> Account:
        """Sign in, keep the account, and stay connected from now on.

        An account that is here already gets the new password and server.

        Raises:
            Problem: with CERTIFICATE_UNKNOWN, ask, and call again with `trusted` set to the
                fingerprint that was shown. CERTIFICATE_CHANGED is not to be waved through:
                `forget_certificate` comes first, by a person who knows why.
        """
        ...

    async def sign_up(self, how: SignUp) -> Account:
        """Make the account on the server, then as `sign_in`."""
        ...

    async def connect(self, account: int) -> None:
        """Try now: after REFUSED, or instead of waiting."""
        ...

    async def sign_out(self, account: int) -> None:
        """Disconnect, and stay so after the next start. History stays here."""
        ...

    async def forget(self, account: int) -> None:
        """Sign out, and remove its history, files' records and password from this machine."""
        ...

    async def delete(self, account: int) -> None:
        """From the server, with all that it keeps (XEP-0077), and then as `forget`."""
        ...

    async def forget_certificate(self, account: int) -> None:
        """Trust nothing yet: the next sign-in asks."""
        ...

    async def change_password(self, account: int, password: str) -> None:
        """On the server, and in the keyring if it is remembered."""
        ...

    async def show(self, account: int, show: Show, status: str = "") -> None:
        """What others see."""
        ...

    async def set_profile(self, account: int, name: str, picture: Path | None = None) -> None:
        """One's own name, and a picture where one is given (any format; it is made small)."""
        ...

    async def remove_picture(self, account: int) -> None: ...

    async def card(self, account: int) -> Card:
        """One's own profile card, as others see it."""
        ...

    async def set_card(self, account: int, card: Card) -> None:
        """All of it but the picture; the nick is the name of `set_profile`."""
        ...

    def servers(self) -> ObservableList[Server]:
        """Those that announce themselves on the LAN, live; key: `Server.domain`. Looking begins
        with the first call and ends with `stop_looking`."""
        ...

    def stop_looking(self) -> None: ...

    async def invite(self, account: int) -> Invitation:
        """A new invitation for one person, where the server makes them (XEP-0401)."""
        ...

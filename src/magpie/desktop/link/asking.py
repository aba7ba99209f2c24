"""What is asked of one's own server: contacts, profiles, read positions, files, the account."""

from collections.abc import Callable
from pathlib import Path

from magpie.desktop.core import link as told
from magpie.desktop.core.entities.account import Invitation
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.link import contacts, enrolment, pep, profiles
from magpie.desktop.link.http import Web
from magpie.desktop.link.names import NS_BLOCKING, NS_ROSTER, child, make
from magpie.desktop.link.places import Place
from magpie.desktop.link.services import Services
from magpie.desktop.link.stream import Stream


class Asking:
    """The part of `core.link.Link` that is questions and answers."""

    def __init__(self) -> None:
        self._stream: Stream | None = None
        self._services: Services | None = None
        self._place: Place | None = None
        self._own = ""

    @property
    def stream(self) -> Stream:
        """The stream of this session; Problem NOT_CONNECTED without one."""
        if self._stream is None:
            raise Problem(Reason.NOT_CONNECTED)
        return self._stream

    async def contacts(self) -> tuple[told.Contact, ...]:
        answer = await self.stream.ask("get", make("query", NS_ROSTER))
        return tuple(contacts.entries(child(answer, "query", NS_ROSTER))[0])

    async def set_contact(self, contact: told.Contact) -> None:
        await self.stream.ask("set", contacts.entry(contact))

    async def remove_contact(self, address: str) -> None:
        await self.stream.ask("set", contacts.removal(address))

    async def blocked(self) -> tuple[str, ...]:
        answer = await self.stream.ask("get", make("blocklist", NS_BLOCKING))
        return contacts.blocked(child(answer, "blocklist", NS_BLOCKING))

    async def set_blocked(self, address: str, is_blocked: bool) -> None:
        await self.stream.ask("set", contacts.block(address, is_blocked=is_blocked))

    async def profile(self, address: str) -> told.Profile:
        return await profiles.fetch(self.stream, address)

    async def picture(self, address: str, hash: str) -> bytes:
        return await profiles.picture(self.stream, address, hash)

    async def set_profile(self, profile: told.Profile) -> None:
        await profiles.publish(self.stream, profile)

    async def remove_picture(self, name: str) -> None:
        await profiles.remove_picture(self.stream, name)

    async def read_positions(self) -> list[told.ReadElsewhere]:
        return await profiles.read_positions(self.stream)

    async def set_read_position(self, peer: str, stanza_id: str, *, is_group: bool = False) -> None:
        by = peer if is_group else self._own
        await self.stream.ask("set", pep.read_position(peer, stanza_id, by))

    async def slot(self, name: str, size: int, type: str) -> told.Slot:
        if self._services is None:
            raise Problem(Reason.NOT_CONNECTED)
        return await self._services.slot(name, size, type)

    async def upload(
        self, slot: told.Slot, path: Path, type: str, told: Callable[[int], object]
    ) -> str:
        return await self._web().upload(slot, path, type, told)

    async def download(
        self, url: str, part: Path, size: int, told: Callable[[int], object]
    ) -> None:
        await self._web().download(url, part, size, told)

    async def change_password(self, password: str) -> None:
        await enrolment.change_password(self.stream, self._own, password)

    async def invite(self) -> Invitation:
        return await enrolment.invite(self.stream, self._own.partition("@")[2])

    def _web(self) -> Web:
        host = self._place.host if self._place else ""
        return Web(self._own.partition("@")[2], host, self.stream.trusted)

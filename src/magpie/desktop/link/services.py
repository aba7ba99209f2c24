"""What the server can do: discovery (XEP-0030), its clock (0202), its room for files (0363)."""

from slixmpp.xmlstream import ET

from magpie.base.clock import Clock
from magpie.base.log import get_logger
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.link import Abilities, Slot
from magpie.desktop.link import dates
from magpie.desktop.link.names import (
    NS_ARCHIVE,
    NS_BLOCKING,
    NS_DISCO_INFO,
    NS_DISCO_ITEMS,
    NS_MUC,
    NS_PUBSUB,
    NS_TIME,
    NS_UPLOAD,
    child,
    children,
    get,
    make,
    number,
    text,
)
from magpie.desktop.link.stream import Stream

log = get_logger(__name__)

NO_LIMIT = 2**53  # bytes, where the server names none
HEADERS = {"authorization", "cookie", "expires"}  # XEP-0363, 4: and no others
ITEMS_MAX = 30


class Services:
    """Of one session."""

    def __init__(self, stream: Stream, own: str, clock: Clock) -> None:
        self._stream = stream
        self._own = own
        self._domain = own.partition("@")[2]
        self._clock = clock
        self.uploads = ""  # the address that gives slots
        self.proxies: list[str] = []  # the addresses of bytestream proxies (XEP-0065)

    async def look(self) -> Abilities:
        """Ask the account, the server, and what belongs to it."""
        account = await self._features(self._own)
        server = await self._features(self._domain)
        limit = self._uploads(self._domain, server)
        rooms = ""
        for address in await self._items():
            found = await self._features(address)
            limit = limit or self._uploads(address, found)
            if found is not None and _identity(found) == ("proxy", "bytestreams"):
                self.proxies.append(address)
            if _has(found, NS_MUC) and not rooms:
                rooms = address
        return Abilities(
            archive=_has(account, NS_ARCHIVE) or _has(server, NS_ARCHIVE),
            blocking=_has(server, NS_BLOCKING),
            read_positions=_has(account, f"{NS_PUBSUB}#publish-options"),
            upload_limit=limit,
            rooms=rooms,
            ahead=await self._ahead(),
        )

    async def slot(self, name: str, size: int, type: str) -> Slot:
        """XEP-0363, 4."""
        if not self.uploads:
            raise Problem(Reason.NO_UPLOADS)
        request = make("request", NS_UPLOAD, filename=name, size=str(size), content__type=type)
        answer = child(await self._stream.ask("get", request, to=self.uploads), "slot", NS_UPLOAD)
        put = child(answer, "put", NS_UPLOAD)
        return Slot(
            get(put, "url"),
            get(child(answer, "get", NS_UPLOAD), "url"),
            tuple(
                (get(one, "name"), (one.text or "").replace("\n", "").replace("\r", ""))
                for one in children(put, "header", NS_UPLOAD)
                if get(one, "name").lower() in HEADERS
            ),
        )

    async def _features(self, address: str) -> ET.Element | None:
        try:
            answer = await self._stream.ask("get", make("query", NS_DISCO_INFO), to=address)
        except Problem as problem:
            if problem.reason is Reason.NOT_CONNECTED:
                raise
            log.debug("disco.failed", address=address, reason=str(problem))
            return None
        return child(answer, "query", NS_DISCO_INFO)

    async def _items(self) -> list[str]:
        try:
            found = await self._stream.ask("get", make("query", NS_DISCO_ITEMS), to=self._domain)
        except Problem:
            return []
        items = children(child(found, "query", NS_DISCO_ITEMS), "item", NS_DISCO_ITEMS)
        return [get(item, "jid") for item in items if not get(item, "node")][:ITEMS_MAX]

    def _uploads(self, address: str, info: ET.Element | None) -> int:
        if not _has(info, NS_UPLOAD):
            return 0
        self.uploads = address
        for form in children(info, "x", "jabber:x:data"):
            for field in children(form, "field", "jabber:x:data"):
                if field.get("var") == "max-file-size":
                    return number(text(field, "value", "jabber:x:data")) or NO_LIMIT
        return NO_LIMIT

    async def _ahead(self) -> int:
        """µs that the server's clock is ahead of ours (half of the way there is not ours)."""
        began = self._clock.monotonic()
        try:
            answer = await self._stream.ask("get", make("time", NS_TIME), to=self._domain)
        except Problem:
            return 0
        way = (self._clock.monotonic() - began) / 2 * 1_000_000
        told = dates.read(text(child(answer, "time", NS_TIME), "utc", NS_TIME))
        ahead = told + round(way) - self._clock.now() if told else 0
        # Stamps may be cut to seconds: what is less is no difference.
        return ahead if abs(ahead) > 1_500_000 else 0


def _has(info: ET.Element | None, feature: str) -> bool:
    return any(get(one, "var") == feature for one in children(info, "feature", NS_DISCO_INFO))


def _identity(info: ET.Element) -> tuple[str, str]:
    one = child(info, "identity", NS_DISCO_INFO)
    return get(one, "category"), get(one, "type")

"""What stands in an export, one thing at a time: accounts, rooms, circles, nodes of the service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from magpie.portability import messages
from magpie.portability.messages import Unreadable
from magpie.portability.names import OWN, PUBSUB
from magpie.portability.nodes import Nodes
from magpie.portability.reading import Unusable
from magpie.portability.report import Report
from magpie.portability.staging import Stage
from magpie.xmpp.document import Closed, Opened, Piece
from magpie.xmpp.element import Element
from magpie.xmpp.jid import Jid, JidError

PARTS_MAX = 256 << 20  # bytes of one account without its messages


@dataclass(slots=True)
class Thing:
    """Something with an owner: an account, a room, the pubsub service.

    Attributes:
        kind: user, room or service; "circle" and "server" have one element and no owner.
        owner: its bare address.
        attrs: of its element.
        parts: its elements, as far as they are not one of the following.
        archive, waiting: its messages; what was not delivered yet.
        report: what of it could not be read.
    """

    kind: str
    owner: str
    attrs: Mapping[str, str]
    parts: list[Element] = field(default_factory=list)
    nodes: Nodes = field(default_factory=Nodes)
    archive: Stage = field(default_factory=Stage)
    waiting: Stage = field(default_factory=Stage)
    report: Report = field(default_factory=Report)

    def close(self) -> None:
        """Let go of its messages."""
        self.archive.close()
        self.waiting.close()


class Things:
    """Reads things from pieces. Messages of other domains are not read."""

    def __init__(
        self, pieces: Iterator[Piece], domain: str | None, now: int, report: Report
    ) -> None:
        """`domain`: the one whose things are wanted; `None`: the first."""
        self._pieces = pieces
        self.domain = domain
        self._now = now
        self._size = 0
        self.report = report

    def __iter__(self) -> Iterator[Thing]:
        """Iterate over them. Raises Unusable."""
        for piece in self._pieces:
            if isinstance(piece, Opened) and piece.element.name == "server-data":
                yield from self._server()
                return
            raise Unusable("it is no file of XEP-0227: server-data is missing")
        raise Unusable("it is empty")

    def _server(self) -> Iterator[Thing]:
        for piece in self._inside():
            if isinstance(piece, Opened):
                yield from self._host(piece.element)
            elif (piece.name, piece.ns) == ("server", OWN):
                yield Thing("server", "", piece.attrs)
            else:
                self._unknown(self.report, piece)

    def _host(self, host: Element) -> Iterator[Thing]:
        try:
            domain = Jid.parse(host.get("jid") or "")
        except JidError:
            domain = Jid("", "?")
        if self.domain is None and domain.is_domain and domain.text != "?":
            self.domain = domain.text
        if domain.text != self.domain:
            number = sum(1 for piece in self._inside() if self._skipped(piece))
            why = f"{domain}: this server is of {self.domain}"
            self.report.drop("accounts", why, number)
            return
        for piece in self._inside():
            if isinstance(piece, Opened):
                yield self._owned(piece.element)
            elif (piece.name, piece.ns) == ("circle", OWN):
                yield Thing("circle", "", piece.attrs, [piece])
            else:
                self._unknown(self.report, piece)

    def _skipped(self, piece: Opened | Element) -> bool:
        if isinstance(piece, Opened):
            self._skip()
            return piece.element.name == "user"
        return False

    def _owned(self, element: Element) -> Thing:
        """A user, a room or a service, with all that is in it."""
        owner = element.get("jid") or ""
        if element.name == "user":
            name = element.get("name") or ""
            try:
                owner = Jid.of(name, self.domain or "").text if name else ""
            except JidError:
                owner = ""
        thing = Thing(element.name, owner, element.attrs)
        self._size = 0
        for piece in self._inside():
            if isinstance(piece, Element):
                self._weigh(piece)
                thing.parts.append(piece)
            elif not owner:
                self._skip()
            elif piece.element.name == "archive":
                self._archive(thing)
            elif piece.element.name == "offline-messages":
                self._offline(thing)
            else:
                self._pubsub(thing, piece.element.ns)
        return thing

    def _archive(self, thing: Thing) -> None:
        for piece in self._inside():
            if isinstance(piece, Opened):
                self._skip()
                continue
            try:
                thing.archive.put(messages.read_result(piece, thing.owner, self._now))
            except Unreadable as error:
                thing.report.drop("messages", f"{thing.owner}: {error}")

    def _offline(self, thing: Thing) -> None:
        for piece in self._inside():
            if isinstance(piece, Opened):
                self._skip()
                continue
            try:
                found, is_beside = messages.read_waiting(piece, thing.owner, self._now)
            except Unreadable as error:
                thing.report.drop("waiting", f"{thing.owner}: {error}")
                continue
            if is_beside is not False:
                thing.waiting.put(found)

    def _pubsub(self, thing: Thing, ns: str) -> None:
        for piece in self._inside():
            if isinstance(piece, Element):
                self._weigh(piece)
                if ns == PUBSUB or not thing.nodes.put_owner(piece):
                    self._unknown(thing.report, piece)
                continue
            node = piece.element.get("node")
            if node is not None:
                thing.nodes.items.setdefault(node, [])
            for item in self._inside():
                if not isinstance(item, Element):
                    self._skip()
                    continue
                self._weigh(item)
                if node is None or not thing.nodes.put_item(node, item):
                    self._unknown(thing.report, item)

    def _inside(self) -> Iterator[Opened | Element]:
        """The pieces up to the end of the element of the frame that began last."""
        for piece in self._pieces:
            if isinstance(piece, Closed):
                return
            yield piece

    def _skip(self) -> None:
        for piece in self._inside():
            if isinstance(piece, Opened):
                self._skip()

    def _weigh(self, element: Element) -> None:
        self._size += len(element.to_bytes())
        if self._size > PARTS_MAX:
            raise Unusable(f"one account has more than {PARTS_MAX} bytes beside its messages")

    @staticmethod
    def _unknown(report: Report, element: Element) -> None:
        # XEP-0227, 4: "SHOULD ignore the unknown data, SHOULD notify the operator"
        report.drop("unknown", f"<{element.name} xmlns='{element.ns}'>")

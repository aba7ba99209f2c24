"""XEP-0166: Jingle sessions that carry one file (XEP-0234): what is said, and who waits for it."""

import asyncio
import base64
import binascii
from dataclasses import dataclass, field

from slixmpp.xmlstream import ET

from magpie.desktop.core.entities.message import File
from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.core.safe import file_name
from magpie.desktop.link.files import TYPE
from magpie.desktop.link.names import NS_HASHES, NS_JINGLE, add, child, children, get, make, number
from magpie.desktop.link.names import text as text_of

NS_TRANSFER = "urn:xmpp:jingle:apps:file-transfer:5"
NS_SOCKS = "urn:xmpp:jingle:transports:s5b:1"
NS_BYTES = "urn:xmpp:jingle:transports:ibb:1"
ANSWER_WITHIN = 600.0  # seconds for a person to say yes or no
STEP_WITHIN = 30.0
REASONS = {
    "decline": Reason.DECLINED,
    "busy": Reason.DECLINED,
    "cancel": Reason.UNAVAILABLE,
    "gone": Reason.UNAVAILABLE,
    "media-error": Reason.DAMAGED,
    "connectivity-error": Reason.NOT_CONNECTED,
    "failed-transport": Reason.NOT_CONNECTED,
    "unsupported-applications": Reason.UNSUPPORTED,
    "unsupported-transports": Reason.UNSUPPORTED,
}


@dataclass(slots=True)
class JingleSession:
    """One file between two devices.

    Attributes:
        sid: its name; `line` the name of its bytestream (XEP-0260, 2.1), which may be another;
            `peer` the other device, `own` ours, as full addresses.
        is_initiator: whether we offered it, and so send it.
        name, creator: of its one content.
        offer: what was offered, where they did.
        steps: what the other side has said and nobody has taken yet.
    """

    sid: str
    peer: str
    own: str
    is_initiator: bool
    name: str = "file"
    creator: str = "initiator"
    offer: ET.Element | None = None
    line: str = ""
    steps: asyncio.Queue[ET.Element] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self.line = self.line or self.sid

    @property
    def initiator(self) -> str:
        return self.own if self.is_initiator else self.peer

    @property
    def responder(self) -> str:
        return self.peer if self.is_initiator else self.own

    def action(self, action: str, *parts: ET.Element) -> ET.Element:
        """What is said about the content."""
        one = make("jingle", NS_JINGLE, action=action, sid=self.sid)
        if action == "session-initiate":
            one.set("initiator", self.own)
        if action == "session-accept":
            one.set("responder", self.own)
        content = add(one, "content", NS_JINGLE, creator=self.creator, name=self.name)
        content.set("senders", "initiator")
        for part in parts:
            content.append(part)
        return one

    def end(self, reason: str) -> ET.Element:
        """Session-terminate, with a reason of XEP-0166, 7.4."""
        one = make("jingle", NS_JINGLE, action="session-terminate", sid=self.sid)
        add(add(one, "reason", NS_JINGLE), reason, NS_JINGLE)
        return one

    async def next(self, *actions: str, within: float = STEP_WITHIN) -> ET.Element:
        """The next of these steps. Raises Problem when the other side ends it, or says nothing."""
        try:
            async with asyncio.timeout(within):
                while True:
                    step = await self.steps.get()
                    if get(step, "action") == "session-terminate":
                        reason = ending(step)
                        if "session-terminate" in actions and reason == "success":
                            return step
                        raise Problem(REASONS.get(reason, Reason.UNAVAILABLE), reason)
                    if get(step, "action") in actions:
                        return step
        except TimeoutError:
            raise Problem(Reason.TIMED_OUT) from None


def ending(step: ET.Element) -> str:
    """Why a session ended."""
    reason = child(step, "reason", NS_JINGLE)
    return next((one.tag.rpartition("}")[2] for one in (reason if reason is not None else ())), "")


def transport(step: ET.Element | None, ns: str) -> ET.Element | None:
    return child(child(step, "content", NS_JINGLE), "transport", ns)


def description(file: File) -> ET.Element:
    """XEP-0234, 5."""
    one = make("description", NS_TRANSFER)
    inner = add(one, "file", NS_TRANSFER)
    add(inner, "name", NS_TRANSFER, file.name)
    add(inner, "size", NS_TRANSFER, str(file.size))
    add(inner, "media-type", NS_TRANSFER, file.type)
    if file.sha256:
        summed = base64.b64encode(bytes.fromhex(file.sha256)).decode()
        add(inner, "hash", NS_HASHES, summed, algo="sha-256")
    return one


def offered(step: ET.Element) -> File | None:
    """The file of an offer, None when it is of something else."""
    described = child(child(step, "content", NS_JINGLE), "description", NS_TRANSFER)
    inner = child(described, "file", NS_TRANSFER)
    if inner is None:
        return None
    media = text_of(inner, "media-type", NS_TRANSFER).lower()
    sums = [h.text or "" for h in children(inner, "hash", NS_HASHES) if get(h, "algo") == "sha-256"]
    try:
        sha = base64.b64decode(sums[0]).hex() if sums else ""
    except (binascii.Error, ValueError):
        sha = ""
    return File(
        name=file_name(text_of(inner, "name", NS_TRANSFER)),
        type=media if TYPE.fullmatch(media) else "application/octet-stream",
        size=number(text_of(inner, "size", NS_TRANSFER), -1),
        sha256=sha if len(sha) == 64 else "",
    )

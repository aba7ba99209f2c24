"""XEP-0363: HTTP File Upload. Slots for files, and which messages show them.

The bytes travel over the web site (`web/uploads.py`). A file goes with the last message that shows
it, as people expect who take back what they sent; see docs/features/uploads.md.
"""

from __future__ import annotations

import re
from typing import Any

from magpie.server.api import (
    AccountDeleted,
    AccountError,
    DiscoInfo,
    DiscoItems,
    Full,
    Host,
    IqRequest,
    Scope,
    TooLarge,
    UploadRules,
    Wanted,
    Xep,
)
from magpie.storage import uploads as table
from magpie.storage.journal import Committed, Entry
from magpie.xmpp import delay
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form
from magpie.xmpp.jid import Jid
from magpie.xmpp.parser import parse_element

XEPS = (
    Xep(363, version="1.2.0"),
    Xep(264, version="0.4.2", note="Passed on and kept; the server makes thumbnails too."),
    Xep(446, version="0.2.0", note="Passed on and kept."),
    Xep(447, version="0.3.1", note="Passed on and kept."),
)
Config = UploadRules
NS = "urn:xmpp:http:upload:0"
NS_PURPOSE = "urn:xmpp:http:upload:purpose:0"
NS_SID = "urn:xmpp:sid:0"
NS_RETRACT = ("urn:xmpp:message-retract:1", "urn:xmpp:message-retract:0")
PURPOSES = ("message", "profile", "ephemeral")
EVERY = 600.0  # seconds between two looks for files that are past their time
TYPE = re.compile(r"[\w!#$&^.+-]{1,64}/[\w!#$&^.+-]{1,100}", re.ASCII)  # RFC 6838, 4.2

WHY = {
    "total": "Your files fill the room that you have here. Retract messages with files first.",
    "daily": "You have sent as much as you may within a day.",
    "daily_files": "You have sent as many files as you may within a day.",
    "disk": "The server has no room for this file now.",
}


def setup(host: Host) -> None:
    """Give out slots, and follow the messages that show files."""
    feature = Feature(host)
    host.answer(DiscoInfo, feature.describe)
    host.answer(DiscoItems, feature.list_itself)
    host.on_iq("get", NS, "request", feature.slot, scope=Scope.HOST)
    host.journal.follow(b"/files/", feature.shown)
    host.journal.follow(b"urn:xmpp:message-retract:", feature.taken_back)
    host.watch(AccountDeleted, feature.account_deleted)
    host.on_start(feature.start)
    host.command("uploads.list", feature.list)
    host.command("uploads.delete", feature.delete)


class Feature:
    """Uploads on one host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._uploads = host.uploads

    # Slots

    def describe(self, question: DiscoInfo) -> None:
        """Section 4: the domain itself is the service, and says its limit beforehand."""
        host = self._host
        if question.target != host.jid or question.node is not None or not self._uploads.is_offered:
            return
        # COMPAT go-sendxmpp 0.5: sees the first identity only
        question.identities.insert(0, ("store", "file", "Files"))
        question.features.append(NS)
        question.features += [f"{NS_PURPOSE}#{purpose}" for purpose in PURPOSES]
        form_type = Field("FORM_TYPE", "hidden", (NS,))
        limit = Field("max-file-size", "", (str(self._uploads.rules.max_size),))
        question.forms.append(Form("result", (form_type, limit)).to_element())

    def list_itself(self, question: DiscoItems) -> None:
        """Section 4: known services SHOULD be among the items, and this is one.

        COMPAT go-sendxmpp 0.5: looks there only.
        """
        host = self._host
        is_host = question.target == host.jid and question.node is None
        if is_host and self._uploads.is_offered:
            question.items.append((host.domain, None, "Files"))

    async def slot(self, request: IqRequest) -> Element:
        """Section 5."""
        if not self._uploads.is_offered:
            raise StanzaError("service-unavailable", "This server has no web site for files.")
        wanted = wanted_of(request.payload, self._host.clock.now())
        try:
            made = await self._uploads.reserve(request.session.account, wanted)
        except TooLarge as error:
            raise too_large(error.limit) from error
        except Full as error:
            raise full(error) from error
        children = (
            Element("put", NS, {"url": self._uploads.put_url(made)}),
            Element("get", NS, {"url": self._uploads.get_url(made)}),
        )
        return Element("slot", NS, children=children)

    # Messages, of people and of rooms, that are on disk

    def shown(self, entry: Entry, committed: Committed) -> None:
        """A message shows files, it seems."""
        if is_lasting(entry):
            message = parse_element(entry.stanza)
            sender = Jid.parse(entry.sender)
            work = self._uploads.link(message, committed.id, sender, origin_of(message))
            self._host.task("link files", work)

    def taken_back(self, entry: Entry, _: Committed) -> None:
        """A message takes back another, which may have shown files."""
        id = retracted(parse_element(entry.stanza))
        if id:
            # What a room says itself is a moderator's word (XEP-0425)
            is_moderated = (entry.sender, entry.sender) in entry.owners
            sender = None if is_moderated else Jid.parse(entry.sender)
            self._host.task("retract", self._uploads.retract(sender, id))

    def account_deleted(self, _: AccountDeleted) -> None:
        """What no message shows went with the account."""
        self._host.task("delete files", self._uploads.clear())

    # Time

    async def start(self) -> None:
        """Look after old files, now and then."""
        self._host.clock.call_later(EVERY, self._tick)
        self._host.task("delete files", self._uploads.clear())

    def _tick(self) -> None:
        self._host.task("expire files", self._expire())

    async def _expire(self) -> None:
        try:
            await self._uploads.expire()
        finally:
            self._host.clock.call_later(EVERY, self._tick)

    # The operator

    async def list(self, name: str) -> list[dict[str, Any]]:
        """The files of an account, the newest first."""
        account = self._host.accounts.jid(name)
        if not self._host.accounts.is_there(account):
            raise AccountError("item-not-found", f"there is no account {name}")
        return [
            {
                "id": one.token,
                "name": one.name,
                "size": one.size,
                "type": one.type,
                "at": delay.to_text(one.stored or 0),
                "url": self._uploads.get_url(one),
            }
            for one in await self._host.db.read(table.of_owner, account.text)
        ]

    async def delete(self, id: str) -> None:
        """Delete a file by its id."""
        found = await self._host.db.read(table.by_token, id)
        if found is None:
            raise ValueError(f"there is no file {id}")
        await self._uploads.cancel(found)


# What is asked for


def wanted_of(request: Element, now: int) -> Wanted:
    """What a slot is wanted for. Raises StanzaError where that makes no sense."""
    name, size = request.get("filename"), request.get("size") or ""
    if not name or not (size.isascii() and size.isdigit() and len(size) < 19):
        raise StanzaError("bad-request", "A file has a name and a size in bytes.")
    kind = (request.get("content-type") or "").partition(";")[0].strip().lower()
    if kind and not TYPE.fullmatch(kind):
        raise StanzaError("bad-request", "This is no content type.")
    purpose, expires = purpose_of(request, now)
    return Wanted(name, int(size), kind, purpose, expires)


def purpose_of(request: Element, now: int) -> tuple[str, int | None]:
    """Section 6: the purpose, and until when a fleeting file is wanted at most."""
    given = [child for child in request if child.ns == NS_PURPOSE]
    if not given:
        return "message", None
    if len(given) > 1 or given[0].name not in PURPOSES:
        raise StanzaError("feature-not-implemented", "Files are kept for no such purpose here.")
    if given[0].name != "ephemeral":
        return given[0].name, None
    try:
        expires = delay.from_text(given[0].get("expire-before") or "")
    except ValueError as error:
        raise StanzaError("bad-request", f"expire-before: {error}.") from error
    if expires <= now:
        raise StanzaError("not-acceptable", "That time is over.")
    return "ephemeral", expires


# Refusals, section 7


def too_large(limit: int) -> StanzaError:
    """The largest file is told with the refusal."""
    inner = Element("max-file-size", NS, text=str(limit))
    extra = Element("file-too-large", NS, children=(inner,))
    text = f"The file is too large: at most {limit} bytes."
    return StanzaError("not-acceptable", text, extra=extra)


def full(error: Full) -> StanzaError:
    """No room now; when there will be, where that is known."""
    extra = None
    if error.retry is not None:
        extra = Element("retry", NS, {"stamp": delay.to_text(error.retry)})
    return StanzaError("resource-constraint", WHY[error.bound], type="wait", extra=extra)


# Messages


def is_lasting(entry: Entry) -> bool:
    """Whether some archive holds it; what only waits to be taken shows nothing for long."""
    return any(not owner.startswith("~") for owner, _ in entry.owners)


def origin_of(message: Element) -> str:
    """XEP-0424, 4: the id by which a retraction will name it; in rooms it is the stanza-id."""
    origin = message.child("origin-id", NS_SID)
    return (None if origin is None else origin.get("id")) or message.get("id") or ""


def retracted(message: Element) -> str | None:
    """The id of the message that this one takes back, if it does."""
    for ns in NS_RETRACT:
        found = message.child("retract", ns)
        if found is None:  # COMPAT version 0.3 of XEP-0424 wraps it in a fastening
            wrapper = message.child("apply-to", "urn:xmpp:fasten:0")
            if wrapper is None or not wrapper.has("retract", ns):
                continue
            return wrapper.get("id")
        return found.get("id")
    return None

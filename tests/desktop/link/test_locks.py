"""Encrypted messages at the border: what is shown of them, in which order, and what is kept."""

import asyncio

from slixmpp.xmlstream import ET

from magpie.desktop.core.content import Text
from magpie.desktop.core.entities.message import Lock
from magpie.desktop.core.link import Arrived
from magpie.desktop.link import reading
from magpie.desktop.link.locks import Locks, sealed
from magpie.desktop.link.turns import Turns
from magpie.desktop.link.vault import READ_MAX, KeyStorage

ANA, BEN = "ana@example.org", "ben@example.org"
ENCRYPTED = """
<message xmlns='jabber:client' from='ben@example.org/phone' to='ana@example.org' id='m1'>
  <body>I sent you an encrypted message</body>{more}
  <encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='7'><iv>AA==</iv></header>
  {payload}</encrypted>
</message>"""
PAYLOAD = "<payload>AA==</payload>"


def message(payload: str = PAYLOAD, more: str = "") -> ET.Element:
    return ET.fromstring(ENCRYPTED.format(payload=payload, more=more))


async def shown(stanza: ET.Element, own: str = ANA) -> list:
    """What is told of it where nothing can be read."""
    lock = await Locks(own).unseal(sealed(stanza))
    return [e.arrival for e in reading.events(stanza, own, lock) if isinstance(e, Arrived)]


async def test_what_cannot_be_read_is_a_placeholder_and_not_the_words_for_other_programs():
    (arrival,) = await shown(message())
    assert (arrival.content, arrival.lock) == (Text(""), Lock.SEALED)


async def test_what_machines_say_to_each_other_is_not_shown():
    assert await shown(message(payload="")) == []


async def test_an_own_edit_that_cannot_be_read_changes_nothing():
    edit = message(more="<replace xmlns='urn:xmpp:message-correct:0' id='m0'/>")
    edit.set("from", f"{ANA}/other")
    edit.set("to", BEN)
    assert await shown(edit) == []


async def test_the_message_in_a_copy_is_found_and_a_plain_one_is_not():
    carbon = ET.fromstring(
        "<message xmlns='jabber:client' from='ana@example.org'>"
        "<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'/></received>"
        "</message>"
    )
    inner = message()
    carbon[0][0].append(inner)
    assert sealed(carbon) is inner
    plain = ET.fromstring("<message xmlns='jabber:client'><body>hello</body></message>")
    assert sealed(plain) is None


async def test_turns_keep_the_order_and_go_on_after_a_fault():
    done, gate, turns = [], asyncio.Event(), Turns("test")

    async def slow() -> None:
        await gate.wait()
        done.append(1)

    async def bad() -> None:
        raise ValueError("unbearable")

    async def quick() -> None:
        done.append(2)
        gate.set()

    last = asyncio.Event()

    async def end() -> None:
        last.set()

    for work in (slow, bad, quick, end):
        turns.put(work)
    assert turns.is_busy
    gate.set()
    await last.wait()
    assert done == [1, 2]


class Memory:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.commits = 0

    async def load(self) -> dict[str, str]:
        return dict(self.kept)

    async def save(self, changed) -> None:
        self.commits += 1
        for name, value in changed.items():
            if value is None:
                self.kept.pop(name, None)
            else:
                self.kept[name] = value


async def test_keys_and_what_they_opened_go_to_disk_together_and_only_so_much_is_kept():
    memory = Memory()
    storage = KeyStorage(memory, {})
    await storage.store("key", {"chain": [1, 2]})
    assert memory.kept == {}
    storage.keep_text("m0", "hello")
    await storage.commit()
    assert memory.commits == 1
    again = KeyStorage(memory, await memory.load())
    assert (await again.load("key")).from_just() == {"chain": [1, 2]}
    assert again.text_of("m0") == "hello"
    for number in range(READ_MAX):
        again.keep_text(f"n{number}", "x")
    await again.delete("key")
    await again.commit()
    assert again.text_of("m0") is None
    assert len(memory.kept) == READ_MAX

"""A device that does not keep up: it is waited for while it reads at all, and asks for no more."""

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
LONG = "<message type='chat' id='{id}' to='juliet@localhost'><body>{text}</body></message>"
PING = "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>"

pytestmark = pytest.mark.memory


async def romeo_writes(romeo, count):
    for number in range(count):
        await romeo.sends(LONG.format(id=f"m{number}", text="x" * 50_000))


@pytest.fixture
async def clogged(scene):
    """Juliet reads nothing of five long messages; Romeo is not read while they wait."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    await juliet.stops_reading()
    await romeo_writes(romeo, 5)
    return romeo, juliet


async def test_who_reads_slowly_is_not_cut_off(scene, clogged):
    _, juliet = clogged
    for _ in range(2):
        await scene.passes(58)
        await juliet.reads_one()
        await scene.passes(3)
        assert not juliet.is_closed
    await juliet.reads_again()
    assert [one.get("id") for one in juliet.unread] == [f"m{number}" for number in range(5)]
    juliet.forget()


async def test_who_reads_nothing_is_and_finds_it_later(scene, clogged):
    _, juliet = clogged
    await juliet.sends("<enable xmlns='urn:xmpp:sm:3'/>")  # it is not read any more
    await scene.passes(61)
    assert juliet.is_closed
    phone = scene.enter("juliet@localhost/phone")
    await phone.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>")
    assert len(phone.unread) == 6
    phone.forget()


async def test_who_does_not_read_is_not_read(scene, clogged):
    _, juliet = clogged
    await juliet.sends(PING, PING)
    await juliet.reads_again()
    await scene.settles()
    names = [one.name for one in juliet.unread]
    assert names[:2] == ["message", "message"]  # what waited: the rest, and the answers, follow
    assert sorted(names) == ["iq"] * 2 + ["message"] * 5
    juliet.forget()

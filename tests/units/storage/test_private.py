"""Private elements, and the room there is for them."""

from tests.units.storage.conftest import JULIET, ROMEO

from magpie.storage.private import get, put_all, size


async def test_all_are_kept_or_none(db):
    assert await db.write(put_all, ROMEO, [("urn:x", "a", b"12345"), ("urn:x", "b", b"67")], 10)
    assert not await db.write(put_all, ROMEO, [("urn:x", "c", b"1"), ("urn:x", "d", b"123")], 10)
    assert await db.read(size, ROMEO) == (2, 7)
    assert await db.read(get, ROMEO, "urn:x", "c") is None


async def test_what_is_replaced_makes_room(db):
    assert await db.write(put_all, ROMEO, [("urn:x", "a", b"1234567890")], 10)
    assert await db.write(put_all, ROMEO, [("urn:x", "a", b"0987654321")], 10)
    assert await db.read(get, ROMEO, "urn:x", "a") == b"0987654321"
    assert await db.write(put_all, JULIET, [("urn:x", "a", b"1234567890")], 10)

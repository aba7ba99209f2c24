"""Who came from another server, which had the keys of one hash only, signs in by that."""

import pytest

from magpie.storage import accounts
from magpie.xmpp.jid import Jid
from magpie.xmpp.scram import ScramKeys, derive

NS = "urn:ietf:params:xml:ns:xmpp-sasl"
RIGHT = f"<auth xmlns='{NS}' mechanism='PLAIN'>AHJvbWVvAHNlY3JldA==</auth>"  # romeo, secret

pytestmark = pytest.mark.memory


async def offered(scene):
    stream = scene.connect()
    await stream.opens()
    names = [one.text for one in stream.unread[-1].child("mechanisms", NS)]
    stream.forget()
    return stream, names


async def comes_with_sha1(scene, jid):
    keys = derive("secret", "sha1", b"salt of theirs")
    row = accounts.Account(jid, keys, ScramKeys(b"", 0, b"", b""), created=1)
    await scene.host.db.write(accounts.create, row)
    await scene.host.accounts.load()


async def test_only_what_everybody_can_use_is_offered(scene):
    await scene.account("juliet@localhost")
    stream, names = await offered(scene)
    assert "SCRAM-SHA-256" in names
    await comes_with_sha1(scene, "romeo@localhost")
    stream, names = await offered(scene)
    assert [name for name in names if "SHA-256" in name] == []
    assert "SCRAM-SHA-1" in names
    await stream.sends(
        f"<auth xmlns='{NS}' mechanism='SCRAM-SHA-256'>biwsbj1yb21lbyxyPWFiYw==</auth>"
    )
    await stream.receives(f"<failure xmlns='{NS}'><invalid-mechanism/></failure>")


async def test_a_password_that_was_seen_brings_the_other_keys(scene):
    await scene.account("juliet@localhost")
    await comes_with_sha1(scene, "romeo@localhost")
    stream, _ = await offered(scene)
    await stream.sends(RIGHT)
    await stream.receives(f"<success xmlns='{NS}'/>")
    row = await scene.host.db.read(accounts.get, "romeo@localhost")
    assert len(row.sha256.stored_key) == 32
    _, names = await offered(scene)
    assert "SCRAM-SHA-256" in names


async def test_of_who_says_who_they_are_only_their_own_keys_count(scene):
    await scene.account("juliet@localhost")
    await comes_with_sha1(scene, "romeo@localhost")
    hashes = scene.host.accounts.hashes
    assert hashes("juliet@localhost") == ("sha256", "sha1")
    assert hashes("romeo@localhost/orchard") == ("sha1",)
    assert hashes("nobody@localhost") == hashes("@") == hashes("") == ("sha1",)


async def test_a_password_that_changes_meanwhile_is_not_undone(scene):
    await scene.begins()
    await comes_with_sha1(scene, "romeo@localhost")
    both = [derive("secret", name, b"new salt") for name in ("sha1", "sha256")]
    await scene.host.accounts.set_password(Jid.parse("romeo@localhost"), "another")
    await scene.host.db.write(accounts.complete_keys, "romeo@localhost", *both)
    row = await scene.host.db.read(accounts.get, "romeo@localhost")
    assert row.sha256.salt != b"new salt"

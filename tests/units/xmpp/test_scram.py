"""The arithmetic of SCRAM."""

import base64

import pytest
from scramp.core import ScramMechanism

from magpie.xmpp.prep import PrepError
from magpie.xmpp.scram import (
    HASHES,
    ITERATIONS,
    SALT_SIZE,
    client_proof_fits,
    derive,
    fake_keys,
    verify,
)

SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")


@pytest.mark.parametrize("hash_", HASHES)
@pytest.mark.parametrize("password", ["pencil", "пароль", "a\u00a0b", "I\u00adX"])
def test_keys_are_those_of_another_implementation(hash_, password):
    mechanism = ScramMechanism({"sha1": "SCRAM-SHA-1", "sha256": "SCRAM-SHA-256"}[hash_])
    _, stored, server, _ = mechanism.make_auth_info(password, 4096, SALT)
    keys = derive(password, hash_, SALT, 4096)
    assert (keys.stored_key, keys.server_key) == (stored, server)
    assert keys.hash == hash_


@pytest.mark.parametrize("hash_", HASHES)
def test_verify(hash_):
    keys = derive("secret", hash_, SALT, 100)
    assert verify("secret", keys)
    assert not verify("Secret", keys)
    assert not verify("", keys)
    assert not verify("\0", keys)
    assert not verify("x" * 2000, keys)
    assert not verify("secret", None)


def test_passwords_that_are_none():
    for password in ("\0", "x" * 1024, "\ue000"):
        with pytest.raises(PrepError):
            derive(password, "sha256", SALT)


def test_made_up_keys_are_steady_and_look_like_others():
    keys = fake_keys(b"secret", "nobody", "sha256")
    assert keys == fake_keys(b"secret", "nobody", "sha256")
    assert keys != fake_keys(b"secret", "nobodY", "sha256")
    assert keys.salt != fake_keys(b"other", "nobody", "sha256").salt
    assert keys.salt != fake_keys(b"secret", "nobody", "sha1").salt
    assert (len(keys.salt), keys.iterations) == (SALT_SIZE, ITERATIONS)
    assert not verify("", keys)


def test_a_proof_of_another_size_does_not_fit():
    keys = derive("secret", "sha1", SALT, 1)
    for size in (0, 19, 21, 32):
        assert not client_proof_fits(keys, b"said", bytes(size))


def test_keys_do_not_show_in_a_log():
    assert "stored" not in repr(derive("secret", "sha1", SALT, 1))

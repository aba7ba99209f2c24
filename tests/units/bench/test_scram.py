"""The client's proof, against the exchanges printed in RFC 5802, 5 and RFC 7677, 3."""

import base64

import pytest

from magpie.bench.scram import Scram, plain


@pytest.mark.parametrize(
    ("mechanism", "nonce", "challenge", "final", "success"),
    [
        (
            "SCRAM-SHA-1",
            "fyko+d2lbbFgONRv9qkxdawL",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        ),
        (
            "SCRAM-SHA-256",
            "rOprNGfwEbeRWgbNEkqO",
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        ),
    ],
)
def test_the_printed_exchange(
    mechanism: str, nonce: str, challenge: str, final: str, success: str
) -> None:
    scram = Scram(mechanism, "user", "pencil", nonce)
    assert base64.b64decode(scram.first()) == f"n,,n=user,r={nonce}".encode()
    answer = scram.final(base64.b64encode(challenge.encode()))
    assert base64.b64decode(answer).decode() == final
    assert scram.is_genuine(base64.b64encode(success.encode()))
    assert not scram.is_genuine(base64.b64encode(b"v=AAAA"))


def test_a_nonce_that_is_not_ours_is_refused() -> None:
    scram = Scram("SCRAM-SHA-1", "user", "pencil", "mine")
    with pytest.raises(ValueError, match="nonce"):
        scram.final(base64.b64encode(b"r=yours,s=QSXCR+Q6sek8bf92,i=4096"))


def test_plain() -> None:
    assert base64.b64decode(plain("tim", "tanstaaf")) == b"\0tim\0tanstaaf"

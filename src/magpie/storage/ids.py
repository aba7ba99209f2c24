"""Ids of messages, as numbers in the journal and as the world sees them (XEP-0359).

A number says about when its message came: between two messages there are as many free numbers as
there was time, and history that is brought in later finds room where it belongs (`history.py`).

To the world ids are opaque, and of one length.

Nobody may learn from a stanza id how large the archive is or how fast it grows. So an id is the
number enciphered as RFC 5297 does it (SIV), with keyed BLAKE2 in the place of AES: a tag over the
number, then the number under a mask that is made of the tag. Ids never collide, nothing is stored
beside the number, and a forged id shows by its tag.
"""

import re
from collections.abc import Sequence
from hashlib import blake2s

BEGINNING = 915_148_800_000_000  # µs since 1970: Jabber began in 1999, and no history is older
STEP = 64  # µs between two numbers; six bytes on disk hold them until 2284
KEY_BYTES = 16
HALF = 8  # bytes of the tag, and of the number
HEX = re.compile(r"[0-9a-f]{32}")


def number_at(at: int) -> int:
    """The number of a message of that time (µs since 1970), where it is free."""
    return (at - BEGINNING) // STEP


class Ids:
    """Numbers to texts and back, under one database's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def encode_many(self, ids: Sequence[int]) -> list[str]:
        """The texts of `ids`, in their order; may be called from any thread."""
        return list(map(self.encode, ids))

    def encode(self, id: int) -> str:
        tag = self._tag(id)
        masked = id ^ int.from_bytes(self._mask(tag), "big")
        return tag.hex() + f"{masked:016x}"

    def decode(self, text: str) -> int | None:
        """The number that `text` stands for, or `None` when we have never given it out."""
        if not HEX.fullmatch(text):
            return None
        tag = bytes.fromhex(text[: 2 * HALF])
        id = int(text[2 * HALF :], 16) ^ int.from_bytes(self._mask(tag), "big")
        return id if 0 < id < 1 << 63 and self._tag(id) == tag else None

    def _tag(self, id: int) -> bytes:
        number = id.to_bytes(HALF, "big")
        return blake2s(number, key=self._key, digest_size=HALF, person=b"tag").digest()

    def _mask(self, tag: bytes) -> bytes:
        return blake2s(tag, key=self._key, digest_size=HALF, person=b"mask").digest()

"""Ids of messages as the world sees them (XEP-0359): opaque, and of one length.

Nobody may learn from a stanza id how large the archive is or how fast it grows. So the number is
put through AES as one block whose upper half is zero. A block cipher is a permutation: ids never
collide, nothing is stored beside the number, and a forged id shows by its upper half.
"""

import re
from collections.abc import Sequence
from struct import pack, unpack

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

KEY_BYTES = 16
HEX = re.compile(r"[0-9a-f]{32}")


class Ids:
    """Numbers to texts and back, under one database's key."""

    def __init__(self, key: bytes) -> None:
        # ECB is safe here: every block is enciphered once, and no two are equal.
        self._cipher = Cipher(AES(key), ECB())  # noqa: S305

    def encode_many(self, ids: Sequence[int]) -> list[str]:
        """The texts of `ids`, in their order; may be called from any thread."""
        halves = [0] * (2 * len(ids))
        halves[1::2] = ids
        blocks = self._cipher.encryptor().update(pack(f">{len(halves)}Q", *halves)).hex()
        return [blocks[i : i + 32] for i in range(0, len(blocks), 32)]

    def encode(self, id: int) -> str:
        return self.encode_many((id,))[0]

    def decode(self, text: str) -> int | None:
        """The number that `text` stands for, or `None` when we have never given it out."""
        if not HEX.fullmatch(text):
            return None
        zero, id = unpack(">QQ", self._cipher.decryptor().update(bytes.fromhex(text)))
        return id if zero == 0 and 0 < id < 1 << 63 else None

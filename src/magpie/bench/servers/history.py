"""The conversations that fill an archive before it is read.

Of `count` messages every tenth is user 0's, with the 19 others in turn; the rest are among those.
They are one minute apart and end now.

They all say the same, or, to be searched, something else each: two of three have words, the third
has Chinese characters, both as often as words are in languages (the n-th is n times as rare as the
first). User 0's last one ends with a word that no other has.
"""

from collections.abc import Iterator
from dataclasses import dataclass

ACCOUNTS = 20
OTHERS = ACCOUNTS - 1
OWNER_SHARE = 10
APART = 60_000_000  # microseconds
WORDS, CHARACTERS = 20_000, 3_000  # different ones
LENGTHS = (10, 16)  # of a message, in words and in characters
CONSONANTS, VOWELS = "bdfgklmnprst", "aeiou"
FIRST_CHARACTER = 0x4E00
LAST_WORD = "quodlibet"
GOLDEN = 0.6180339887498949  # its multiples, modulo 1, are spread evenly
BODY = "The quick magpie carries sixty-two characters over the hedge.."


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: when (microseconds since 1970), and the numbers of its two accounts."""

    number: int
    at: int
    sender: int
    recipient: int

    def stanza(self, sender: str, recipient: str, body: str = BODY) -> str:
        """The message between the two addresses."""
        return (
            f"<message xmlns='jabber:client' from='{sender}' to='{recipient}' type='chat' "
            f"id='h{self.number}'><body>{body}</body>"
            "<active xmlns='http://jabber.org/protocol/chatstates'/>"
            "<request xmlns='urn:xmpp:receipts'/></message>"
        )


def entries(count: int, now: int) -> Iterator[Entry]:
    """The messages in order of time."""
    for number in range(count):
        at = now - (count - number) * APART
        if number % OWNER_SHARE == 0:
            turn = number // OWNER_SHARE
            pair = (0, 1 + turn % OTHERS)
            yield Entry(number, at, *(pair if turn // OTHERS % 2 else reversed(pair)))
        else:
            sender = number % OTHERS
            step = 1 + number % (OTHERS - 1)
            yield Entry(number, at, 1 + sender, 1 + (sender + step) % OTHERS)


def word(rank: int) -> str:
    """The word of that rank, from 0: the greater, the rarer."""
    syllables = []
    rank += 1
    while rank:
        rank, found = divmod(rank, len(CONSONANTS) * len(VOWELS))
        syllables.append(CONSONANTS[found % len(CONSONANTS)] + VOWELS[found // len(CONSONANTS)])
    return "".join(syllables)


def character(rank: int) -> str:
    """The Chinese character of that rank."""
    return chr(FIRST_CHARACTER + rank)


def text(number: int, count: int) -> str:
    """What the message of that number says, of so many."""
    is_dense = number % 3 == 2
    many, length = (CHARACTERS, LENGTHS[1]) if is_dense else (WORDS, LENGTHS[0])
    ranks = [int(many ** ((number * length + at) * GOLDEN % 1)) - 1 for at in range(length)]
    said = "".join(map(character, ranks)) if is_dense else " ".join(map(word, ranks))
    is_last = number == (count - 1) // OWNER_SHARE * OWNER_SHARE
    return f"{said} {LAST_WORD}" if is_last else said

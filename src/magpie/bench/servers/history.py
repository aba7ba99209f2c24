"""The conversations that fill an archive before it is read.

Of `count` messages every tenth is user 0's, with the 19 others in turn; the rest are among those.
They are one minute apart and end now.
"""

from collections.abc import Iterator
from dataclasses import dataclass

ACCOUNTS = 20
OTHERS = ACCOUNTS - 1
OWNER_SHARE = 10
APART = 60_000_000  # microseconds
BODY = "The quick magpie carries sixty-two characters over the hedge.."


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: when (microseconds since 1970), and the numbers of its two accounts."""

    number: int
    at: int
    sender: int
    recipient: int

    def stanza(self, sender: str, recipient: str) -> str:
        """The message between the two addresses."""
        return (
            f"<message xmlns='jabber:client' from='{sender}' to='{recipient}' type='chat' "
            f"id='h{self.number}'><body>{BODY}</body>"
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

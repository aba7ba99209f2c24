"""Names for what goes onto the wire."""

import secrets


def new_id() -> str:
    """One that nobody else has (XEP-0359: 128 bits that cannot be guessed)."""
    return secrets.token_urlsafe(16)

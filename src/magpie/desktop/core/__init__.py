"""What the client knows and does: no Qt here, and no XMPP library."""

"""The wire: the only place that knows the XMPP library."""

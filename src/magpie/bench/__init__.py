"""A load generator for any XMPP server: `magpie bench`."""

"""Magpie: a complete instant messaging system on the open XMPP standard."""

__version__ = "0.1.0"

"""Rooms (XEP-0045) on the wire."""

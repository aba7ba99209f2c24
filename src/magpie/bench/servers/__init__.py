"""Servers that the comparison starts: one file for each, over what they have in common."""

"""The local database: what is on this machine, and survives."""

"""The desktop client, in three walls: core, link, ui (docs/desktop.md)."""

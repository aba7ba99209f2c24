"""Accounts go to other servers and come from them: XEP-0227. See docs/features/portability.md."""

from magpie.server.api import Xep

XEPS = (Xep(227, version="1.1"),)

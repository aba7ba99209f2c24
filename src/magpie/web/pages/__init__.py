"""The pages that people see: welcome, sign in and up, invitations, new passwords, and the chat."""

from __future__ import annotations

from magpie.web.pages import chat, entry, invitation, inviting
from magpie.web.pages.assets import Assets
from magpie.web.pages.render import Pages
from magpie.web.site import Site


def add_routes(site: Site) -> None:
    """All pages, and the files that they load."""
    assets = Assets.load()
    assets.add_routes(site)
    pages = Pages(site, assets)
    site.refuse = pages.refuse
    for part in (entry, invitation, inviting, chat):
        part.add_routes(site, pages)

"""XEP-0045, 5: roles and affiliations, and who may change whose to what. Pure rules."""

from __future__ import annotations

from magpie.xmpp.errors import StanzaError

AFFILIATIONS = ("outcast", "none", "member", "admin", "owner")
ROLES = ("none", "visitor", "participant", "moderator")
RANK = {name: rank for rank, name in enumerate(AFFILIATIONS)}
ROLE_RANK = {name: rank for rank, name in enumerate(ROLES)}


def is_at_least(affiliation: str, least: str) -> bool:
    """Whether somebody of that affiliation may do what `least` may."""
    return RANK[affiliation] >= RANK[least]


def default_role(affiliation: str, is_moderated: bool) -> str:
    """5.1.2: the role with which somebody enters."""
    if affiliation in ("owner", "admin"):
        return "moderator"
    if affiliation == "none" and is_moderated:
        return "visitor"
    return "participant"


def role_after(role: str, before: str, after: str, is_moderated: bool) -> str:
    """5.1.3: the role of an occupant whose affiliation changes.

    What is gained with an affiliation is stable. An admin or owner who is one no longer is no
    moderator by that; a moderator, or who was given voice, stays so.
    """
    default = default_role(after, is_moderated)
    if default == "moderator" or before in ("owner", "admin"):
        return default
    return role if ROLE_RANK[role] > ROLE_RANK[default] else default


def check_affiliation(
    actor: str, before: str, after: str, *, is_own: bool, is_last_owner: bool
) -> None:
    """5.2.2: may an `actor` of that affiliation change somebody's from `before` to `after`?

    `is_own`: it is the actor's own. `is_last_owner`: there is no other owner than that somebody.

    Raises:
        StanzaError: what section 9 or 10 says.
    """
    if actor not in ("admin", "owner"):
        raise StanzaError("forbidden", "Only admins and owners may change who belongs here.")
    if is_own and after == "outcast":
        raise StanzaError("conflict", "You cannot ban yourself.")  # 9.1
    if actor == "admin":
        if RANK[before] >= RANK["admin"] and after == "outcast":
            raise StanzaError("not-allowed", "An admin cannot ban an admin or owner.")  # 9.1
        if RANK[before] >= RANK["admin"] or RANK[after] >= RANK["admin"]:
            raise StanzaError("forbidden", "Only owners appoint admins and owners.")  # 10.3, 10.6
    if before == "owner" != after and is_last_owner:
        raise StanzaError("conflict", "A room has at least one owner.")  # 10.4


def check_role(actor: tuple[str, str], target: tuple[str, str], after: str) -> None:
    """5.1.1 and 8: may `actor` (affiliation, role) change the role of `target` to `after`?

    Raises:
        StanzaError: what section 8 or 9 says.
    """
    affiliation, role = actor
    their_affiliation, before = target
    if role != "moderator":
        raise StanzaError("forbidden", "Only moderators may do that.")
    is_admin = affiliation in ("admin", "owner")
    if after == "moderator":
        if not is_admin:
            raise StanzaError("forbidden", "Only admins and owners appoint moderators.")  # 9.6
        return
    if after == "none":
        if RANK[their_affiliation] > RANK[affiliation]:
            raise StanzaError("not-allowed", "They rank above you.")  # 8.2
    elif their_affiliation in ("admin", "owner"):
        raise StanzaError("not-allowed", "Admins and owners are moderators.")  # 8.4, 9.7
    if before == "moderator" and not is_admin:
        raise StanzaError("not-allowed", "Only admins and owners act on moderators.")
    if (
        after == "visitor"
        and their_affiliation != "none"
        and (RANK[their_affiliation] >= RANK[affiliation])
    ):
        raise StanzaError("not-allowed", "They rank as you do, or above.")  # 8.4

"""The verification string of XEP-0115: one hash over all that service discovery says."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from magpie.xmpp.element import Element
from magpie.xmpp.forms import Field, Form

NS = "http://jabber.org/protocol/caps"


def verification(
    identities: Iterable[tuple[str, ...]],
    features: Iterable[str],
    forms: Iterable[Element],
    algorithm: str = "sha1",
) -> str:
    """Section 5.1. Identities are (category, type, name) or, with a language, one part more.

    Raises:
        StanzaError: a form is broken.
    """
    parts = sorted(_identity(*one) for one in identities)
    parts += sorted(set(features))
    parsed = [Form.parse(form) for form in forms]
    for form in sorted(parsed, key=lambda one: one.form_type or ""):
        parts.append(form.form_type or "")
        for field in sorted(form.fields, key=_name):
            if field.var != "FORM_TYPE":
                parts += [field.var, *sorted(field.values)]
    text = "".join(f"{part}<" for part in parts)
    digest = hashlib.new(algorithm, text.encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def _identity(category: str, kind: str, name: str, lang: str = "") -> str:
    return f"{category}/{kind}/{lang}/{name}"


def _name(field: Field) -> str:
    return field.var

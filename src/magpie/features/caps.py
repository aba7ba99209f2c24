"""XEP-0115: Entity Capabilities. Clients learn what the server can do from one short hash."""

from __future__ import annotations

import base64
import hashlib

from magpie.server.api import DiscoInfo, Host, StreamFeatures, Xep
from magpie.xmpp.element import Element
from magpie.xmpp.forms import Field, Form

XEPS = (Xep(115, version="1.6.0"),)
NS = "http://jabber.org/protocol/caps"
NODE = "urn:x-magpie-im:server"


def setup(host: Host) -> None:
    """Say the hash as a stream feature, and answer for it."""
    host.advertise(NS)
    caps = Caps(host)
    host.on_start(caps.compute)
    host.answer(StreamFeatures, caps.offer)
    host.answer(DiscoInfo, caps.explain)


class Caps:
    """The capabilities of one host: they do not change while it runs."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._ver = ""
        self._offer: Element | None = None

    async def compute(self) -> None:
        """Once, when all features are there."""
        self._ver = verification(self._info())
        attrs = {"hash": "sha-1", "node": NODE, "ver": self._ver}
        self._offer = Element("c", NS, attrs)

    def _info(self) -> DiscoInfo:
        return self._host.ask(DiscoInfo(self._host.jid, self._host.jid, None))

    def offer(self, question: StreamFeatures) -> None:
        """Section 6.3: the server's own capabilities, in its stream features."""
        if self._offer is not None:
            question.features.append(self._offer)

    def explain(self, question: DiscoInfo) -> None:
        """Section 6.2: the node with the hash is the domain itself."""
        if question.node != f"{NODE}#{self._ver}" or question.target != self._host.jid:
            return
        info = self._info()
        question.known = True
        question.identities.extend(info.identities)
        question.features.extend(info.features)
        question.forms.extend(info.forms)


def verification(info: DiscoInfo) -> str:
    """Section 5.1: the verification string, by SHA-1."""
    parts = sorted(f"{category}/{kind}//{name}" for category, kind, name in info.identities)
    parts += sorted(set(info.features))
    forms = [Form.parse(form) for form in info.forms]
    for form in sorted(forms, key=lambda one: one.form_type or ""):
        parts.append(form.form_type or "")
        for field in sorted(form.fields, key=_name):
            if field.var != "FORM_TYPE":
                parts += [field.var, *sorted(field.values)]
    text = "".join(f"{part}<" for part in parts)
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def _name(field: Field) -> str:
    return field.var

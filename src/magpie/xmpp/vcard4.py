"""XEP-0292, section 7: what a card of vcard-temp (XEP-0054) says, as a vCard4 (RFC 6351), and back.

Theory of operation. Each kind of property is one row of a table for each direction. What the other
kind has no place for is left out: of vcard-temp LABEL, MAILER, CLASS, SORT-STRING and an AGENT's
own card; of vCard4 whatever vcard-temp never had. `to_vcard4` can be told what is there already,
and keeps of it what vcard-temp could not have said.

Pictures that are in a card itself are no part of this: they are avatars (XEP-0398).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from magpie.xmpp.element import Element

NS_TEMP = "vcard-temp"
NS = "urn:ietf:params:xml:ns:vcard-4.0"

NAME = {
    "FAMILY": "surname",
    "GIVEN": "given",
    "MIDDLE": "additional",
    "PREFIX": "prefix",
    "SUFFIX": "suffix",
}
PLACE = {
    "POBOX": "pobox",
    "EXTADD": "ext",
    "STREET": "street",
    "LOCALITY": "locality",
    "REGION": "region",
    "PCODE": "code",
    "CTRY": "country",
}
# Name there: name here, and the kind of its value
PLAIN = {
    "FN": ("fn", "text"),
    "NICKNAME": ("nickname", "text"),
    "BDAY": ("bday", "date"),
    "TZ": ("tz", "text"),
    "TITLE": ("title", "text"),
    "ROLE": ("role", "text"),
    "NOTE": ("note", "text"),
    "DESC": ("note", "text"),
    "PRODID": ("prodid", "text"),
    "REV": ("rev", "timestamp"),
    "UID": ("uid", "uri"),
    "URL": ("url", "uri"),
}
PLACES = ("HOME", "WORK")
LINES = (*PLACES, "VOICE", "FAX", "CELL", "TEXT", "VIDEO", "PAGER", "TEXTPHONE")
MEDIA = {"PHOTO": "photo", "LOGO": "logo", "SOUND": "sound"}
# RFC 3966: digits with separators that a person reads; anything else is no `tel:`
NUMBER = re.compile(r"\+?[0-9][0-9().\-]*")
DATA = re.compile(r"data:([^;,]*);base64,(.*)", re.DOTALL)

Maker = Callable[[Element], "Element | None"]


def to_vcard4(card: Element, beside: Element | None = None) -> Element:
    """The card as a vCard4, with those properties of `beside` that vcard-temp has no place for."""
    made: list[Element | str] = []
    for child in card:
        if child.ns == NS_TEMP and child.name in FORWARD:
            found = FORWARD[child.name](child)
            if found is not None:
                made.append(found)
    if made and not any(isinstance(one, Element) and one.name == "fn" for one in made):
        made.insert(0, plain("fn", "text", called(card)))  # RFC 6350, 6.2.1: there MUST be one
    kept = [one for one in beside or () if counterpart(one) is None]
    return Element("vcard", NS, {}, (*made, *kept))


def to_vcard_temp(vcard: Element) -> Element:
    """The vCard4 as a card of vcard-temp."""
    made = (counterpart(child) for child in vcard)
    return Element("vCard", NS_TEMP, {}, tuple(one for one in made if one is not None))


def counterpart(entry: Element) -> Element | None:
    """The same in vcard-temp, if it has a place for it."""
    maker = BACK.get(entry.name) if entry.ns == NS else None
    return None if maker is None else maker(entry)


def called(card: Element) -> str:
    """What to call somebody whose card has no full name."""
    for name in card:
        if (name.name, name.ns) == ("N", NS_TEMP):
            parts = {child.name: child.text.strip() for child in name}
            whole = " ".join(parts[key] for key in ("GIVEN", "MIDDLE", "FAMILY") if parts.get(key))
            if whole:
                return whole
    texts = (one.text.strip() for kind in ("NICKNAME", "ORG") for one in card if one.name == kind)
    return next((text for text in texts if text), "")


# Forward


def plain(name: str, kind: str, text: str) -> Element:
    """A property with one value."""
    return Element(name, NS, {}, (Element(kind, NS, text=text),))


def forward_plain(child: Element) -> Element | None:
    name, kind = PLAIN[child.name]
    text = child.text.strip()
    return plain(name, kind, text) if text else None


def forward_parts(child: Element, name: str, parts: dict[str, str]) -> Element | None:
    """`N` and `ADR`: a value of several parts."""
    found = [
        Element(parts[one.name], NS, text=one.text.strip()) for one in child if one.name in parts
    ]
    if not any(one.text for one in found):
        return None
    return Element(name, NS, {}, (*parameters(child, PLACES), *found))


def parameters(child: Element, known: Iterable[str]) -> tuple[Element, ...]:
    """What kind of address or number it is, and whether it is the one to use first."""
    kinds = [Element("text", NS, text=kind.lower()) for kind in known if child.child(kind)]
    inside = [Element("type", NS, {}, tuple(kinds))] if kinds else []
    if child.child("PREF"):
        inside.append(plain("pref", "integer", "1"))
    return (Element("parameters", NS, {}, tuple(inside)),) if inside else ()


def forward_tel(child: Element) -> Element | None:
    number = (child.child_text("NUMBER") or "").strip()
    if not number:
        return None
    is_uri = NUMBER.fullmatch(number)
    value = Element("uri", NS, text=f"tel:{number}") if is_uri else Element("text", NS, text=number)
    return Element("tel", NS, {}, (*parameters(child, LINES), value))


def forward_email(child: Element) -> Element | None:
    address = (child.child_text("USERID") or "").strip()
    if not address:
        return None
    return Element("email", NS, {}, (*parameters(child, PLACES), Element("text", NS, text=address)))


def forward_jid(child: Element) -> Element | None:
    text = child.text.strip()
    return plain("impp", "uri", f"xmpp:{text}") if text else None


def forward_geo(child: Element) -> Element | None:
    place = [(child.child_text(one) or "").strip() for one in ("LAT", "LON")]
    return plain("geo", "uri", f"geo:{','.join(place)}") if all(place) else None


def forward_org(child: Element) -> Element | None:
    """RFC 6350, 6.6.4: the name, then the units."""
    texts = [one.text.strip() for one in child if one.name in ("ORGNAME", "ORGUNIT")]
    return several("org", [text for text in texts if text])


def forward_categories(child: Element) -> Element | None:
    texts = [one.text.strip() for one in child if one.name == "KEYWORD"]
    return several("categories", [text for text in texts if text])


def several(name: str, texts: list[str]) -> Element | None:
    """A property with a list of values."""
    inside = tuple(Element("text", NS, text=one) for one in texts)
    return Element(name, NS, {}, inside) if inside else None


def forward_medium(child: Element) -> Element | None:
    """Elsewhere, or here; but pictures of people are avatars."""
    name = MEDIA[child.name]
    where = (child.child_text("EXTVAL") or "").strip()
    if where:
        return plain(name, "uri", where)
    data = "".join((child.child_text("BINVAL") or "").split())
    if not data or name == "photo":
        return None
    kind = child.child_text("TYPE") or ("audio/basic" if name == "sound" else "image/png")
    return plain(name, "uri", f"data:{kind};base64,{data}")


def forward_key(child: Element) -> Element | None:
    text = (child.child_text("CRED") or "").strip()
    return plain("key", "text", text) if text else None


FORWARD: dict[str, Maker] = {
    **dict.fromkeys(PLAIN, forward_plain),
    **dict.fromkeys(MEDIA, forward_medium),
    "N": lambda child: forward_parts(child, "n", NAME),
    "ADR": lambda child: forward_parts(child, "adr", PLACE),
    "TEL": forward_tel,
    "EMAIL": forward_email,
    "JABBERID": forward_jid,
    "GEO": forward_geo,
    "ORG": forward_org,
    "CATEGORIES": forward_categories,
    "KEY": forward_key,
}


# Back


def temp(name: str, text: str) -> Element:
    return Element(name, NS_TEMP, text=text)


def value(entry: Element) -> str:
    """Its first value, of whatever kind."""
    return next((one.text.strip() for one in entry if one.name != "parameters"), "")


def back_plain(entry: Element, name: str) -> Element | None:
    text = value(entry)
    return temp(name, text) if text else None


def back_parts(entry: Element, name: str, parts: dict[str, str]) -> Element | None:
    names = {here: there for there, here in parts.items()}
    found = [temp(names[one.name], one.text.strip()) for one in entry if one.name in names]
    if not found:
        return None
    return Element(name, NS_TEMP, {}, (*flags(entry, PLACES), *found))


def flags(entry: Element, known: Iterable[str]) -> tuple[Element, ...]:
    """The parameters that vcard-temp has as empty elements."""
    inside = entry.child("parameters")
    if inside is None:
        return ()
    kinds = {kind.text.strip().upper() for one in inside if one.name == "type" for kind in one}
    names = [one for one in known if one in kinds] + (["PREF"] if inside.child("pref") else [])
    return tuple(Element(name, NS_TEMP) for name in names)


def back_tel(entry: Element) -> Element | None:
    number = value(entry).removeprefix("tel:").partition(";")[0]
    if not number:
        return None
    return Element("TEL", NS_TEMP, {}, (*flags(entry, LINES), temp("NUMBER", number)))


def back_email(entry: Element) -> Element | None:
    address = value(entry)
    if not address:
        return None
    inside = (*flags(entry, PLACES), Element("INTERNET", NS_TEMP), temp("USERID", address))
    return Element("EMAIL", NS_TEMP, {}, inside)


def back_impp(entry: Element) -> Element | None:
    scheme, _, address = value(entry).partition(":")
    return temp("JABBERID", address) if scheme == "xmpp" and address else None


def back_geo(entry: Element) -> Element | None:
    place = value(entry).removeprefix("geo:").partition(";")[0].split(",")
    if len(place) < 2:
        return None
    return Element("GEO", NS_TEMP, {}, (temp("LAT", place[0]), temp("LON", place[1])))


def back_list(entry: Element, name: str, first: str, more: str) -> Element | None:
    texts = [one.text.strip() for one in entry if one.name == "text" and one.text.strip()]
    inside = tuple(temp(more if at else first, text) for at, text in enumerate(texts))
    return Element(name, NS_TEMP, {}, inside) if inside else None


def back_medium(entry: Element, name: str) -> Element | None:
    where = value(entry)
    data = DATA.fullmatch(where)
    if data is None:
        return Element(name, NS_TEMP, {}, (temp("EXTVAL", where),)) if where else None
    kind = () if name == "SOUND" else (temp("TYPE", data[1]),)
    return Element(name, NS_TEMP, {}, (*kind, temp("BINVAL", data[2])))


def back_key(entry: Element) -> Element | None:
    text = entry.child_text("text")
    return Element("KEY", NS_TEMP, {}, (temp("CRED", text),)) if text else None


def going_back(name: str, maker: Callable[[Element, str], Element | None]) -> Maker:
    return lambda entry: maker(entry, name)


BACK: dict[str, Maker] = {
    **{here: going_back(there, back_plain) for there, (here, _) in PLAIN.items()},
    "note": going_back("NOTE", back_plain),
    **{here: going_back(there, back_medium) for there, here in MEDIA.items()},
    "n": lambda entry: back_parts(entry, "N", NAME),
    "adr": lambda entry: back_parts(entry, "ADR", PLACE),
    "tel": back_tel,
    "email": back_email,
    "impp": back_impp,
    "geo": back_geo,
    "org": lambda entry: back_list(entry, "ORG", "ORGNAME", "ORGUNIT"),
    "categories": lambda entry: back_list(entry, "CATEGORIES", "KEYWORD", "KEYWORD"),
    "key": back_key,
}

"""XEP-0045, 10: what the owners of a room can choose, and the form in which they do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace

from magpie.features.rooms.names import CONFIG
from magpie.xmpp.element import Element
from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import Field, Form, Option, typed, validate
from magpie.xmpp.jid import Jid

EVERY_ROLE = ("moderator", "participant", "visitor")
TEXT_MAX = 1_024  # characters of a name or a description
SIZES = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
HISTORY_MAX = 500  # messages


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of one room. `password` is "" for none; `max_users` 0 for the server's limit."""

    name: str = ""
    description: str = ""
    lang: str = ""
    pubsub: str = ""
    password: str = ""
    whois: str = "moderators"
    allow_pm: str = "anyone"
    is_public: bool = False
    is_persistent: bool = True
    is_members_only: bool = False
    is_moderated: bool = False
    is_archived: bool = True
    may_invite: bool = True
    may_change_subject: bool = False
    forwards_mentions: bool = True
    shown_roles: tuple[str, ...] = EVERY_ROLE
    list_readers: tuple[str, ...] = EVERY_ROLE
    max_users: int = 0
    history: int = 20

    @property
    def is_anonymous(self) -> bool:
        """Whether only moderators see whose a nick is (semi-anonymous, 4.2)."""
        return self.whois == "moderators"

    @property
    def is_logged(self) -> bool:
        """Whether anybody can read what is said here: it is kept, and the room is open."""
        return self.is_archived and not (self.is_members_only or self.password)

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Options:
        """As it was stored, by this version or an earlier one."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in json.loads(text).items() if name in known}
        tuples = {name: tuple(v) for name, v in values.items() if isinstance(v, list)}
        return cls(**{**values, **tuples})


def boolean(var: str, value: bool, label: str) -> Field:
    """A field with a yes or a no."""
    return Field(var, "boolean", ("1" if value else "0",), label)


def choice(var: str, value: str, label: str, *options: tuple[str, str]) -> Field:
    """A field with one of several."""
    return Field(
        var, "list-single", (value,), label, options=tuple(Option(*one) for one in options)
    )


def several(var: str, values: tuple[str, ...], label: str) -> Field:
    """A field with roles."""
    options = tuple(Option(role, role.capitalize() + "s") for role in EVERY_ROLE)
    return Field(var, "list-multi", values, label, options=options)


def fields_of(options: Options, owners: Iterable[Jid], admins: Iterable[Jid]) -> list[Field]:
    """The registered fields (15.5.3), with the values that they have now."""
    return [
        *described(options),
        *permitted(options),
        Field("muc#roomconfig_roomadmins", "jid-multi", texts(admins), "Admins"),
        Field("muc#roomconfig_roomowners", "jid-multi", texts(owners), "Owners"),
    ]


def described(options: Options) -> list[Field]:
    """What the room is, and who may enter."""
    sizes = tuple((str(size), str(size)) for size in SIZES)
    prefix = "muc#roomconfig_"
    return [
        Field(prefix + "roomname", values=(options.name,), label="Name"),
        Field(prefix + "roomdesc", values=(options.description,), label="Description"),
        Field(prefix + "lang", values=(options.lang,), label="Language, such as en"),
        boolean(prefix + "persistentroom", options.is_persistent, "Stays when nobody is in it"),
        boolean(prefix + "publicroom", options.is_public, "Is listed for everybody"),
        boolean(prefix + "membersonly", options.is_members_only, "Only members may enter"),
        boolean(prefix + "passwordprotectedroom", bool(options.password), "Needs a password"),
        Field(prefix + "roomsecret", "text-private", (options.password,), "The password"),
        choice(
            prefix + "maxusers",
            str(options.max_users) if options.max_users else "",
            "How many may be in it",
            *sizes,
            ("", "As many as the server lets in"),
        ),
        boolean(prefix + "enablelogging", options.is_archived, "Keeps what is said"),
        Field("muc#maxhistoryfetch", values=(str(options.history),), label="Messages on entering"),
        Field(prefix + "pubsub", values=(options.pubsub,), label="Associated pubsub node"),
    ]


def permitted(options: Options) -> list[Field]:
    """Who may do and see what in it."""
    prefix = "muc#roomconfig_"
    return [
        choice(
            prefix + "whois",
            options.whois,
            "Who sees the addresses of those in the room",
            ("moderators", "Moderators"),
            ("anyone", "Everybody in the room"),
        ),
        boolean(prefix + "moderatedroom", options.is_moderated, "Only those with voice may speak"),
        boolean(prefix + "changesubject", options.may_change_subject, "All may change the subject"),
        boolean(prefix + "allowinvites", options.may_invite, "Members may invite others"),
        choice(
            prefix + "allowpm",
            options.allow_pm,
            "Who may send private messages",
            ("anyone", "Everybody"),
            ("participants", "Participants"),
            ("moderators", "Moderators"),
            ("none", "Nobody"),
        ),
        several(prefix + "presencebroadcast", options.shown_roles, "Whose presence is shown"),
        several(prefix + "getmemberlist", options.list_readers, "Who may read the member list"),
        boolean(prefix + "forwardmentions", options.forwards_mentions, "Tells who is mentioned"),
    ]


def texts(jids: Iterable[Jid]) -> tuple[str, ...]:
    """Their texts, in order."""
    return tuple(sorted(jid.text for jid in jids))


def form(options: Options, owners: Iterable[Jid], admins: Iterable[Jid], name: str) -> Element:
    """10.1.3: the form to fill in."""
    fields = fields_of(options, owners, admins)
    return typed("form", CONFIG, fields, f"Settings of {name}").to_element()


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that was filled in: the choices, and the full lists of owners and admins."""

    options: Options
    owners: frozenset[Jid]
    admins: frozenset[Jid]


def submitted(
    element: Element, options: Options, owners: Iterable[Jid], admins: Iterable[Jid]
) -> Submitted:
    """What a submitted form says; what it leaves out stays as it is.

    Raises:
        StanzaError: not-acceptable or bad-request.
    """
    answers = validate(Form.parse(element), fields_of(options, owners, admins))

    def text(name: str) -> str:
        value = answers["muc#roomconfig_" + name].value or ""
        if len(value) > TEXT_MAX:
            raise StanzaError("not-acceptable", f"{name}: {TEXT_MAX} characters at most")
        return value

    def is_on(name: str) -> bool:
        return answers["muc#roomconfig_" + name].is_true

    password = text("roomsecret") if is_on("passwordprotectedroom") else ""
    if is_on("passwordprotectedroom") and not password:
        raise StanzaError("not-acceptable", "A password is needed.")  # 10.1.3
    changed = replace(
        options,
        name=text("roomname"),
        description=text("roomdesc"),
        lang=text("lang"),
        pubsub=text("pubsub"),
        password=password,
        whois=text("whois"),
        allow_pm=text("allowpm"),
        is_public=is_on("publicroom"),
        is_persistent=is_on("persistentroom"),
        is_members_only=is_on("membersonly"),
        is_moderated=is_on("moderatedroom"),
        is_archived=is_on("enablelogging"),
        may_invite=is_on("allowinvites"),
        may_change_subject=is_on("changesubject"),
        forwards_mentions=is_on("forwardmentions"),
        shown_roles=answers["muc#roomconfig_presencebroadcast"].values,
        list_readers=answers["muc#roomconfig_getmemberlist"].values,
        max_users=number(text("maxusers"), SIZES[-1]),
        history=number(answers["muc#maxhistoryfetch"].value or "", HISTORY_MAX),
    )
    lists = [answers["muc#roomconfig_" + name].values for name in ("roomowners", "roomadmins")]
    owners, admins = (frozenset(Jid.parse(one).bare for one in listed) for listed in lists)
    return Submitted(changed, owners, admins - owners)


def number(text: str, most: int) -> int:
    """A count as somebody typed it; 0 for nothing, and never more than `most`."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StanzaError("not-acceptable", f"“{text[:20]}” is not a number")
    return min(int(text), most)

"""A client's side of XEP-0388, for talks: one try to sign in, with what is asked for along."""

import base64
import hashlib
import hmac

from tests.scene.peer import RawStream

from magpie.xmpp.element import Element

NS = "urn:xmpp:sasl:2"
NS_BIND = "urn:xmpp:bind:0"
NS_FAST = "urn:xmpp:fast:0"
NS_SM = "urn:xmpp:sm:3"
CLIENT = "d4565fa7-4d72-4749-b3d3-740edbf87770"
BIND = f"<bind xmlns='{NS_BIND}'/>"


def encoded(data: bytes | str) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def authenticate(
    mechanism: str, initial: bytes | str | None, inline: str = "", client: str = CLIENT
) -> str:
    response = "" if initial is None else encoded(initial)
    given = "" if initial is None else f"<initial-response>{response}</initial-response>"
    agent = f"<user-agent id='{client}'><software>Scene</software></user-agent>" if client else ""
    return (
        f"<authenticate xmlns='{NS}' mechanism='{mechanism}'>{given}{agent}{inline}</authenticate>"
    )


def plain(name: str, inline: str = "", client: str = CLIENT, password: str = "secret") -> str:
    return authenticate("PLAIN", f"\0{name}\0{password}", inline, client)


def hashed(
    token: str,
    name: str,
    inline: str = f"<fast xmlns='{NS_FAST}'/>",
    mechanism: str = "HT-SHA-256-NONE",
    binding: bytes = b"",
    client: str = CLIENT,
) -> str:
    proof = hmac.digest(token.encode(), b"Initiator" + binding, "sha256")
    return authenticate(mechanism, name.encode() + b"\0" + proof, inline, client)


def confirms(token: str, success: Element, binding: bytes = b"") -> bool:
    """Whether the server knows the token as well."""
    right = hmac.digest(token.encode(), b"Responder" + binding, hashlib.sha256)
    return success.child_text("additional-data", NS) == encoded(right)


async def opened(scene, **options) -> RawStream:
    """A stream whose features have been read."""
    stream = scene.connect(**options)
    await stream.opens()
    stream.forget()
    return stream


async def tried(stream: RawStream, said: str) -> Element:
    """What the server says to it; the features that follow a success are read, too."""
    await stream.sends(said)
    answer, *rest = stream.unread
    if answer.name == "success":
        assert rest[0].name == "features"
    stream.forget()
    return answer


def token_of(success: Element) -> str:
    """The token in it."""
    token = success.child("token", NS_FAST)
    assert token is not None
    return token.attrs["token"]


def condition(failure: Element) -> str:
    assert failure.name == "failure"
    return failure.children[0].name

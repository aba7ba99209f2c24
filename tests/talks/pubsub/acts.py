"""What the talks about pubsub do again and again."""

import base64
import hashlib

PUBSUB = "http://jabber.org/protocol/pubsub"
OWNER = f"{PUBSUB}#owner"
EVENT = f"{PUBSUB}#event"
CONFIG = f"{PUBSUB}#node_config"
OPTIONS = f"{PUBSUB}#publish-options"
INFO = "http://jabber.org/protocol/disco#info"
CAPS = "http://jabber.org/protocol/caps"
STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"

TUNE = "http://jabber.org/protocol/tune"
SONG = f"<tune xmlns='{TUNE}'><title>Introduction</title></tune>"
OTHER = f"<tune xmlns='{TUNE}'><title>Finale</title></tune>"


def iq(kind, content, to=None, ns=PUBSUB):
    address = "" if to is None else f" to='{to}'"
    return f"<iq type='{kind}' id='p'{address}><pubsub xmlns='{ns}'>{content}</pubsub></iq>"


def form(form_type, **fields):
    """A submitted form; `access_model="open"` is the field `pubsub#access_model`."""
    written = "".join(
        f"<field var='pubsub#{name}'><value>{value}</value></field>"
        for name, value in fields.items()
    )
    kind = f"<field var='FORM_TYPE' type='hidden'><value>{form_type}</value></field>"
    return f"<x xmlns='jabber:x:data' type='submit'>{kind}{written}</x>"


def publishing(payload, node=TUNE, item="current", **options):
    more = f"<publish-options>{form(OPTIONS, **options)}</publish-options>" if options else ""
    return f"<publish node='{node}'><item id='{item}'>{payload}</item></publish>{more}"


async def does(device, content, to=None, ns=PUBSUB):
    """A change that succeeds."""
    await device.sends(iq("set", content, to, ns))
    (answer,) = (one for one in device.unread if one.name == "iq")
    assert answer.get("type") == "result", str(answer)
    device.forget()


async def publishes(device, payload, node=TUNE, item="current", to=None, **options):
    """Publish, and forget the answer; events stay unread where they go to others."""
    await does(device, publishing(payload, node, item, **options), to)


async def is_refused(device, stanza, condition, special=None):
    await device.sends(stanza)
    (answer,) = device.unread
    error = answer.child("error")
    assert error is not None, str(answer)
    assert error.has(condition, STANZAS), str(answer)
    if special is not None:
        assert error.has(special, f"{PUBSUB}#errors"), str(answer)
    device.forget()


async def reads(device, items, to=None, content=f"<items node='{TUNE}'/>", node=TUNE, more=""):
    """Ask for items, and get these."""
    await device.sends(iq("get", content, to))
    sender = str(device.jid).split("/")[0] if to is None else to
    await device.receives(
        f"<iq type='result' id='p' from='{sender}' to='{device.jid}'><pubsub xmlns='{PUBSUB}'>"
        f"<items node='{node}'>{items}</items>{more}</pubsub></iq>"
    )


def item(payload=SONG, name="current"):
    return f"<item id='{name}'>{payload}</item>"


def event(content, sender, to, kind="headline", stamped=False, node=TUNE):
    """An event as it is received; `content` stands in `<items/>`."""
    late = f"<delay xmlns='urn:xmpp:delay' from='{sender}' stamp='{{any}}'/>" if stamped else ""
    return (
        f"<message type='{kind}' from='{sender}' to='{to}' id='{{any}}'><event xmlns='{EVENT}'>"
        f"<items node='{node}'>{content}</items></event>{late}</message>"
    )


def ver(*features, client="pc"):
    """The hash of a client with these features (XEP-0115, 5.1)."""
    text = f"client/{client}//<" + "".join(f"{one}<" for one in sorted(features))
    return base64.b64encode(hashlib.sha1(text.encode()).digest()).decode()


def presence(said):
    return f"<presence><c xmlns='{CAPS}' hash='sha-1' node='urn:test' ver='{said}'/></presence>"


async def is_online(scene, device, *nodes, said=None):
    """Come online with a client that asks for events of these nodes, and say so when asked."""
    features = [f"{node}+notify" for node in nodes]
    said = said or ver(*features)
    await device.sends(presence(said))
    for question in [one for one in device.unread if one.name == "iq"]:
        assert question.child("query", INFO).get("node") == f"urn:test#{said}"
        told = "".join(f"<feature var='{one}'/>" for one in features)
        await device.sends(
            f"<iq type='result' id='{question.get('id')}' to='localhost'>"
            f"<query xmlns='{INFO}' node='urn:test#{said}'>"
            f"<identity category='client' type='pc'/>{told}</query></iq>"
        )
    device.forget("iq")
    for peer in scene.peers:
        peer.forget("presence")

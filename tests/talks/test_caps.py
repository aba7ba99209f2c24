"""XEP-0115: Entity Capabilities, as conversations."""

import base64
import hashlib

ROMEO = "romeo@localhost/orchard"
INFO = "http://jabber.org/protocol/disco#info"
CAPS = "http://jabber.org/protocol/caps"


def hashed(query):
    """Section 5.1, once more, by somebody else."""
    identities = [one for one in query if one.name == "identity"]
    text = "".join(
        sorted(
            f"{one.get('category')}/{one.get('type')}//{one.get('name') or ''}<"
            for one in identities
        )
    )
    for one in query:
        if one.name == "feature":
            text += one.get("var") + "<"
    for form in (one for one in query if one.name == "x"):
        for field in sorted(form, key=lambda one: (one.get("var") != "FORM_TYPE", one.get("var"))):
            if field.get("var") != "FORM_TYPE":
                text += field.get("var") + "<"
            text += "".join(f"{value.text}<" for value in field)
    return base64.b64encode(hashlib.sha1(text.encode()).digest()).decode()


async def test_the_hash_in_the_stream_features_is_that_of_what_is_told(scene):
    scene.configure(**{"contact.admin": ["mailto:admin@example.org", "xmpp:admin@localhost"]})
    stream = scene.connect()
    await scene.account("romeo@localhost")
    await stream.opens()
    stream.forget()
    proof = base64.b64encode(f"\0romeo\0{scene.password}".encode()).decode()
    await stream.sends(
        f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{proof}</auth>"
    )
    await stream.receives("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
    await stream.opens()
    (features,) = stream.unread
    stream.forget()
    offered = features.child("c", CAPS)
    assert offered.get("hash") == "sha-1"
    node = f"{offered.get('node')}#{offered.get('ver')}"
    await stream.sends(
        "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
    )
    stream.forget()
    for attrs in ("", f"node='{node}'"):
        await stream.sends(
            f"<iq type='get' id='d' to='localhost'><query xmlns='{INFO}' {attrs}/></iq>"
        )
        (answer,) = stream.unread
        assert hashed(answer.child("query", INFO)) == offered.get("ver")
        assert answer.child("query", INFO).get("node") == (node if attrs else None)
        stream.forget()
    await stream.closes()


async def test_another_hash_is_no_node(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(
        f"""<iq type='get' id='d' to='localhost'>
          <query xmlns='{INFO}' node='urn:x-magpie-im:server#QgayPKawpkPSDYmwT/WM94uAlu0='/></iq>"""
    )
    (error,) = romeo.unread
    assert error.child("error").child("item-not-found", "urn:ietf:params:xml:ns:xmpp-stanzas")
    romeo.forget()

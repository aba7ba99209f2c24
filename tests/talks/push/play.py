"""What talks about push services have in common."""

from magpie.xmpp.element import NS_CLIENT, Element
from magpie.xmpp.errors import StanzaError, error_reply

PHONE, LAPTOP = "romeo@localhost/phone", "romeo@localhost/laptop"
JULIET = "juliet@localhost/balcony"
APP = "push.localhost"
PUSH = "xmlns='urn:xmpp:push:0'"
NS_STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
STORE = "<store xmlns='urn:xmpp:hints'/>"


class App:
    """A push service: keeps what is published, and answers when it is told to."""

    def __init__(self, scene):
        self.scene = scene
        self.heard = []

    def message(self, message, origin):
        raise StanzaError("service-unavailable")

    def presence(self, presence, origin):
        pass

    def iq(self, iq, origin):
        self.heard.append(iq.element)

    async def answers(self, condition="", kind="cancel"):
        """Take what came first; or refuse it."""
        asked = self.heard.pop(0)
        if condition:
            answer = error_reply(asked, StanzaError(condition, type=kind))
        else:
            attrs = {"type": "result", "id": asked.get("id")}
            attrs |= {"from": asked.get("to"), "to": asked.get("from")}
            answer = Element("iq", NS_CLIENT, attrs)
        self.scene.host.relay.send(answer)
        await self.scene.settles()


async def app(scene) -> App:
    await scene.begins()
    service = App(scene)
    scene.host.serve(APP, service, "Push")
    return service


async def enables(device, node="n1", form=""):
    await device.sends(
        f"<iq type='set' id='e'><enable {PUSH} jid='{APP}' node='{node}'>{form}</enable></iq>"
    )
    await device.receives(f"<iq type='result' id='e' from='romeo@localhost' to='{device.jid}'/>")


async def says(device, body="hark"):
    await device.sends(f"<message type='chat' to='romeo@localhost'><body>{body}</body></message>")


def published(iq):
    """(node, fields of the summary, publish options)."""
    pubsub = iq.children[0]
    item = pubsub.child("publish").child("item")
    form = item.child("notification", "urn:xmpp:push:0").children[0]
    fields = {field.get("var"): field.children[0].text for field in form.children}
    options = pubsub.child("publish-options")
    return pubsub.child("publish").get("node"), fields, options

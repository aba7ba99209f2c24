"""XEP-0490: Message Displayed Synchronization, as conversations."""

from tests.talks.pubsub.acts import event, is_online, item, reads

LAPTOP, PHONE, JULIET = (
    "romeo@localhost/laptop",
    "romeo@localhost/phone",
    "juliet@localhost/balcony",
)
NODE = "urn:xmpp:mds:displayed:0"
SEEN = f"""<displayed xmlns='{NODE}'>
    <stanza-id xmlns='urn:xmpp:sid:0' by='romeo@localhost' id='28482-98726-73623'/></displayed>"""
MARKER = "<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>"


async def test_what_is_said_along_with_a_message_is_published_and_not_passed_on(scene):
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await is_online(scene, phone, NODE)
    await juliet.is_online()
    phone.forget()
    await laptop.sends(f"<message to='juliet@localhost' id='d'>{MARKER}{SEEN}</message>")
    await juliet.receives(
        f"<message to='juliet@localhost' from='{LAPTOP}' id='d'>{MARKER}"
        "<stanza-id xmlns='urn:xmpp:sid:0' by='juliet@localhost' id='{any}'/></message>"
    )
    mine = ("romeo@localhost", "romeo@localhost")
    await phone.receives(event(item(SEEN, "juliet@localhost"), *mine, node=NODE))
    content = f"<items node='{NODE}'/>"
    await reads(laptop, item(SEEN, "juliet@localhost"), content=content, node=NODE)


async def test_other_messages_are_as_they_were(scene):
    laptop, juliet = scene.enter(LAPTOP, JULIET)
    await laptop.sends(f"<message to='{JULIET}' type='headline' id='d'>{MARKER}</message>")
    await juliet.receives(
        f"<message to='{JULIET}' from='{LAPTOP}' type='headline' id='d'>{MARKER}</message>"
    )

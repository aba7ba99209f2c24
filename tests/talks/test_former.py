"""After a rename the old addresses answer for a time."""

from base64 import b64encode

from magpie.server.former import DAY

OPEN = (
    b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
    b" to='old.example' version='1.0'>"
)
YEAR = 365 * 86_400


async def renamed(scene, until: float = YEAR):
    """The server was old.example before."""
    await scene.begins()
    scene.host.former.enter({"old.example": scene.clock.now() + int(until * 1_000_000)})


async def test_a_message_to_the_old_address_arrives_under_the_new_one(scene):
    romeo, juliet = scene.enter("romeo@localhost/orchard", "juliet@localhost/balcony")
    await renamed(scene)
    await juliet.is_online()
    await romeo.sends("<message type='chat' to='juliet@old.example'><body>ohai</body></message>")
    await juliet.receives("""
        <message type='chat' from='romeo@localhost/orchard' to='juliet@localhost'>
          <body>ohai</body>{any}</message>""")


async def test_the_old_domain_answers_for_itself(scene):
    romeo = scene.enter("romeo@localhost/orchard")
    await renamed(scene)
    await romeo.sends(
        "<iq type='get' id='1' to='old.example'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get' id='2' to='nobody@old.example'><ping xmlns='urn:xmpp:ping'/></iq>",
    )
    await romeo.receives(
        "<iq type='result' id='1' from='old.example' to='romeo@localhost/orchard'/>"
    )
    await romeo.receives("""
        <iq type='error' id='2' from='nobody@old.example' to='romeo@localhost/orchard'>
          {any}</iq>""")


async def test_who_signs_in_under_the_old_domain_is_told_the_new_address(scene):
    await scene.account("romeo@localhost")
    await renamed(scene)
    stream = scene.connect()
    proof = b64encode(b"\0romeo\0" + scene.password.encode()).decode()
    await stream.sends_bytes(OPEN)
    assert stream.header["from"] == "old.example"
    stream.forget()
    await stream.sends(
        f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{proof}</auth>"
    )
    await stream.receives("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
    await stream.sends_bytes(OPEN)
    stream.forget()
    await stream.sends("""
        <iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>
          <resource>orchard</resource></bind></iq>""")
    await stream.receives("""
        <iq type='result' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>
          <jid>romeo@localhost/orchard</jid></bind></iq>""")


async def test_after_its_time_the_old_domain_is_somebody_elses(scene):
    await renamed(scene, until=DAY / 2)
    await scene.passes(DAY + 1)
    romeo = scene.enter("romeo@localhost/orchard")
    await romeo.sends("<iq type='get' id='1' to='old.example'><ping xmlns='urn:xmpp:ping'/></iq>")
    await romeo.receives("""
        <iq type='error' id='1' from='old.example' to='romeo@localhost/orchard'>{any}</iq>""")

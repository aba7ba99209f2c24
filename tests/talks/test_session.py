"""The session of RFC 3921: who asks for one has it."""


async def test_who_asks_for_a_session_has_one(scene):
    romeo = scene.enter("romeo@localhost/orchard")
    for to in ("", "to='localhost'"):
        await romeo.sends(f"""
            <iq type='set' id='s1' {to}>
              <session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>""")
        await romeo.receives(
            "<iq type='result' id='s1' from='{any}' to='romeo@localhost/orchard'/>"
        )

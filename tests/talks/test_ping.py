"""XEP-0199: XMPP Ping, as conversations."""

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
PING = "<ping xmlns='urn:xmpp:ping'/>"


async def test_the_server_and_the_own_account_answer(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(f"<iq type='get' id='p1' to='localhost'>{PING}</iq>")
    await romeo.receives(f"<iq type='result' id='p1' from='localhost' to='{ROMEO}'/>")
    await romeo.sends(f"<iq type='get' id='p2'>{PING}</iq>")
    await romeo.receives(f"<iq type='result' id='p2' from='romeo@localhost' to='{ROMEO}'/>")


async def test_another_account_is_not_there_for_pings(scene):
    """Whether it exists makes no difference."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    for to in ("juliet@localhost", "nobody@localhost"):
        await romeo.sends(f"<iq type='get' id='p3' to='{to}'>{PING}</iq>")
        await romeo.receives(
            f"""<iq type='error' id='p3' from='{to}' to='{ROMEO}'>
              <error type='cancel' code='503'>
                <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
              </error></iq>"""
        )
    juliet.receives_nothing()


async def test_a_ping_is_asked_not_set(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(f"<iq type='set' id='p4' to='localhost'>{PING}</iq>")
    await romeo.receives(
        f"""<iq type='error' id='p4' from='localhost' to='{ROMEO}'>
          <error type='cancel' code='503'>
            <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
          </error></iq>"""
    )

"""XEP-0045 on the whole, as its first conversation."""

from tests.talks.rooms.play import ANA, BEN, ROOM, configures, enters, join, makes, said, say, shown


async def test_a_room_from_its_making_to_the_first_words(scene):
    ana, ben = scene.enter(ANA, BEN)
    await ana.sends(join("Ana"))
    await ana.receives(
        f"""<presence id='join' from='{ROOM}/Ana' to='{ANA}'>
          <x xmlns='http://jabber.org/protocol/muc#user'>
            <item affiliation='owner' role='moderator' jid='{ANA}'/>
            <status code='110'/><status code='170'/><status code='201'/></x>
          <occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{ana}}'/></presence>""",
        f"<message type='groupchat' from='{ROOM}' to='{ANA}'><subject/></message>",
    )
    await configures(ana)
    await ben.sends(join("Ben"))
    await ben.receives(
        f"""<presence from='{ROOM}/Ana' to='{BEN}'>
          <x xmlns='http://jabber.org/protocol/muc#user'>
            <item affiliation='owner' role='moderator'/></x>
          <occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{ana}}'/></presence>""",
        f"""<presence id='join' from='{ROOM}/Ben' to='{BEN}'>
          <x xmlns='http://jabber.org/protocol/muc#user'>
            <item affiliation='none' role='participant' jid='{BEN}'/>
            <status code='110'/><status code='170'/></x>
          <occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{ben}}'/></presence>""",
        f"<message type='groupchat' from='{ROOM}' to='{BEN}'><subject/></message>",
    )
    await ana.receives(
        f"""<presence from='{ROOM}/Ben' to='{ANA}'>
          <x xmlns='http://jabber.org/protocol/muc#user'>
            <item affiliation='none' role='participant' jid='{BEN}'/></x>
          <occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{ben}}'/></presence>"""
    )
    await ben.sends(say("thrice the brinded cat hath mew'd"))
    for device, jid in ((ana, ANA), (ben, BEN)):
        await device.receives(
            f"""<message type='groupchat' id='m' from='{ROOM}/Ben' to='{jid}'>
              <body>thrice the brinded cat hath mew'd</body>
              <occupant-id xmlns='urn:xmpp:occupant-id:0' id='{{ben}}'/>
              <stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='{{said}}'/></message>"""
        )


async def test_who_was_away_finds_what_was_said(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await ana.sends(say("one"), say("two"))
    ana.forget()
    await ana.closes()
    await ben.sends(join("Ben"))
    assert said(ben.unread) == [("Ana", "one"), ("Ana", "two")]
    assert shown(ben.unread) == [("Ben", "participant", [110, 170])]
    ben.forget()


async def test_who_closes_the_stream_has_left(scene):
    ana, ben = scene.enter(ANA, BEN)
    await makes(ana, "Ana")
    await enters(ben, "Ben", ana)
    await ben.closes()
    assert shown(ana.unread) == [("Ben", "gone", [])]
    ana.forget()

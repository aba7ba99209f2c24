"""XEP-0054: vcard-temp, as conversations."""

LAPTOP, PHONE = "romeo@localhost/laptop", "romeo@localhost/phone"
JULIET = "juliet@localhost/balcony"
CARD = """<vCard xmlns='vcard-temp'><FN>Romeo Montague</FN><N><FAMILY>Montague</FAMILY></N>
    <PHOTO><TYPE>image/png</TYPE><BINVAL>AAAA</BINVAL></PHOTO></vCard>"""
ASKED = "<vCard xmlns='vcard-temp'/>"
ERROR = "urn:ietf:params:xml:ns:xmpp-stanzas"


async def publishes(device, card=CARD):
    await device.sends(f"<iq type='set' id='v'>{card}</iq>")
    await device.receives(f"<iq type='result' id='v' from='romeo@localhost' to='{device.jid}'/>")


async def is_refused(device, stanza, condition):
    await device.sends(stanza)
    (error,) = device.unread
    assert error.child("error").child(condition, ERROR), str(error)
    device.forget()


async def test_everybody_sees_the_card(scene):
    laptop, phone, juliet = scene.enter(LAPTOP, PHONE, JULIET)
    await publishes(laptop)
    for device, to in (
        (phone, ""),
        (phone, "to='romeo@localhost'"),
        (juliet, "to='romeo@localhost'"),
    ):
        await device.sends(f"<iq type='get' id='g' {to}>{ASKED}</iq>")
        await device.receives(
            f"<iq type='result' id='g' from='romeo@localhost' to='{device.jid}'>{CARD}</iq>"
        )


async def test_a_card_is_replaced_as_a_whole(scene):
    laptop = scene.enter(LAPTOP)
    await publishes(laptop)
    await publishes(laptop, "<vCard xmlns='vcard-temp'><FN>R.</FN></vCard>")
    await laptop.sends(f"<iq type='get' id='g'>{ASKED}</iq>")
    await laptop.receives(
        f"""<iq type='result' id='g' from='romeo@localhost' to='{LAPTOP}'>
          <vCard xmlns='vcard-temp'><FN>R.</FN></vCard></iq>"""
    )


async def test_no_card_of_ones_own_is_not_found(scene):
    laptop = scene.enter(LAPTOP)
    await is_refused(laptop, f"<iq type='get' id='g'>{ASKED}</iq>", "item-not-found")


async def test_nobody_can_tell_no_card_from_no_account(scene):
    """Section 3.3: the same error, so that names cannot be fished for."""
    laptop, _juliet = scene.enter(LAPTOP, JULIET)
    for to in ("juliet@localhost", "nobody@localhost"):
        await is_refused(
            laptop, f"<iq type='get' id='g' to='{to}'>{ASKED}</iq>", "service-unavailable"
        )


async def test_nobody_writes_anothers_card(scene):
    laptop, juliet = scene.enter(LAPTOP, JULIET)
    await publishes(laptop)
    await is_refused(juliet, f"<iq type='set' id='v' to='romeo@localhost'>{CARD}</iq>", "forbidden")
    await is_refused(juliet, f"<iq type='get' id='g'>{ASKED}</iq>", "item-not-found")


async def test_a_card_has_a_bound(scene):
    scene.configure(**{"vcard.max_size": "2 kB"})
    laptop = scene.enter(LAPTOP)
    large = CARD.replace("AAAA", "A" * 2_000)
    await is_refused(laptop, f"<iq type='set' id='v'>{large}</iq>", "policy-violation")
    await is_refused(laptop, f"<iq type='get' id='g'>{ASKED}</iq>", "item-not-found")

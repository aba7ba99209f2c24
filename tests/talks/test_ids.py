"""XEP-0359: Unique and Stable Stanza IDs, as conversations."""

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"


def sid(by, stanza_id="forged"):
    return f"<stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{stanza_id}'/>"


def heard(content):
    return f"""<message type='chat' to='{JULIET}' from='{ROMEO}'>{content}
        <stanza-id xmlns='urn:xmpp:sid:0' by='juliet@localhost' id='{{any}}'/></message>"""


@pytest.mark.parametrize(
    "by",
    ["juliet@localhost", "Juliet@LocalHost", "romeo@localhost", "localhost", JULIET,
     "coven@rooms.localhost"],
)  # fmt: skip
async def test_an_id_in_the_name_of_somebody_here_goes(scene, by):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(
        f"<message type='chat' to='{JULIET}'>{sid(by)}<body>hi</body>{sid(by)}</message>"
    )
    await juliet.receives(heard("<body>hi</body>"))


@pytest.mark.parametrize(
    "other",
    [
        sid("room@rooms.example"),
        sid("notlocalhost"),
        sid("@"),
        "<stanza-id xmlns='urn:xmpp:sid:0' id='x'/>",
        "<stanza-id xmlns='urn:example' by='juliet@localhost' id='x'/>",
        "<origin-id xmlns='urn:xmpp:sid:0' id='x'/>",
    ],
)
async def test_every_other_passes(scene, other):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>hi</body>{other}</message>")
    await juliet.receives(heard(f"<body>hi</body>{other}"))


async def test_what_is_not_kept_has_no_id_and_no_forged_one(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    hint = "<no-store xmlns='urn:xmpp:hints'/>"
    await romeo.sends(
        f"""<message type='chat' to='{JULIET}'>{sid("juliet@localhost")}<body>a</body>{hint}
          </message>"""
    )
    await juliet.receives(
        f"<message type='chat' to='{JULIET}' from='{ROMEO}'><body>a</body>{hint}</message>"
    )


async def test_the_archive_has_no_forged_id_either(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(
        f"""<message type='chat' to='romeo@localhost'>{sid("romeo@localhost")}
          <body>a</body></message>"""
    )
    await romeo.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>")
    assert "forged" not in str(romeo.unread[0])
    romeo.forget()


async def test_ids_tell_nothing_and_never_meet(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    for _ in range(20):
        await romeo.sends(f"<message type='chat' to='{JULIET}'><body>a</body></message>")
    ids = [one.child("stanza-id", "urn:xmpp:sid:0").get("id") for one in juliet.unread]
    assert len(set(ids)) == 20
    assert ids != sorted(ids)
    juliet.forget()

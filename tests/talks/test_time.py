"""XEP-0202: Entity Time, as conversations."""

import pytest

ROMEO = "romeo@localhost/orchard"
ASKED = "<iq type='get' id='t' to='localhost'><time xmlns='urn:xmpp:time'/></iq>"


@pytest.mark.memory
async def test_the_server_tells_the_time(scene):
    romeo = scene.enter(ROMEO)
    for stamp in ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01.500Z"):
        await romeo.sends(ASKED)
        await romeo.receives(
            f"""<iq type='result' id='t' from='localhost' to='{ROMEO}'>
              <time xmlns='urn:xmpp:time'><tzo>+00:00</tzo><utc>{stamp}</utc></time></iq>"""
        )
        await scene.passes(1.5)

"""XEP-0092: Software Version, as conversations."""

import platform

from magpie import __version__

ROMEO = "romeo@localhost/orchard"
ASKED = "<iq type='get' id='v' to='localhost'><query xmlns='jabber:iq:version'/></iq>"


def told(more=""):
    return f"""<iq type='result' id='v' from='localhost' to='{ROMEO}'>
        <query xmlns='jabber:iq:version'><name>Magpie</name>
        <version>{__version__}</version>{more}</query></iq>"""


async def test_the_server_tells_its_name_and_version(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends(ASKED)
    await romeo.receives(told())


async def test_the_system_only_where_its_owner_says_so(scene):
    scene.configure(**{"version.os": True})
    romeo = scene.enter(ROMEO)
    await romeo.sends(ASKED)
    await romeo.receives(told(f"<os>{platform.system()}</os>"))

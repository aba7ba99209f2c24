"""The stage for talks: the whole server in memory, devices that send and receive, no sleeps.

async def test_romeo_greets_juliet(scene):
    romeo, juliet = scene.enter("romeo@localhost/orchard", "juliet@localhost/balcony")
    await romeo.sends("<message to='juliet@localhost/balcony'><subject>…</subject></message>")
    await juliet.receives("<message from='romeo@localhost/orchard' …>…</message>")
    romeo.receives_nothing()

`tests/scene/README.md` says what a test may do and what the stage checks by itself.
"""

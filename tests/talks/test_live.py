"""The live view: what a console is told, and what it costs when there is none."""

import logging

import pytest

from magpie.server import live

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
OHAI = "<message type='chat' to='juliet@localhost'><body>ohai</body></message>"


class Watcher:
    """A console: what it was told, batch by batch, as if it were one."""

    def __init__(self, scene, **args):
        self.scene, self.args = scene, args
        self.news = None

    async def __aenter__(self):
        await self.scene.begins()
        self.news = await self.scene.host.commands.run("live.watch", self.args)
        return self

    async def __aexit__(self, *_):
        await self.news.aclose()

    async def told(self):
        """The next batch, when its time has come."""
        coming = self.scene.host.task("watcher", anext(self.news))
        await self.scene.settles()
        for _ in range(live.QUIET):
            if not coming.done():
                await self.scene.passes(live.BEAT)
        return await coming


async def test_who_watches_sees_who_is_here_and_who_comes(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    async with Watcher(scene) as console:
        told = await console.told()
        assert [one["address"] for one in told["here"]] == ["romeo@localhost", "juliet@localhost"]
        assert told["here"][0] | {"since": 0} == {
            "address": "romeo@localhost", "resource": "orchard", "client": "", "ip": "127.0.0.1",
            "tls": True, "since": 0, "show": "",
        }  # fmt: skip
        assert (told["people"], told["sessions"]) == (2, 2)

        # Juliet comes online, then is away, then leaves; a batch has how it is now
        await juliet.is_online()
        assert [one["show"] for one in (await console.told())["here"]] == ["online"]
        await juliet.sends("<presence><show>away</show></presence>")
        assert [one["show"] for one in (await console.told())["here"]] == ["away"]
        juliet.forget()
        romeo.forget()
        await juliet.closes()
        told = await console.told()
        assert told["gone"] == ["juliet@localhost/balcony"]
        assert told["here"] == []
        romeo.forget()


async def test_what_passes_is_told_without_what_it_says(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await juliet.is_online()
    async with Watcher(scene) as console:
        await console.told()
        await romeo.sends(OHAI)
        told = await console.told()
        (passed,) = told["passed"]
        assert passed | {"at": 0} == {
            "at": 0, "kind": "message", "type": "chat", "what": "body", "from": ROMEO,
            "to": "juliet@localhost", "size": len(passed_wire()), "encrypted": False,
        }  # fmt: skip
        assert "ohai" not in repr(told)
        assert told["messages"] == 1
    juliet.forget()


def passed_wire():
    return f"<message type='chat' to='juliet@localhost' from='{ROMEO}'><body>ohai</body></message>"


async def test_the_text_is_told_to_who_asks_for_it_alone(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    async with Watcher(scene, text=True) as owner, Watcher(scene) as other:
        await owner.told()
        await other.told()
        await romeo.sends(OHAI, OHAI.replace("ohai", "x" * 2000))
        texts = [one["text"] for one in (await owner.told())["passed"]]
        assert texts == ["ohai", "x" * live.TEXT_MAX]
        assert all("text" not in one for one in (await other.told())["passed"])
    await juliet.is_online()
    juliet.forget()


async def test_iqs_errors_and_encrypted_messages_pass_too(scene):
    romeo = scene.enter(ROMEO)
    async with Watcher(scene) as console:
        await console.told()
        await romeo.sends(
            "<iq type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>",
            """<message to='nobody@localhost' type='chat'>
               <encrypted xmlns='eu.siacs.conversations.axolotl'/><body>secret</body></message>""",
        )
        passed = (await console.told())["passed"]
        assert [(one["kind"], one["what"], one["encrypted"]) for one in passed] == [
            ("iq", "ping", False), ("message", "body", True)
        ]  # fmt: skip
    romeo.forget()


async def test_of_too_much_the_newest_is_told_and_how_much_was_left_out(scene):
    romeo = scene.enter(ROMEO)
    async with Watcher(scene) as console:
        await console.told()
        ping = "<iq type='get' id='{}' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>"
        await romeo.sends(*(ping.format(n) for n in range(live.PASSED_MAX + 50)))
        told = await console.told()
        assert len(told["passed"]) == live.PASSED_MAX
        assert told["missed"] == 50
        assert (await console.told())["missed"] == 0
    romeo.forget()


async def test_many_sessions_come_in_parts(scene, monkeypatch):
    monkeypatch.setattr(live, "SESSIONS_MAX", 2)
    scene.enter(*(f"romeo@localhost/{n}" for n in range(5)))
    async with Watcher(scene) as console:
        sizes = [len((await console.told())["here"]) for _ in range(4)]
        assert sizes == [2, 2, 1, 0]


async def test_a_device_that_waits_to_come_back_is_nowhere(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends("<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
    romeo.forget()
    async with Watcher(scene) as console:
        await console.told()
        await romeo.drops()
        (here,) = (await console.told())["here"]
        assert (here["ip"], here["tls"]) == ("", False)


async def test_the_log_is_told_without_secrets(scene):
    async with Watcher(scene) as console:
        await console.told()
        fields = {"fields": {"password": "hunter2", "body": "ohai", "jid": "romeo@localhost"}}
        logger = logging.getLogger("magpie.server")
        record = logger.makeRecord("magpie", logging.WARNING, "", 0, "thing.happened", (), None)
        record.__dict__.update(fields)
        logger.handle(record)
        (line,) = (await console.told())["lines"]
        assert "thing.happened" in line
        assert "romeo@localhost" in line
        assert "hunter2" not in line
        assert "ohai" not in line


async def test_nothing_is_spent_when_nobody_watches(scene):
    romeo = scene.enter(ROMEO)
    await scene.begins()
    logger = logging.getLogger("magpie")
    before = list(logger.handlers)
    assert scene.host.router.tap is None
    async with Watcher(scene) as console:
        await console.told()
        assert scene.host.router.tap is not None
    assert scene.host.router.tap is None
    assert logger.handlers == before
    watched = (live.SessionOpened, live.SessionClosed, live.SessionAvailable)
    owners = {owner for news in watched for _, owner, _ in scene.host.hooks.listing(news)}
    assert live.OWNER not in owners
    assert romeo.unread == []


async def test_a_session_can_be_ended(scene):
    romeo = scene.enter(ROMEO)
    await scene.begins()
    await scene.host.commands.run("session.end", {"address": ROMEO})
    assert romeo.stream_error == "policy-violation"
    for wrong in (ROMEO, "nobody@localhost/x", "@", "romeo@localhost"):
        with pytest.raises(ValueError, match=f"{wrong} is not here"):
            await scene.host.commands.run("session.end", {"address": wrong})


async def test_what_a_device_calls_itself(scene):
    romeo = scene.enter(ROMEO)
    async with Watcher(scene) as console:
        await console.told()
        caps = "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/>"
        await romeo.sends(f"<presence>{caps}</presence>")
        (asked,) = [one for one in romeo.unread if one.name == "iq"]
        romeo.forget()
        await console.told()
        await romeo.sends(f"""<iq type='result' id='{asked.get("id")}' to='localhost'>
            <query xmlns='http://jabber.org/protocol/disco#info'>
            <identity category='client' type='pc' name='Gajim'/></query></iq>""")
        (here,) = (await console.told())["here"]
        assert here["client"] == "Gajim"

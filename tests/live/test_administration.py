"""Service administration with slixmpp's own plugin, a client that we did not write."""

import asyncio

from tests.live.friends import Friend

NS = "http://jabber.org/protocol/admin"
WITHIN = 10.0


class Clerk(Friend):
    """An administrator who fills in forms."""

    async def runs(self, method: str, **answers: object):
        """Run a command of the plugin; the `<command/>` with which it ends."""
        done: asyncio.Future = asyncio.get_running_loop().create_future()

        def show(iq, session) -> None:
            session["next"] = finish
            form = self.plugin["xep_0004"].make_form(ftype="submit")
            known = iq["command"]["form"].get_fields()
            assert set(answers) <= set(known), (answers, known)
            form.add_field("FORM_TYPE", ftype="hidden", value=NS)
            for var, value in answers.items():
                form.add_field(var, ftype=known[var]["type"], value=value)
            session["payload"] = form
            self.plugin["xep_0050"].complete_command(session)

        def finish(iq, session) -> None:
            done.set_result(iq["command"])

        def failed(iq, session) -> None:
            done.set_exception(AssertionError(str(iq)))

        session = {"next": show if answers else finish, "error": failed}
        getattr(self.plugin["xep_0133"], method)(jid=self.boundjid.domain, session=session)
        return await asyncio.wait_for(done, WITHIN)


async def test_an_account_from_its_first_to_its_last_day(server, name):
    nurse = Clerk(server, name("nurse"), "phone", signs_up=True)
    nurse.register_plugin("xep_0133")
    await nurse.is_there()
    assert server.runs("user", "role", nurse.boundjid.user, "admin").returncode == 0
    paris = f"{name('paris')}@{server.domain}"
    await nurse.runs(
        "add_user", accountjid=paris, password="a count", **{"password-verify": "a count"}
    )
    device = Friend(server, paris.partition("@")[0], "street", password="a count")
    await device.is_there()
    shown = await nurse.runs("user_stats", accountjid=paris)
    fields = shown["form"].get_fields()
    assert fields["onlineresources"]["value"] in ("street", ["street"])
    shown = await nurse.runs("get_online_users_list", max_items="none")
    assert paris in shown["form"].get_fields()["onlineuserjids"]["value"]
    number = await nurse.runs("get_registered_users_num")
    assert int(number["form"].get_fields()["registeredusersnum"]["value"]) >= 2
    await nurse.runs("announce", announcement="Masks on")
    await device.until(lambda: any(one["body"] == "Masks on" for one in device.messages))
    await nurse.runs("delete_user", accountjids=[paris])
    await device.until(lambda: "disconnected" in device.happened)
    await nurse.leaves()

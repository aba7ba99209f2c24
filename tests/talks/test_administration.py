"""XEP-0133: Service Administration, as conversations: the commands in the forms of a client."""

import pytest

from magpie.xmpp.forms import Form
from magpie.xmpp.jid import Jid

pytestmark = pytest.mark.memory

ADMIN, JULIET = "nurse@localhost/phone", "juliet@localhost/balcony"
N, J = Jid.parse(ADMIN).bare, Jid.parse(JULIET).bare
NS = "http://jabber.org/protocol/commands"
NS_ADMIN = "http://jabber.org/protocol/admin"
ITEMS = "http://jabber.org/protocol/disco#items"
NODES = (
    "add-user",
    "delete-user",
    "disable-user",
    "reenable-user",
    "end-user-session",
    "change-user-password",
    "edit-admin",
    "get-user-roster",
    "get-user-lastlogin",
    "user-stats",
    "get-registered-users-num",
    "get-disabled-users-num",
    "get-online-users-num",
    "get-active-users-num",
    "get-idle-users-num",
    "get-registered-users-list",
    "get-disabled-users-list",
    "get-online-users-list",
    "get-active-users",
    "get-idle-users",
    "announce",
    "announce-all",
    "set-motd",
    "edit-motd",
    "delete-motd",
    "set-welcome",
    "delete-welcome",
)


async def on_stage(scene):
    """The nurse, who runs the server, and Juliet, who does not."""
    admin, juliet = scene.enter(ADMIN, JULIET)
    await scene.begins()
    await scene.host.accounts.set_role(N, "admin")
    return admin, juliet


def execute(node, session="", form=""):
    node = node if ":" in node else f"{NS_ADMIN}#{node}"
    attrs = f" sessionid='{session}'" if session else ""
    return f"""<iq type='set' to='localhost' id='c'>
        <command xmlns='{NS}' node='{node}'{attrs}>{form}</command></iq>"""


async def step(device, *args):
    await device.sends(execute(*args))
    answer = next(one for one in device.unread if one.name == "iq" and one.get("id") == "c")
    device._line.unread.remove(answer)
    assert answer.get("type") == "result", str(answer)
    return answer.child("command", NS)


def filled(fields):
    inner = "".join(
        f"<field var='{var}'>{''.join(f'<value>{one}</value>' for one in values)}</field>"
        for var, values in fields.items()
    )
    return f"<x xmlns='jabber:x:data' type='submit'>{inner}</x>"


async def asks(device, node, **fields):
    """Run a command with these answers: its note and the form that it shows."""
    command = await step(device, node)
    if command.get("status") == "executing":
        form = Form.parse(command.child("x", "jabber:x:data"))
        assert form.form_type == NS_ADMIN
        answers = {
            var: values if isinstance(values, list) else [values] for var, values in fields.items()
        }
        assert set(answers) <= {field.var for field in form.fields}, form
        command = await step(device, node, command.get("sessionid"), filled(answers))
    assert command.get("status") == "completed"
    note = command.child("note", NS)
    shown = command.child("x", "jabber:x:data")
    return (
        "" if note is None else f"{note.get('type')}: {note.text}",
        None if shown is None else Form.parse(shown),
    )


async def test_administrators_see_the_commands_and_nobody_else(scene):
    admin, juliet = await on_stage(scene)
    found = {}
    for device in (admin, juliet):
        await device.sends(
            f"<iq type='get' to='localhost' id='d'><query xmlns='{ITEMS}' node='{NS}'/></iq>"
        )
        (answer,) = device.unread
        device.forget()
        found[device] = {item.get("node") for item in answer.child("query", ITEMS)}
    assert {f"{NS_ADMIN}#{node}" for node in NODES} <= found[admin]
    assert not {node for node in found[juliet] if node.startswith(NS_ADMIN)}
    for node in NODES:
        await juliet.sends(execute(node))
        (answer,) = juliet.unread
        juliet.forget()
        assert answer.child("error").children[0].name == "forbidden"


async def test_the_life_of_an_account(scene):
    admin, _ = await on_stage(scene)
    accounts = scene.host.accounts
    paris = accounts.jid("paris")
    wrong = {"accountjid": paris.text, "password": "a", "password-verify": "b"}
    note, _ = await asks(admin, "add-user", **wrong)
    assert note == "error: The two passwords are not the same."
    right = wrong | {"password": "a count", "password-verify": "a count"}
    assert (await asks(admin, "add-user", **right))[0] == "info: The account was made."
    assert (await asks(admin, "add-user", **right))[0] == "error: The name “paris” is taken."
    note, _ = await asks(admin, "add-user", **(right | {"accountjid": "paris@elsewhere.example"}))
    assert "not an address of this server" in note
    before = await accounts.keys(paris, "sha256")
    await asks(admin, "change-user-password", accountjid=paris.text, password="another")
    assert await accounts.keys(paris, "sha256") != before
    await asks(admin, "disable-user", accountjids=[paris.text])
    assert accounts.is_disabled(paris)
    _, form = await asks(admin, "get-disabled-users-list")
    assert form.field("disableduserjids").values == (paris.text,)
    await asks(admin, "reenable-user", accountjids=[paris.text])
    assert not accounts.is_disabled(paris)
    note, _ = await asks(admin, "delete-user", accountjids=[paris.text, "nobody@localhost"])
    assert note == "error: nobody@localhost: There is no account “nobody”."
    assert not accounts.is_there(paris)
    admin.forget()


async def test_sessions_are_ended_of_an_account_or_a_device(scene):
    admin, juliet = await on_stage(scene)
    phone = scene.enter("juliet@localhost/phone")
    await scene.begins()
    note, _ = await asks(admin, "end-user-session", accountjids=["juliet@localhost/phone"])
    assert note == "info: 1 session was ended."
    await scene.settles()
    assert (phone.stream_error, juliet.is_closed) == ("policy-violation", False)
    note, _ = await asks(admin, "end-user-session", accountjids=[J.text])
    await scene.settles()
    assert juliet.stream_error == "policy-violation"
    note, _ = await asks(admin, "end-user-session", accountjids=["juliet@localhost/phone"])
    assert note == "error: juliet has no device “phone” here"
    admin.forget()


async def test_numbers_and_lists(scene):
    admin, juliet = await on_stage(scene)
    await scene.account("paris@localhost")
    await admin.is_online()
    await juliet.sends("<presence><show>away</show></presence>")
    for word, var, number in (
        ("registered", "registeredusersnum", "3"),
        ("disabled", "disabledusersnum", "0"),
        ("online", "onlineusersnum", "2"),
        ("active", "activeusersnum", "1"),
        ("idle", "idleusersnum", "1"),
    ):
        _, form = await asks(admin, f"get-{word}-users-num")
        assert (word, form.get(var)) == (word, number)
    for node, var, wanted in (
        ("get-registered-users-list", "registereduserjids", (J.text, N.text, "paris@localhost")),
        ("get-online-users-list", "onlineuserjids", (J.text, N.text)),
        ("get-active-users", "activeuserjids", (N.text,)),
        ("get-idle-users", "activeuserjids", (J.text,)),
    ):
        _, form = await asks(admin, node, max_items="none")
        assert form.field(var).values == wanted
    admin.forget(), juliet.forget()


async def test_what_is_known_of_an_account(scene):
    admin, juliet = await on_stage(scene)
    await juliet.sends("""<iq type='set' id='r'><query xmlns='jabber:iq:roster'>
        <item jid='romeo@elsewhere.example' name='Romeo'><group>Love</group></item></query></iq>""")
    juliet.forget()
    _, form = await asks(admin, "user-stats", accountjid=J.text)
    shown = {field.var: field.values for field in form.fields}
    assert shown["ipaddresses"] == ("127.0.0.1",)
    assert (shown["rostersize"], shown["onlineresources"]) == (("1",), ("balcony",))
    command = await step(admin, "get-user-roster")
    done = await step(
        admin, "get-user-roster", command.get("sessionid"), filled({"accountjids": [J.text]})
    )
    x = done.child("x", "jabber:x:data")
    (item,) = x.child("query", "jabber:iq:roster")
    assert (item.get("jid"), item.get("name")) == ("romeo@elsewhere.example", "Romeo")
    assert "romeo@elsewhere.example Romeo none" in str(x)
    _, form = await asks(admin, "get-user-lastlogin", accountjids=[J.text])
    assert form.get("lastlogin").endswith("Z")
    note, _ = await asks(admin, "user-stats", accountjid="nobody@localhost")
    assert note == "error: There is no account “nobody”."


async def test_the_list_of_administrators_is_whole(scene):
    admin, _ = await on_stage(scene)
    note, _ = await asks(admin, "edit-admin", adminjids=[J.text])
    assert note == "error: You cannot take yourself off the list."
    await asks(admin, "edit-admin", adminjids=[J.text, N.text])
    assert scene.host.accounts.admins() == [J, N]
    await asks(admin, "edit-admin", adminjids=[N.text])
    assert scene.host.accounts.admins() == [N]


async def test_circles_in_forms(scene):
    admin, juliet = await on_stage(scene)
    await asks(admin, "urn:magpie:circle#create", name="House", accountjids=[J.text])
    _, form = await asks(admin, "urn:magpie:circle#list")
    assert [tuple(field.value for field in row) for row in form.items] == [("House", "juliet")]
    await asks(admin, "urn:magpie:circle#add", circle="House", accountjids=[N.text])
    await asks(admin, "urn:magpie:circle#rename", circle="House", name="Home")
    (circle,) = scene.host.circles
    assert (circle.name, list(circle.members)) == ("Home", [J, N])
    await asks(admin, "urn:magpie:circle#remove", circle="Home", accountjids=[J.text])
    assert list(circle.members) == [N]
    await asks(admin, "urn:magpie:circle#delete", circle="Home")
    assert len(scene.host.circles) == 0
    admin.forget(), juliet.forget()


@pytest.mark.parametrize(
    "form",
    [
        "<x xmlns='jabber:x:data' type='submit'/>",
        "<x xmlns='jabber:x:data' type='submit'><field var='accountjids'><value>a b@c</value>"
        "</field></x>",
        "<x xmlns='jabber:x:data' type='submit'><field var='accountjids' type='nonsense'/></x>",
        "<x xmlns='urn:other'/>",
    ],
)
async def test_broken_forms_do_nothing(scene, form):
    admin, _ = await on_stage(scene)
    session = (await step(admin, "delete-user")).get("sessionid")
    await admin.sends(execute("delete-user", session, form))
    (answer,) = admin.unread
    admin.forget()
    assert answer.child("error").children[0].name == "bad-request"
    assert len(scene.host.accounts) == 2


async def test_a_thousand_accounts_at_a_time(scene):
    admin, _ = await on_stage(scene)
    many = [f"u{number}@localhost" for number in range(1_001)]
    note, _ = await asks(admin, "disable-user", accountjids=many)
    assert note == "error: 1000 accounts at a time."
